"""A receipt on paper: half an A4 sheet (A5), to be printed, or sent as a file."""

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _
from fpdf.fonts import FontFace
from lokal import terbilang

from agentapp.contributions import words
from agentapp.contributions.paper import A5, GREEN, INK, RED, SOFT, WHITE, Paper
from agentapp.contributions.receipts import Receipt
from agentapp.core.filters import long_date, moment, month_name
from agentapp.core.money import Rupiah, format_rupiah
from agentapp.programmes.kinds import FundingKind

BAND = 18.0
MARGIN = 12.0
LABEL = 42.0
LINE = 6.0

Row = tuple[str, str]


def in_words(amount: Rupiah) -> str:
    """`dua puluh lima ribu dua ratus rupiah`: as receipts in Indonesia say it, whatever the reader's language."""
    return f"{terbilang(amount)} rupiah"


def receipt_sheet(receipt: Receipt, note: str = "") -> bytes:
    """A PDF of the receipt; `note` stands small at its foot. What the receipt leaves out is not printed."""
    sheet = Paper(A5, _("Tanda terima %(number)s", number=receipt.number))
    sheet.set_margins(MARGIN, MARGIN, MARGIN)
    sheet.set_auto_page_break(auto=True, margin=MARGIN)
    sheet.add_page()
    _head(sheet, receipt)
    if receipt.reversed_on:
        _cancelled(sheet)
    _sum(sheet, receipt)
    _facts(sheet, rows(receipt))
    _foot(sheet, note)
    return bytes(sheet.output())


def rows(receipt: Receipt) -> Iterator[Row]:
    """What a receipt says below its sum: a word and a value each, in the order of the page."""
    yield _("Diterima dari") if receipt.funding == FundingKind.SELF else _("Untuk pekerja"), receipt.name
    if receipt.membership_number:
        yield _("Nomor peserta"), words.number(receipt.membership_number)
    for line in receipt.lines:
        yield _("Iuran %(month)s", month=month_name(line.month)), format_rupiah(line.amount)
    yield _("Program"), words.programmes(receipt.programmes)
    yield _("Dibayar oleh"), words.funding(receipt.funding)
    yield _("Cara bayar"), words.channel(receipt.channel)
    if receipt.reference:
        yield _("Nomor bukti"), receipt.reference
    yield _("Uang diterima"), long_date(receipt.received_on)
    yield from _ends(receipt)


def _ends(receipt: Receipt) -> Iterator[Row]:
    if receipt.recorded_by and receipt.recorded_at:
        yield _("Dicatat oleh"), f"{receipt.recorded_by}, {moment(receipt.recorded_at, receipt.zone)}"
    if receipt.reversed_on:
        yield _("Uang kembali"), long_date(receipt.reversed_on)
    else:
        yield _("Melindungi sampai"), long_date(receipt.protects_until)


def _head(sheet: Paper, receipt: Receipt) -> None:
    sheet.set_fill_color(*GREEN)
    sheet.rect(0, 0, sheet.w, BAND, style="F")
    sheet.set_text_color(*WHITE)
    sheet.set_xy(MARGIN, 0)
    sheet.set_font("sans", "B", 16)
    sheet.cell(40, BAND, "Gendong")
    sheet.set_font("sans", "", 11)
    sheet.cell(0, BAND, _("Tanda terima %(number)s", number=receipt.number), align="R")
    sheet.set_xy(MARGIN, BAND + 6)


def _cancelled(sheet: Paper) -> None:
    sheet.set_draw_color(*RED)
    sheet.set_text_color(*RED)
    sheet.set_font("sans", "B", 13)
    text = _("Dibatalkan: uang kembali")
    sheet.multi_cell(0, 9, text, border=1, align="C", new_x="LMARGIN", new_y="NEXT")
    sheet.ln(3)


def _sum(sheet: Paper, receipt: Receipt) -> None:
    sheet.set_text_color(*INK)
    sheet.set_font("sans", "B", 24)
    sheet.cell(0, 11, format_rupiah(receipt.amount), new_x="LMARGIN", new_y="NEXT")
    sheet.set_text_color(*SOFT)
    sheet.set_font("sans", "", 10)
    text = _("Terbilang:") + " " + in_words(receipt.amount)
    sheet.multi_cell(0, 5, text, new_x="LMARGIN", new_y="NEXT")
    sheet.ln(4)


def _facts(sheet: Paper, facts: Iterable[Row]) -> None:
    """Words and values side by side; what is long takes more lines, what is too much another page."""
    word, value = FontFace(color=SOFT), FontFace(color=INK, emphasis="BOLD")
    sheet.set_font("sans", "", 10)
    sheet.set_fill_color(*WHITE)
    with sheet.table(
        borders_layout="NONE",
        col_widths=(LABEL, sheet.epw - LABEL),
        first_row_as_headings=False,
        line_height=LINE,
        text_align="LEFT",
        v_align="TOP",
    ) as table:
        for name, told in facts:
            row = table.row()
            row.cell(name, style=word)
            row.cell(sheet.known(told), style=value)


def _foot(sheet: Paper, note: str) -> None:
    sheet.ln(4)
    sheet.set_text_color(*SOFT)
    sheet.set_font("sans", "", 8.5)
    foot = _("Dibuat oleh sistem; sah tanpa tanda tangan.")
    sheet.multi_cell(0, 4.5, f"{foot} {note}".strip(), align="L")
