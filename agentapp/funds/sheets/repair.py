"""A workbook of only the rows to mend: the same columns in the same order, behind a column with the reasons.

It can be uploaded again as it is, and then reads the same; what was mended reads better.
"""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO

from xlsxwriter.worksheet import Worksheet

from agentapp.core.errors import N_
from agentapp.funds.sheets.cell import Book, Cell, Line, cell_at
from agentapp.funds.sheets.columns import LABELS, Field
from agentapp.funds.sheets.identity import read_nik
from agentapp.funds.sheets.layout import Layout
from agentapp.funds.sheets.naming import meaning
from agentapp.funds.sheets.problem import Problem, Unreadable
from agentapp.funds.sheets.sheet_writer import Formats, new_workbook, write_cell
from agentapp.funds.sheets.words import Say, in_indonesian

Problems = Mapping[tuple[str, int], Sequence[Problem]]

REASON = N_("Alasan perbaikan")
_OTHER = N_("Kolom lain: %(title)s")
_REASON_WIDTH = 48
_WIDTHS = {
    Field.NIK: 20,
    Field.NAME: 26,
    Field.ADDRESS: 28,
    Field.PHONE: 17,
    Field.VILLAGE: 20,
    Field.NUMBER: 6,
}


def repair_workbook(
    book: Book, layouts: Sequence[Layout], problems: Problems, say: Say = in_indonesian
) -> bytes:
    """XLSX bytes with the rows of `problems`, keyed by sheet and row number; the cells to mend are coloured.

    Raises SheetRefused if the file no longer reads.
    """
    stream = BytesIO()
    with new_workbook(stream) as workbook:
        formats = Formats.of(workbook)
        for layout in layouts:
            lines = [line for line in book.lines(layout.sheet) if (layout.sheet, line.number) in problems]
            if lines:
                sheet = workbook.add_worksheet(_sheet_name(layout.sheet))
                _write(sheet, formats, layout, _reasoned(layout, lines, problems), say)
    return stream.getvalue()


def _sheet_name(name: str) -> str:
    """What Excel allows as a name of a sheet: a CSV's may be any file name."""
    return "".join(mark for mark in name if mark not in "[]:*?/\\").strip("'")[:31] or "CSV"


def _reasoned(
    layout: Layout, lines: Iterable[Line], problems: Problems
) -> Iterable[tuple[Line, Sequence[Problem]]]:
    return ((line, problems[layout.sheet, line.number]) for line in lines)


def _write(
    sheet: Worksheet,
    formats: Formats,
    layout: Layout,
    rows: Iterable[tuple[Line, Sequence[Problem]]],
    say: Say,
) -> None:
    fields = {column.index: field for field, column in layout.columns.items()}
    width = max([len(layout.titles), *(index + 1 for index in fields)])
    _write_titles(sheet, formats, [_title(layout, fields, at, say) for at in range(width)], fields, say)
    for at, (line, found) in enumerate(rows, start=1):
        sheet.write_string(at, 0, _reason(found, say), formats.reason)
        odd = {problem.field for problem in found}
        for index in range(max(width, len(line.cells))):
            cell = _kept(fields.get(index), cell_at(line.cells, index))
            write_cell(sheet, (at, index + 1), cell, formats, is_odd=fields.get(index) in odd)


def _write_titles(
    sheet: Worksheet, formats: Formats, titles: Sequence[str], fields: Mapping[int, Field], say: Say
) -> None:
    sheet.set_column(0, 0, _REASON_WIDTH, formats.text)
    for at in range(len(titles)):
        width = _WIDTHS.get(fields[at], 16) if at in fields else 14
        sheet.set_column(at + 1, at + 1, width, formats.text)
    sheet.set_row(0, 32)
    for at, title in enumerate((say(REASON), *titles)):
        sheet.write_string(0, at, title, formats.title)
    sheet.freeze_panes(1, 1)
    sheet.ignore_errors({"number_stored_as_text": "A1:BZ200000"})


def _title(layout: Layout, fields: Mapping[int, Field], at: int, say: Say) -> str:
    """The column's title as it was; where it was read as something else than it says, what it was read as."""
    title, field = layout.titles[at] if at < len(layout.titles) else "", fields.get(at)
    meant = meaning(title)[0] if title else None
    if field is None:
        return say(_OTHER, title=title) if meant else title
    return title if meant == field else say(LABELS[field])


def _reason(problems: Sequence[Problem], say: Say) -> str:
    reasons = (f"{say(LABELS[each.field])}: {say(each.message, **each.params)}" for each in problems)
    return "\n".join(dict.fromkeys(reasons))


def _kept(field: Field | None, cell: Cell) -> Cell:
    """The cell as it was. A NIK in a number that holds all its digits becomes text, so that it keeps them."""
    if field != Field.NIK or not isinstance(cell, int | float):
        return cell
    try:
        return read_nik(cell).digits
    except Unreadable:
        return cell
