"""The figures of a region: its parts beside their denominators, a list by one dimension, the course of the months."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.period import Month
from agentapp.coverage.asked import Asked
from agentapp.coverage.counts import NOBODY, Among, Counts, by_month, by_part, by_value, counted_months
from agentapp.coverage.models import CoverageMonth
from agentapp.coverage.regions import Scope, scope_of
from agentapp.coverage.targets import Target, Targets, together
from agentapp.funds.models import lies_in
from agentapp.places.registry import Level, Place, children, place

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A region, its people, and how many there are to cover (None where nobody says, or only some are counted)."""

    place: Place
    counts: Counts
    target: Target | None

    @property
    def never(self) -> int | None:
        """Those to cover who never came into the scheme."""
        return None if self.target is None else max(self.target.workers - self.counts.known, 0)

    @property
    def uncovered(self) -> int | None:
        """Those to cover who are not covered now."""
        return None if self.target is None else max(self.target.workers - self.counts.covered, 0)

    @property
    def share(self) -> float | None:
        """Covered among those to cover, 0 to 1; above 1 where the denominator is too small."""
        return self.counts.covered / self.target.workers if self.target and self.target.workers else None

    @property
    def too_small(self) -> bool:
        """Whether more are covered than there should be to cover."""
        return self.target is not None and self.counts.covered > self.target.workers


@dataclass(frozen=True, slots=True)
class Step:
    """One month of the course; None where the month was not counted."""

    month: Month
    counts: Counts | None


@dataclass(frozen=True)
class Figures:
    """What a page of coverage shows. `place` is None where several regions stand together."""

    asked: Asked
    scope: Scope
    place: Place | None
    month: CoverageMonth
    months: Sequence[Month]
    total: Counts
    target: Target | None
    lines: Sequence[Line]
    values: dict[str, Counts]
    course: Sequence[Step]

    @property
    def regions(self) -> tuple[str, ...]:
        """The codes of the region, or of those that stand together."""
        return (self.place.code,) if self.place else self.scope.roots

    @property
    def among(self) -> Among:
        """Which people the figures count."""
        return Among(self.regions, self.asked.dimension, self.asked.value)

    @property
    def whole(self) -> Line | None:
        """The region itself as a line."""
        return Line(self.place, self.total, self.target) if self.place else None

    @cached_property
    def above(self) -> Sequence[Place]:
        """The regions around this one that the reader may see, the widest first."""
        if self.place is None:
            return []
        parts = self.place.code.split(".")
        codes = (".".join(parts[:count]) for count in range(1, len(parts)))
        seen = (place(code) for code in codes if any(lies_in(code, root) for root in self.scope.roots))
        return [each for each in seen if each]

    @cached_property
    def doubtful(self) -> Sequence[Line]:
        """Lines whose denominator can hardly be right."""
        lines = [*self.lines, *filter(None, [self.whole])]
        return [
            line
            for line in lines
            if line.too_small or (line.target is not None and line.target.exceeds_population)
        ]

    @cached_property
    def sources(self) -> Sequence[str]:
        """Where the denominators on the page come from, each once."""
        targets = [line.target for line in self.lines] + [self.target]
        return list(dict.fromkeys(source for target in targets if target for source in target.sources))


def read_figures(session: Session, actor: User, asked: Asked) -> Figures | None:
    """What the actor may see of what is asked; None while nothing was counted, or for who has no region.

    Raises NotFound outside the own scope.
    """
    scope = scope_of(session, actor)
    region = scope.find(asked.region)
    counted = counted_months(session)
    if not counted or not scope.roots:
        return None
    month = next((each for each in counted if each.month == asked.month), counted[0])
    regions = (region.code,) if region else scope.roots
    among = Among(regions, asked.dimension, asked.value)
    parts = parts_of(scope, region)
    targets = Targets.read(session, () if asked.narrowed else regions, month.month)
    people = _people(session, month.month, among, parts)
    course = _course(session, month.month, among)
    return Figures(
        asked=asked,
        scope=scope,
        place=region,
        month=month,
        months=[each.month for each in counted],
        total=course[-1].counts or NOBODY,
        target=targets.of(region.code) if region else together(targets.of(code) for code in regions),
        lines=[Line(part, people.get(part.code, NOBODY), targets.of(part.code)) for part in parts],
        values={} if asked.narrowed else by_value(session, month.month, regions, asked.by),
        course=course,
    )


def _people(session: Session, month: Month, among: Among, parts: Sequence[Place]) -> dict[str, Counts]:
    """By the parts, which may be of several levels where regions stand together."""
    found: dict[str, Counts] = {}
    for level in {part.level for part in parts}:
        found |= by_part(session, month, among, level)
    return found


def parts_of(scope: Scope, region: Place | None) -> Sequence[Place]:
    """What lies directly in a region; the roots where there is none; nothing in a village."""
    if region is None:
        return [each for each in map(place, scope.roots) if each]
    return children(region.code) if region.level < Level.VILLAGE else []


def _course(session: Session, month: Month, among: Among) -> Sequence[Step]:
    """The twelve months up to `month`."""
    months = [Month.from_ordinal(month.ordinal - back) for back in range(MONTHS - 1, -1, -1)]
    known = by_month(session, months, among)
    return [Step(each, known.get(each)) for each in months]
