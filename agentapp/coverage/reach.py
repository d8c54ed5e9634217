"""How far cover reaches: which villages and agencies have nobody who is covered, and where the most people wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.coverage.counts import NOBODY, Among, by_part, by_value
from agentapp.coverage.figures import Figures, Line
from agentapp.coverage.models import Dimension
from agentapp.coverage.targets import Targets
from agentapp.funds.models import Fund, FundCohort, FundQuota
from agentapp.places.registry import Level, Place, children, place

NEXT = 5


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency of local government that a fund names, and how many of its people are covered."""

    name: str
    covered: int


@dataclass(frozen=True)
class Reach:
    """Every village and agency of a region, by code and by name."""

    villages: Sequence[Line]
    agencies: Sequence[Agency]

    @property
    def missing(self) -> list[Line]:
        """Villages where nobody is covered, those with the most people first where that is known."""
        lines = [line for line in self.villages if not line.counts.covered]
        return sorted(lines, key=lambda line: (-(line.uncovered or 0), line.place.code))

    @property
    def missing_agencies(self) -> list[Agency]:
        return [agency for agency in self.agencies if not agency.covered]

    @property
    def next_ones(self) -> list[Line]:
        """The villages with the most uncovered people; none where nobody says how many there are."""
        waiting = [line for line in self.villages if line.uncovered]
        return sorted(waiting, key=lambda line: (-(line.uncovered or 0), line.place.code))[:NEXT]


def read_reach(session: Session, figures: Figures) -> Reach:
    """The reach of what `figures` shows, in the same month and narrowed the same way."""
    regions = figures.regions
    month = figures.month.month
    people = by_part(session, month, figures.among, Level.VILLAGE)
    targets = Targets.read(session, () if figures.asked.narrowed else regions, month)
    villages = [each for code in regions for each in villages_of(code)]
    lines = [Line(each, people.get(each.code, NOBODY), targets.of(each.code)) for each in villages]
    return Reach(lines, [] if figures.asked.narrowed else _agencies(session, figures))


@cache
def villages_of(code: str) -> tuple[Place, ...]:
    """All villages of a region by code; the village itself for its own code."""
    parts = children(code)
    if not parts:
        found = place(code)
        return (found,) if found and found.level == Level.VILLAGE else ()
    if parts[0].level == Level.VILLAGE:
        return tuple(parts)
    return tuple(village for part in parts for village in villages_of(part.code))


def _agencies(session: Session, figures: Figures) -> list[Agency]:
    """Those that quotas and cohorts of funds of these regions name, and those through which somebody is carried."""
    funds = select(Fund.id).where(Among(figures.regions).condition_on(Fund.region_code))
    named = [
        *session.scalars(
            select(FundQuota.agency).where(FundQuota.agency.is_not(None), FundQuota.fund_id.in_(funds))
        ),
        *session.scalars(
            select(FundCohort.agency).where(FundCohort.agency.is_not(None), FundCohort.fund_id.in_(funds))
        ),
    ]
    counted = by_value(session, figures.month.month, figures.regions, Dimension.AGENCY)
    spelt: dict[str, str] = {}
    covered: dict[str, int] = {}
    for name in [*filter(None, named), *counted]:
        spelt.setdefault(name.casefold(), name)
    for name, counts in counted.items():
        covered[name.casefold()] = covered.get(name.casefold(), 0) + counts.covered
    return [Agency(spelt[key], covered.get(key, 0)) for key in sorted(spelt)]
