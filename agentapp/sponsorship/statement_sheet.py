"""A sponsor's year on paper: an A4 page or more, person by person."""

from flask_babel import gettext as _

from agentapp.contributions.paper import GREEN, INK, SOFT, WHITE, Paper
from agentapp.core.clock import today
from agentapp.core.filters import long_date, month_name, short_date
from agentapp.core.money import format_rupiah
from agentapp.sponsorship.statement import Line, Share, Statement

A4 = (210.0, 297.0)
BAND = 20.0
MARGIN = 16.0
ROW = 6.5
WIDTHS = (52.0, 42.0, 42.0, 42.0)


def statement_sheet(statement: Statement, note: str = "") -> bytes:
    """A PDF of the year; `note` stands small at its foot."""
    sheet = Paper(A4, _("Laporan donatur %(year)d", year=statement.year))
    sheet.set_margins(MARGIN, MARGIN, MARGIN)
    sheet.set_auto_page_break(auto=True, margin=MARGIN)
    sheet.add_page()
    _head(sheet, statement)
    for share in statement.shares:
        _share(sheet, share)
    if not statement.shares:
        _text(sheet, _("Tidak ada iuran yang dibayar pada tahun ini."), 11, INK)
    _foot(sheet, note)
    return bytes(sheet.output())


def _head(sheet: Paper, statement: Statement) -> None:
    sheet.set_fill_color(*GREEN)
    sheet.rect(0, 0, sheet.w, BAND, style="F")
    sheet.set_text_color(*WHITE)
    sheet.set_xy(MARGIN, 0)
    sheet.set_font("sans", "B", 17)
    sheet.cell(60, BAND, "Gendong")
    sheet.set_font("sans", "", 12)
    sheet.cell(0, BAND, _("Laporan donatur %(year)d", year=statement.year), align="R")
    sheet.set_xy(MARGIN, BAND + 8)
    _text(sheet, sheet.known(statement.sponsor.user.name), 15, INK, "B")
    _text(sheet, format_rupiah(statement.total), 24, INK, "B")
    said = _(
        "Iuran yang dibayar sepanjang %(year)d: %(months)d bulan perlindungan.",
        year=statement.year,
        months=statement.months,
    )
    _text(sheet, said, 11, SOFT)


def _share(sheet: Paper, share: Share) -> None:
    sheet.ln(4)
    title = f"{share.first_name} · {share.occupation} · {format_rupiah(share.total)}"
    _text(sheet, sheet.known(title), 12, GREEN, "B")
    head = (_("Iuran bulan"), _("Diterima"), _("Tanda terima"), _("Jumlah"))
    _row(sheet, head, "", SOFT)
    for line in share.lines:
        _row(sheet, _cells(line), "", INK)


def _cells(line: Line) -> tuple[str, ...]:
    return month_name(line.month), short_date(line.received_on), line.number, format_rupiah(line.amount)


def _row(sheet: Paper, cells: tuple[str, ...], style: str, colour: tuple[int, int, int]) -> None:
    sheet.set_font("sans", style, 10)
    sheet.set_text_color(*colour)
    for text, width, align in zip(cells, WIDTHS, ("L", "L", "L", "R"), strict=True):
        sheet.cell(width, ROW, text, border="B", align=align)
    sheet.ln(ROW)


def _text(sheet: Paper, text: str, size: float, colour: tuple[int, int, int], style: str = "") -> None:
    sheet.set_font("sans", style, size)
    sheet.set_text_color(*colour)
    sheet.multi_cell(0, size * 0.5, text, align="L", new_x="LMARGIN", new_y="NEXT")


def _foot(sheet: Paper, note: str) -> None:
    sheet.ln(6)
    made = _("Dibuat oleh sistem pada %(day)s; sah tanpa tanda tangan.", day=long_date(today()))
    _text(sheet, f"{made} {note}".strip(), 9, SOFT)
