"""What stands in a cell, whatever kind of file it comes from."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, Protocol

from agentapp.core.text import clean_line

Cell = str | int | float | bool | date | datetime | time | timedelta

_NOTHING = (
    "",
    "-",
    "--",
    "---",
    "–",
    "—",
    ".",
    "?",
    "0",
    "nihil",
    "kosong",
    "tidak ada",
    "tdk ada",
    "belum ada",
)
_NO_VALUE = ("n/a", "#n/a", "null", "none", "nan", "#ref!", "#value!", "#name?")
_PLACEHOLDERS = frozenset({*_NOTHING, *_NO_VALUE})


class Line(NamedTuple):
    """A row of a sheet; `number` as the spreadsheet shows it, from 1."""

    number: int
    cells: Sequence[Cell]


class Book(Protocol):
    """A file with sheets. `lines` streams a sheet's rows, blank ones included; it may be called again.

    `height`: how many rows that are at most, without reading them.
    """

    @property
    def sheets(self) -> tuple[str, ...]: ...

    def lines(self, sheet: str) -> Iterator[Line]: ...

    def height(self, sheet: str) -> int: ...


def text_of(cell: Cell) -> str:
    """The cell as one clean line: whole numbers without `.0`, days as YYYY-MM-DD, an apostrophe in front left out."""
    if isinstance(cell, str):
        text: str = clean_line(cell)
        return text[1:].lstrip() if text[:1] in ("'", "’") else text
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell)


def is_blank(cell: Cell) -> bool:
    """Whether nobody meant anything: empty, or a dash, `N/A`, `tidak ada`, a zero."""
    if isinstance(cell, str):
        return len(cell) < 14 and cell.strip().casefold() in _PLACEHOLDERS
    return cell is False or cell == 0


def cell_at(cells: Sequence[Cell], index: int) -> Cell:
    """The cell in column `index`, empty where the row is shorter."""
    return cells[index] if index < len(cells) else ""
