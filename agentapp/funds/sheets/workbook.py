"""XLSX files, read by calamine: 100.000 rows of 20 columns in about two seconds."""

from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from agentapp.funds.sheets.archive import BROKEN, LOCKED, check_unpacked
from agentapp.funds.sheets.cell import Line
from agentapp.funds.sheets.refusal import SheetRefused


class Workbook:
    """The visible sheets of a workbook. The one read last is kept, so that it can be read again."""

    def __init__(self, content: bytes) -> None:
        """Raises SheetRefused for what is broken, locked, or too large."""
        check_unpacked(content)
        try:
            self._book = CalamineWorkbook.from_filelike(BytesIO(content))
        except PasswordError as error:
            raise SheetRefused(LOCKED) from error
        except CalamineError as error:
            raise SheetRefused(BROKEN) from error
        self.sheets = tuple(
            each.name
            for each in self._book.sheets_metadata
            if each.visible == SheetVisibleEnum.Visible and each.typ == SheetTypeEnum.WorkSheet
        )
        self._sheet = lru_cache(maxsize=1)(self._opened)

    def lines(self, sheet: str) -> Iterator[Line]:
        """Raises SheetRefused for a broken sheet."""
        opened = self._sheet(sheet)
        if opened.start is None:
            return
        margin = [""] * opened.start[1]
        for number, cells in enumerate(opened.iter_rows(), 1):
            yield Line(number, [*margin, *cells] if margin else cells)

    def height(self, sheet: str) -> int:
        """Raises SheetRefused for a broken sheet."""
        return self._sheet(sheet).total_height

    def _opened(self, sheet: str) -> CalamineSheet:
        try:
            return self._book.get_sheet_by_name(sheet)
        except CalamineError as error:
            raise SheetRefused(BROKEN) from error
