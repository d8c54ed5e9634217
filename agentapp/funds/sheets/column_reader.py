"""How one column of a sheet is read; values that come again and again are read once."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from agentapp.funds.sheets.cell import Cell, is_blank
from agentapp.funds.sheets.cells import READERS, REPEATING
from agentapp.funds.sheets.columns import Field
from agentapp.funds.sheets.layout import Layout
from agentapp.funds.sheets.problem import Unreadable

_MOST_KEPT = 20_000
_NEW = object()


@dataclass(frozen=True, slots=True)
class ColumnReader:
    """Reads the cells of one field's column."""

    field: Field
    index: int
    _kept: dict[Cell, Any] = dataclasses.field(default_factory=dict)

    def read(self, cell: Cell) -> Any:
        """What the cell means, None if nothing. Raises Unreadable."""
        if cell == "":
            return None
        if self.field not in REPEATING:
            return None if is_blank(cell) else READERS[self.field](cell)
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
            return None if is_blank(cell) else READERS[self.field](cell)
        except Unreadable as error:
            return error


def column_readers(layout: Layout) -> list[ColumnReader]:
    """A reader for each column that a row is made of."""
    return [ColumnReader(each, layout.columns[each].index) for each in READERS if each in layout.columns]
