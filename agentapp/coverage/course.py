"""The course of the months as a line: points of a drawing, to stand beside the table of the same figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from agentapp.core.period import Month
from agentapp.coverage.figures import Step

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 84, 16, 16, 34
RULES = 3


@dataclass(frozen=True, slots=True)
class Dot:
    month: Month
    covered: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line and the number of people it stands for."""

    people: int
    y: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Dots by month (months that were not counted have none), and the rules behind them."""

    dots: Sequence[Dot]
    rules: Sequence[Rule]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def path(self) -> str:
        """The points of the line, for SVG."""
        return " ".join(f"{dot.x:.1f},{dot.y:.1f}" for dot in self.dots)


def chart(course: Sequence[Step]) -> Chart | None:
    """The line of those covered; None with less than two months to join."""
    known = [(at, step.month, step.counts.covered) for at, step in enumerate(course) if step.counts]
    if len(known) < 2:
        return None
    top = _ceiling(max(covered for _, _, covered in known))
    dots = [
        Dot(month, covered, _across(at, len(course)), _down(covered, top)) for at, month, covered in known
    ]
    return Chart(
        dots, [Rule(top * part // RULES, _down(top * part // RULES, top)) for part in range(RULES + 1)]
    )


def _ceiling(most: int) -> int:
    """A round number at or above `most` that the rules divide evenly: 3, 6, 9, 15, 30, 60, …"""
    step = 1
    while True:
        for factor in (3, 6, 9, 15):
            if factor * step >= most:
                return factor * step
        step *= 10


def _across(at: int, count: int) -> float:
    return LEFT + at * (WIDTH - LEFT - RIGHT) / max(count - 1, 1)


def _down(people: int, top: int) -> float:
    return HEIGHT - BOTTOM - people * (HEIGHT - TOP - BOTTOM) / top
