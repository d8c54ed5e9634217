"""The map: equal tiles in place of outlines, for no package ships open outlines of districts or villages.

A regency shows its villages, a row for each district; any other region its direct parts. All lengths are units of the
drawing, `WIDTH` across; a page adds names and colours.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from agentapp.coverage.figures import Figures, Line
from agentapp.coverage.reach import Reach
from agentapp.places.registry import Level, district_name

WIDTH = 364
SIDE, GAP, HEADING = 48, 4, 26
ACROSS = WIDTH // (SIDE + GAP)
MOST_VILLAGES = 130
STEPS = (0.02, 0.05, 0.15, 0.4)
"""Shares of those to cover at which the colour deepens."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A region as a square. `step`: 0 where nobody is covered, then 1 to 5; `share` of those to cover where known."""

    line: Line
    x: int
    y: int
    step: int

    @property
    def share(self) -> float | None:
        return self.line.share


@dataclass(frozen=True, slots=True)
class Row:
    """Tiles under a heading (empty for none), which stands at `y`."""

    heading: str
    y: int
    tiles: Sequence[Tile]


@dataclass(frozen=True, slots=True)
class TileMap:
    """All rows, and the height of the drawing."""

    rows: Sequence[Row]
    height: int
    by_share: bool
    width: int = WIDTH


def tile_map(figures: Figures, reach: Reach) -> TileMap | None:
    """The map of a region; None where there is nothing to lay out."""
    lines = _shown(figures, reach)
    if not lines:
        return None
    most = max(line.counts.covered for line in lines)
    rows, y = [], 0
    for heading, those in _grouped(lines):
        top = y + (HEADING if heading else 0)
        rows.append(Row(heading, y, list(_laid_out(those, top, most))))
        y = top + -(-len(those) // ACROSS) * (SIDE + GAP)
    return TileMap(rows, y, by_share=any(line.share is not None for line in lines))


def _shown(figures: Figures, reach: Reach) -> Sequence[Line]:
    of_regency = figures.place is not None and figures.place.level == Level.REGENCY
    return reach.villages if of_regency and len(reach.villages) <= MOST_VILLAGES else figures.lines


def _grouped(lines: Sequence[Line]) -> Iterator[tuple[str, list[Line]]]:
    """Villages by their district, under its name; everything else together."""
    for district, those in groupby(lines, key=lambda line: line.place.code[: len("13.03.06")]):
        inside = list(those)
        if inside[0].place.level < Level.VILLAGE or len(lines) == len(inside):
            yield "", list(lines)
            return
        yield district_name(district), inside


def _laid_out(lines: Sequence[Line], top: int, most: int) -> Iterator[Tile]:
    for number, line in enumerate(lines):
        row, column = divmod(number, ACROSS)
        yield Tile(line, column * (SIDE + GAP), top + row * (SIDE + GAP), step_of(line, most))


def step_of(line: Line, most: int) -> int:
    """How deep the colour is: by the share of those to cover; where that is unknown, beside the `most` covered."""
    if not line.counts.covered:
        return 0
    share = line.share if line.share is not None else 0.5 * line.counts.covered / most
    return 1 + sum(share >= step for step in STEPS)
