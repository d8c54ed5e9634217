"""How many informal workers there are to cover in a region, as far as sources say."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.core.period import Month
from agentapp.coverage.models import Denominator
from agentapp.coverage.regions import within
from agentapp.funds.models import lies_in
from agentapp.places.registry import children


@dataclass(frozen=True, slots=True)
class Target:
    """So many informal workers, by these sources (each "source, year"). `summed`: added up from all parts."""

    workers: int
    population: int | None
    sources: tuple[str, ...]
    summed: bool = False

    @property
    def exceeds_population(self) -> bool:
        return self.population is not None and self.workers > self.population


class Targets:
    """The denominators of some regions and all that lies in them: of each the latest year up to a month's."""

    def __init__(self, latest: dict[str, Denominator]) -> None:
        self._latest = latest
        self._codes = sorted(latest)
        self._worked_out: dict[str, Target | None] = {}

    @classmethod
    def read(cls, session: Session, regions: Iterable[str], month: Month) -> Self:
        """Those in force in `month`."""
        latest: dict[str, Denominator] = {}
        for region in regions:
            inside = within(Denominator.region_code, region)
            found = (
                select(Denominator).where(inside, Denominator.year <= month.year).order_by(Denominator.year)
            )
            latest |= {row.region_code: row for row in session.scalars(found)}
        return cls(latest)

    def of(self, code: str) -> Target | None:
        """What a source says of the region itself; else the sum of its parts, where each of them is known."""
        if code not in self._worked_out:
            self._worked_out[code] = self._own(code) or self._sum(code)
        return self._worked_out[code]

    def _own(self, code: str) -> Target | None:
        row = self._latest.get(code)
        return Target(row.workers, row.population, (f"{row.source}, {row.year}",)) if row else None

    def _sum(self, code: str) -> Target | None:
        if not self._any_in(code):
            return None
        return together([self.of(part.code) for part in children(code)])

    def _any_in(self, code: str) -> bool:
        at = bisect_left(self._codes, f"{code}.")
        return at < len(self._codes) and lies_in(self._codes[at], code)


def together(parts: Iterable[Target | None]) -> Target | None:
    """The sum of parts; None where there is none, or one is unknown."""
    known: list[Target] = []
    for part in parts:
        if part is None:
            return None
        known.append(part)
    if not known:
        return None
    people = [part.population for part in known]
    return Target(
        workers=sum(part.workers for part in known),
        population=None if None in people else sum(filter(None, people)),
        sources=tuple(dict.fromkeys(source for part in known for source in part.sources)),
        summed=True,
    )
