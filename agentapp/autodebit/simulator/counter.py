"""The simulated bank's counter: a page on which to pay the codes it gave out, for who tries the demo."""

from collections.abc import Iterable, Iterator
from html import escape

from agentapp.autodebit.simulator.book import Book
from agentapp.autodebit.simulator.codes import Code
from agentapp.core.money import format_rupiah

_PAGE = """<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Bank Simulator</title>
</head>
<body>
<main>
<h1>Kode bayar di Bank Simulator</h1>
<p>Uang di sini bukan uang sungguhan.</p>
{codes}
</main>
</body>
</html>
"""
_CODE = """<section>
<h2>{number}</h2>
<p>{amount} · {period} · {state}</p>
{pay}
</section>
"""
_PAY = """<form method="post" action="/_codes">
<input type="hidden" name="page" value="1">
<input type="hidden" name="number" value="{reference}">
<button type="submit">Bayar kode {number}</button>
</form>"""


def counter(codes: Iterable[Code], book: Book) -> str:
    """The codes, latest first, each with a button to pay it while it takes money."""
    shown = "".join(_lines(reversed(list(codes)), book))
    return _PAGE.format(codes=shown or "<p>Belum ada kode.</p>")


def _lines(codes: Iterable[Code], book: Book) -> Iterator[str]:
    for code in codes:
        paid = book.find(code.reference) is not None
        state = "sudah dibayar" if paid else "tidak berlaku lagi" if code.over else "belum dibayar"
        names = {"reference": escape(code.reference), "number": escape(code.number)}
        yield _CODE.format(
            number=names["number"],
            amount=format_rupiah(code.amount),
            period=escape(code.period),
            state=state,
            pay="" if paid or code.over else _PAY.format(**names),
        )
