"""The map: equal tiles in place of outlines, for no package ships open outlines of districts or villages.

A regency shows its villages, a row for each district; any other region its direct parts. All lengths are units of the
drawing, `WIDTH` across; a page adds names and colours.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from typing import Self

from agentapp.coverage.figures import Figures, Line
from agentapp.coverage.reach import Reach
from agentapp.places.registry import Level, district_name

SIDE, GAP, HEADING = 48, 4, 26
ACROSS = 6
WIDTH = ACROSS * (SIDE + GAP) - GAP
MOST_VILLAGES = 130
SHADES = 5


@dataclass(frozen=True, slots=True)
class Tile:
    """A region as a square. `step`: 0 where nobody is covered, then 1 to SHADES, the deepest for the best here."""

    line: Line
    x: int
    y: int
    step: int
    share: float | None


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
    most_share: float | None
    width: int = WIDTH


@dataclass(frozen=True, slots=True)
class Scale:
    """What the deepest shade stands for: the highest share of those to cover, or the most people.

    `share` is None unless it is known of every region: shares and numbers of people do not go on one map.
    """

    share: float | None
    people: int

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Self:
        shares = [line.share for line in lines if line.share is not None]
        most = max(shares) if len(shares) == len(lines) else None
        return cls(most, max(line.counts.covered for line in lines))

    def step(self, line: Line) -> int:
        """The shade of a region: in even steps up to the deepest."""
        if not line.counts.covered:
            return 0
        if self.share and line.share is not None:
            return max(1, ceil(SHADES * line.share / self.share))
        return max(1, ceil(SHADES * line.counts.covered / self.people))


def tile_map(figures: Figures, reach: Reach) -> TileMap | None:
    """The map of a region; None where there is nothing to lay out."""
    lines = _shown(figures, reach)
    if not lines:
        return None
    scale = Scale.of(lines)
    rows, y = [], 0
    for heading, those in _grouped(lines):
        top = y + (HEADING if heading else 0)
        rows.append(Row(heading, y, list(_laid_out(those, top, scale))))
        y = top + -(-len(those) // ACROSS) * (SIDE + GAP)
    return TileMap(rows, y, scale.share)


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


def _laid_out(lines: Sequence[Line], top: int, scale: Scale) -> Iterator[Tile]:
    for number, line in enumerate(lines):
        row, column = divmod(number, ACROSS)
        share = None if scale.share is None else line.share
        yield Tile(line, column * (SIDE + GAP), top + row * (SIDE + GAP), scale.step(line), share)
