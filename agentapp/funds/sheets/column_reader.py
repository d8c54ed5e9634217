"""How one column of a sheet is read; values that come again and again are read once."""

from typing import Any

from agentapp.funds.sheets.cell import Cell, is_blank
from agentapp.funds.sheets.cells import READERS, REPEATING
from agentapp.funds.sheets.columns import Field
from agentapp.funds.sheets.layout import Layout
from agentapp.funds.sheets.problem import Unreadable

_MOST_KEPT = 20_000
_NEW = object()


class ColumnReader:
    """Reads the cells of one field's column. `read`: what a cell means, None if nothing; raises Unreadable."""

    __slots__ = ("_kept", "_meaning", "field", "index", "read")

    def __init__(self, field: Field, index: int) -> None:
        self.field, self.index = field, index
        self._meaning = READERS[field]
        self._kept: dict[Cell, Any] = {"": None}
        self.read = self._once_a_value if field in REPEATING else self._each

    def _each(self, cell: Cell) -> Any:
        return None if cell == "" or is_blank(cell) else self._meaning(cell)

    def _once_a_value(self, cell: Cell) -> Any:
        found = self._kept.get(cell, _NEW)
        if found is _NEW:
            found = self._tried(cell)
            if len(self._kept) < _MOST_KEPT:
                self._kept[cell] = found
        if isinstance(found, Unreadable):
            raise found.with_traceback(None)
        return found

    def _tried(self, cell: Cell) -> Any:
        try:
            return self._each(cell)
        except Unreadable as error:
            return error


def column_readers(layout: Layout) -> list[ColumnReader]:
    """A reader for each column that a row is made of."""
    return [ColumnReader(each, layout.columns[each].index) for each in READERS if each in layout.columns]
