"""Files for the tests: sheets of cells as XLSX or CSV bytes."""

import csv
from collections.abc import Callable, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

Rows = Sequence[Sequence[Any]]


def xlsx(
    rows: Rows, change: Callable[[Workbook, Worksheet], None] | None = None, name: str = "Sheet1"
) -> bytes:
    """A workbook of one sheet; `change` may do more to it."""
    return xlsx_of({name: rows}, change)


def xlsx_of(sheets: dict[str, Rows], change: Callable[[Workbook, Worksheet], None] | None = None) -> bytes:
    stream = BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    _write(sheet, at, column, cell, day)
        if change:
            change(book, sheet)
    return stream.getvalue()


def _write(sheet: Worksheet, row: int, column: int, cell: Any, day: Any) -> None:
    if isinstance(cell, date | datetime):
        sheet.write_datetime(row, column, cell, day)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif cell is not None:
        sheet.write_number(row, column, cell)


def separated(rows: Rows, delimiter: str = ",", encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    text = StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    return text.getvalue().encode(encoding)


def packed(parts: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def repacked(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The workbook with `change` made to each part."""
    with ZipFile(BytesIO(content)) as archive:
        return packed({name: change(name, archive.read(name)) for name in archive.namelist()})
