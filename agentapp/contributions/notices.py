"""What a worker is told of the own contributions: a subject, and at most three short sentences.

Pure: facts and a language in, texts out.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flask_babel import force_locale
from flask_babel import gettext as _

from agentapp.core.dates import day_words, month_words, span_words
from agentapp.core.errors import N_
from agentapp.core.money import Rupiah, format_rupiah
from agentapp.core.period import Month

WORKERS_LANGUAGE = "id"
"""Nobody asks a worker for a language; the agent's choice is not theirs."""

Told = tuple[str, str]
"""Subject and text."""


class Means(StrEnum):
    """Whose money it was: the worker's, somebody else's, or what had been paid too much before."""

    OWN = "own"
    OTHERS = "others"
    CREDIT = "credit"


_PAID = {
    Means.OWN: N_("Terima kasih, %(name)s. Iuran %(months)s sebesar %(amount)s kami terima %(day)s."),
    Means.OTHERS: N_("Kabar baik, %(name)s. Iuran %(months)s, %(amount)s, sudah dibayar untuk Anda %(day)s."),
    Means.CREDIT: N_(
        "Kabar baik, %(name)s. Kelebihan bayar sebelumnya melunasi iuran %(months)s, %(amount)s."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A payment and the months it paid, as its worker is told: `name` is the first name alone."""

    name: str
    means: Means
    number: str
    amount: Rupiah
    first: Month
    last: Month
    received_on: date


def receipt(settled: Settled, language: str) -> Told:
    """Thanks for a payment; says until when it protects, or that later months are still open."""
    with force_locale(language):
        text = f"{_paid(settled, language)} {_cover(settled, language)}"
        return _("Tanda terima %(number)s", number=settled.number), text


def _paid(settled: Settled, language: str) -> str:
    facts = {
        "name": settled.name,
        "months": span_words(settled.first, settled.last, language),
        "amount": format_rupiah(settled.amount),
        "day": day_words(settled.received_on, language),
    }
    return str(_(_PAID[settled.means], **facts))


def _cover(settled: Settled, language: str) -> str:
    until = settled.last.last_day
    if until < settled.received_on:
        return str(_("Lunasi juga bulan berikutnya agar kembali terlindungi."))
    return str(_("Perlindungannya sampai %(until)s.", until=day_words(until, language)))


def reversed_receipt(settled: Settled, language: str) -> Told:
    """The payment is worth nothing any more: its money went back to the payer."""
    with force_locale(language):
        text = _(
            "Tanda terima %(number)s dibatalkan. Uang iuran %(months)s, %(amount)s, sudah kembali kepada pembayarnya.",
            number=settled.number,
            amount=format_rupiah(settled.amount),
            months=span_words(settled.first, settled.last, language),
        )
        return _("Tanda terima %(number)s dibatalkan", number=settled.number), text


def due_soon(name: str, month: Month, amount: Rupiah, due_on: date, language: str) -> Told:
    """A few days before a month has to be paid."""
    facts = {"month": month_words(month, language), "day": day_words(due_on, language)}
    with force_locale(language):
        text = _(
            "Halo %(name)s, iuran %(month)s sebesar %(amount)s paling lambat dibayar %(day)s. "
            "Dengan iuran itu Anda dan keluarga terlindungi. Abaikan pesan ini bila sudah membayar.",
            name=name,
            amount=format_rupiah(amount),
            **facts,
        )
        return _("Iuran %(month)s paling lambat %(day)s", **facts), text


def ending(name: str, last_day: date, owed: Rupiah, language: str) -> Told:
    """In the last month of grace: after `last_day` the membership ends. `owed`: what keeps it, 0 if not known yet."""
    day = day_words(last_day, language)
    with force_locale(language):
        begins = _(
            "Halo %(name)s, kepesertaan Anda berakhir setelah %(day)s bila iuran belum dibayar.",
            name=name,
            day=day,
        )
        sum_ = _("Tunggakannya %(amount)s.", amount=format_rupiah(owed)) if owed else ""
        asks = _("Hubungi agen Anda sebelum tanggal itu; kami bantu.")
        return _("Kepesertaan berakhir %(day)s", day=day), " ".join(filter(None, (begins, sum_, asks)))
