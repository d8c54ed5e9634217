"""The list on paper: a line for each person, with a place to sign, a new page for each village."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from flask_babel import gettext as _
from fpdf.enums import TableCellFillMode
from fpdf.fonts import FontFace

from agentapp.contributions.paper import A4, GREEN, INK, SOFT, WHITE, Paper
from agentapp.funds.handing.listing import Line
from agentapp.places import registry

MARGIN = 14.0
WIDTHS = (12, 78, 30, 62)
HEIGHT = 9.0


def hand_over_sheet(fund_name: str, lines: Sequence[Line], note: str = "") -> bytes:
    """A PDF of the lines, which stand by village; `note` stands small at the foot."""
    sheet = Paper(A4, _("Serah terima kartu"))
    sheet.set_margins(MARGIN, MARGIN, MARGIN)
    sheet.set_auto_page_break(auto=True, margin=MARGIN)
    for village_code, people in groupby(lines, key=lambda line: line.village_code):
        sheet.add_page()
        _head(sheet, fund_name, village_code)
        _table(sheet, list(people))
        _foot(sheet, note)
    return bytes(sheet.output())


def _head(sheet: Paper, fund_name: str, village_code: str) -> None:
    place = registry.place(village_code)
    sheet.set_text_color(*GREEN)
    sheet.set_font("sans", "B", 16)
    sheet.cell(0, 9, sheet.known(_("Serah terima kartu peserta")), new_x="LMARGIN", new_y="NEXT")
    sheet.set_text_color(*INK)
    sheet.set_font("sans", "", 11)
    for text in (fund_name, place.path if place else village_code):
        sheet.cell(0, 6, sheet.known(text), new_x="LMARGIN", new_y="NEXT")
    sheet.ln(3)


def _table(sheet: Paper, people: list[Line]) -> None:
    sheet.set_font("sans", "", 11)
    sheet.set_draw_color(*SOFT)
    headings = FontFace(emphasis="BOLD", color=WHITE, fill_color=GREEN)
    with sheet.table(
        col_widths=WIDTHS,
        line_height=HEIGHT,
        headings_style=headings,
        cell_fill_mode=TableCellFillMode.NONE,
        text_align=("RIGHT", "LEFT", "LEFT", "LEFT"),
    ) as table:
        for cells in _rows(sheet, people):
            table.row(cells)


def _rows(sheet: Paper, people: list[Line]) -> Iterator[list[str]]:
    yield [_("No."), _("Nama"), _("Nomor kartu"), _("Tanda tangan")]
    for number, line in enumerate(people, start=1):
        yield [str(number), sheet.known(line.name), f"… {line.tail}", ""]


def _foot(sheet: Paper, note: str) -> None:
    sheet.ln(8)
    sheet.set_font("sans", "", 10)
    sheet.cell(0, 6, _("Tempat, tanggal: ______________________"), new_x="LMARGIN", new_y="NEXT")
    sheet.cell(0, 6, _("Yang menyerahkan: ______________________"), new_x="LMARGIN", new_y="NEXT")
    if note:
        sheet.set_text_color(*SOFT)
        sheet.cell(0, 6, sheet.known(note), new_x="LMARGIN", new_y="NEXT")
