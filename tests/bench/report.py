"""Figures as people read them: medians of the rounds, beside the bare app, beside what was aimed at."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

HEADINGS = ("what", "bare", "Gendong", "ratio", "aim", "")
MOST_TIMES = 3.0
MOST_MEGABYTES = 300


@dataclass(frozen=True)
class Row:
    """One line of the table: a figure of the bare app, ours, and whether ours is what we aim at."""

    what: str
    bare: str
    ours: str
    ratio: float | None
    aim: str
    met: bool | None


@dataclass(frozen=True)
class Bulk:
    """`count` things done at once by a process in `ours` seconds and `megabytes`, by a plain statement in `plain`."""

    what: str
    count: int
    plain: float
    ours: float
    megabytes: float

    def rows(self, most_seconds: float, aim: str) -> list[Row]:
        ratio = self.ours / self.plain
        return [
            Row(
                self.what,
                f"{self.count / self.plain:,.0f}/s",
                f"{self.count / self.ours:,.0f}/s, {self.ours:.1f} s",
                ratio,
                f"<= {MOST_TIMES:.0f}, {aim}",
                ratio <= MOST_TIMES and self.ours <= most_seconds,
            ),
            Row(
                "memory at most",
                "",
                f"{self.megabytes:.0f} MB",
                None,
                f"<= {MOST_MEGABYTES} MB",
                self.megabytes <= MOST_MEGABYTES,
            ),
        ]


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of `values` do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median_percentile(rounds: Sequence[Sequence[float]], share: float) -> float:
    return median(percentile(values, share) for values in rounds)


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def print_table(name: str, rows: Sequence[Row]) -> None:
    cells = [HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADINGS))]
    print(f"\n{name}")
    for line in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _cells(row: Row) -> tuple[str, ...]:
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    met = "" if row.met is None else "met" if row.met else "MISSED"
    return row.what, row.bare, row.ours, ratio, row.aim, met
