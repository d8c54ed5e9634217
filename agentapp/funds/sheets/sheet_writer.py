"""Writing cells so that they read the same again: texts stay texts, also those that look like numbers or formulas."""

from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from math import isfinite
from typing import Any, Self

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from agentapp.funds.sheets.cell import Cell

Format = Any

GREEN = "#0B5D3B"
AMBER = "#FFE2A8"
GREY = "#5B6661"
_TEXT = {"num_format": "@", "valign": "top"}
_DAY = {"num_format": "dd/mm/yyyy", "valign": "top"}


@dataclass(frozen=True, slots=True)
class Formats:
    """How cells look: a title, a text, a number, a day; `odd_` ones are those to mend."""

    title: Format
    text: Format
    number: Format
    day: Format
    odd_text: Format
    odd_number: Format
    odd_day: Format
    reason: Format
    example: Format
    heading: Format

    @classmethod
    def of(cls, book: Workbook) -> Self:
        odd = {"bg_color": AMBER, "bold": True}
        return cls(
            title=book.add_format(
                {
                    "bold": True,
                    "bg_color": GREEN,
                    "font_color": "white",
                    "text_wrap": True,
                    "valign": "vcenter",
                }
            ),
            text=book.add_format(_TEXT),
            number=book.add_format({"valign": "top"}),
            day=book.add_format(_DAY),
            odd_text=book.add_format(_TEXT | odd),
            odd_number=book.add_format(_TEXT | odd),
            odd_day=book.add_format(_DAY | odd),
            reason=book.add_format(_TEXT | {"text_wrap": True}),
            example=book.add_format(_TEXT | {"italic": True, "font_color": GREY}),
            heading=book.add_format({"bold": True, "font_size": 14, "font_color": GREEN}),
        )


def new_workbook(stream: BytesIO) -> Workbook:
    """A workbook that keeps one row in memory at a time: rows must be written from top to bottom."""
    return Workbook(stream, {"constant_memory": True, "remove_timezone": True})


def write_cell(sheet: Worksheet, at: tuple[int, int], cell: Cell, formats: Formats, *, is_odd: bool) -> None:
    """Write what was read. A text stays one, also where it begins with `=`."""
    row, column = at
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, int | float) and isfinite(cell):
        sheet.write_number(row, column, cell, formats.odd_number if is_odd else formats.number)
    elif isinstance(cell, datetime | date):
        sheet.write_datetime(row, column, cell, formats.odd_day if is_odd else formats.day)
    elif cell == "":
        sheet.write_blank(row, column, None, formats.odd_text if is_odd else formats.text)
    else:
        sheet.write_string(row, column, str(cell), formats.odd_text if is_odd else formats.text)
