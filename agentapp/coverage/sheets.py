"""The figures as tables to take away: CSV one by one, all of them as a workbook."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO

import xlsxwriter
from flask_babel import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from agentapp.coverage.counts import Counts
from agentapp.coverage.figures import Figures, Line
from agentapp.coverage.models import Dimension
from agentapp.coverage.reach import Reach
from agentapp.coverage.words import dimension_word, in_order, value_word

Cell = str | int | float | None
Row = Sequence[Cell]
BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its name, its headings, its rows."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Row]


def tables(figures: Figures, reach: Reach) -> Mapping[str, Table]:
    """Everything a page of coverage shows, by the name that its address has."""
    found = {
        "regions": Table(_("Wilayah"), _line_headings(), [_line(line) for line in figures.lines]),
        "villages": Table(_("Desa"), _line_headings(), [_line(line) for line in reach.villages]),
        "months": _months(figures),
        "missing": Table(_("Belum ada"), _line_headings(), [_line(line) for line in reach.missing]),
        "agencies": Table(
            _("Dinas"), [_("Dinas"), _("Terlindungi")], [(each.name, each.covered) for each in reach.agencies]
        ),
    }
    if not figures.asked.narrowed:
        found["values"] = _values(figures.asked.by, figures.values)
    return found


TABLES = ("regions", "villages", "months", "missing", "agencies", "values")


def _count_headings() -> list[str]:
    return [
        _("Terlindungi"),
        _("Menunggak"),
        _("Berakhir"),
        _("Menunggu iuran pertama"),
        _("Harus dibayar (rupiah)"),
        _("Sudah dibayar (rupiah)"),
    ]


def _line_headings() -> list[str]:
    return [
        _("Kode wilayah"),
        _("Wilayah"),
        *_count_headings(),
        _("Pekerja informal"),
        _("Belum pernah ikut"),
        _("Bagian yang terlindungi"),
        _("Sumber"),
    ]


def _line(line: Line) -> list[Cell]:
    target = line.target
    share = None if line.share is None else round(line.share, 4)
    last: list[Cell] = (
        [target.workers, line.never, share, "; ".join(target.sources)] if target else [None] * 4
    )
    return [line.place.code, line.place.title, *line.counts.numbers, *last]


def _months(figures: Figures) -> Table:
    rows: list[Row] = [
        (str(step.month), *(step.counts.numbers if step.counts else ())) for step in figures.course
    ]
    return Table(_("Bulan"), [_("Bulan"), *_count_headings()], rows)


def _values(dimension: Dimension, values: Mapping[str, Counts]) -> Table:
    name = dimension_word(dimension)
    rows: list[Row] = [
        (value_word(dimension, value), *counts.numbers) for value, counts in in_order(dimension, values)
    ]
    return Table(_("Menurut %(what)s", what=name.lower()), [name, *_count_headings()], rows)


def as_csv(table: Table) -> bytes:
    """UTF-8 with a BOM, so that spreadsheets read the letters right; texts that look like formulas are defused."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.headings)
    writer.writerows([_plain(cell) for cell in row] for row in table.rows)
    return (BOM + out.getvalue()).encode()


def _plain(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def as_workbook(found: Mapping[str, Table], about: Sequence[tuple[str, str]]) -> bytes:
    """One sheet a table, after one that says what the figures are (`about`: name and content, line by line)."""
    out = BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        bold = book.add_format({"bold": True})
        first = book.add_worksheet(_("Keterangan"))
        first.set_column(0, 1, 40)
        for number, line in enumerate(about):
            first.write_row(number, 0, line)
        for table in found.values():
            _fill(book.add_worksheet(table.title[:31]), table, bold)
    return out.getvalue()


def _fill(sheet: Worksheet, table: Table, bold: Format) -> None:
    sheet.write_row(0, 0, table.headings, bold)
    for number, row in enumerate(table.rows, 1):
        sheet.write_row(number, 0, row)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(table.headings) - 1, 18)
