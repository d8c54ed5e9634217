"""Which column of a sheet is which field: guessed, then perhaps overruled by the officer."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from agentapp.funds.sheets.columns import REQUIRED, Field

CHOSEN = 100
SURE = 90
"""From this score on a column needs no second look."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its place, from 0; `score` 0 to 100 says how sure it is what it holds."""

    index: int
    score: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a sheet's rows begin and what its columns hold.

    `titles` are the words above the columns, left to right; `header_row` and `first_row` are numbered as in the
    spreadsheet, `header_row` 0 where there is none. A plain value: `to_json` and `from_json` keep it.
    """

    sheet: str
    header_row: int
    first_row: int
    titles: tuple[str, ...]
    columns: Mapping[Field, Column] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[Field, ...]:
        """The fields that no row can do without and no column holds."""
        wanted = REQUIRED - self.columns.keys()
        if Field.VILLAGE_CODE in self.columns:
            wanted -= {Field.VILLAGE}
        return tuple(each for each in Field if each in wanted)

    @property
    def doubtful(self) -> tuple[Field, ...]:
        """The fields whose column an officer should look at."""
        return tuple(each for each, column in self.columns.items() if column.score < SURE)

    @property
    def unused(self) -> tuple[int, ...]:
        """The columns that have a title and hold no field."""
        used = {column.index for column in self.columns.values()}
        return tuple(at for at, title in enumerate(self.titles) if title and at not in used)

    def assign(self, field: Field, index: int | None) -> Self:
        """The layout with `field` in column `index`, taken from whatever it held before; None: in no column."""
        kept = {
            each: column for each, column in self.columns.items() if each != field and column.index != index
        }
        return replace(self, columns=kept if index is None else {**kept, field: Column(index, CHOSEN)})

    def to_json(self) -> dict[str, Any]:
        return {
            "sheet": self.sheet,
            "header_row": self.header_row,
            "first_row": self.first_row,
            "titles": list(self.titles),
            "columns": {str(each): [column.index, column.score] for each, column in self.columns.items()},
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """What `to_json` gave."""
        columns = {Field(each): Column(*column) for each, column in kept["columns"].items()}
        return cls(kept["sheet"], kept["header_row"], kept["first_row"], tuple(kept["titles"]), columns)
