"""What everybody may read of a region or a fund: how many are covered, without small numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from agentapp.core.money import Rupiah
from agentapp.coverage.counts import NOBODY, Among, by_part, by_value, counted_months
from agentapp.coverage.models import CoverageMonth, Dimension, PublicPage
from agentapp.coverage.suppression import Told, tell, tell_table
from agentapp.coverage.targets import Target, Targets
from agentapp.places.registry import Level, Place, children, place

SHOWN = (Dimension.ECOSYSTEM, Dimension.SEX, Dimension.AGE)


@dataclass(frozen=True, slots=True)
class PublicLine:
    """A part of the region, how many are covered as far as may be told, and how many there are to cover."""

    place: Place
    covered: Told
    target: Target | None


@dataclass(frozen=True, slots=True)
class PublicFigures:
    """The page: `lines` and each of `tables` are None where they would give a small number away."""

    region: Place
    month: CoverageMonth
    covered: Told
    paid: Rupiah | None
    target: Target | None
    lines: Sequence[PublicLine] | None
    tables: Mapping[Dimension, Mapping[str, Told] | None]


def read_public(session: Session, page: PublicPage) -> PublicFigures | None:
    """The figures of the latest month; None while nothing was counted, or where the region is no more."""
    region, counted = place(page.region_code), counted_months(session)
    if region is None or not counted:
        return None
    month, among = counted[0].month, among_of(page)
    total = by_part(session, month, among, region.level).get(region.code, NOBODY)
    targets = Targets.read(session, () if page.fund else (region.code,), month)
    covered = tell(total.covered)
    return PublicFigures(
        region=region,
        month=counted[0],
        covered=covered,
        paid=None if covered.number is None else total.paid,
        target=targets.of(region.code),
        lines=_lines(session, counted[0], among, region, targets),
        tables={} if page.fund else {each: _table(session, counted[0], region, each) for each in SHOWN},
    )


def among_of(page: PublicPage) -> Among:
    """Whom the page counts."""
    if page.fund is None:
        return Among((page.region_code,))
    return Among((page.region_code,), Dimension.FUND, page.fund.code)


def _lines(
    session: Session, month: CoverageMonth, among: Among, region: Place, targets: Targets
) -> Sequence[PublicLine] | None:
    parts = children(region.code) if region.level < Level.VILLAGE else []
    if not parts:
        return []
    people = by_part(session, month.month, among, parts[0].level)
    told = tell_table({part.code: people.get(part.code, NOBODY).covered for part in parts})
    if told is None:
        return None
    return [PublicLine(part, told[part.code], targets.of(part.code)) for part in parts]


def _table(
    session: Session, month: CoverageMonth, region: Place, dimension: Dimension
) -> Mapping[str, Told] | None:
    values = by_value(session, month.month, (region.code,), dimension)
    return tell_table({value: counts.covered for value, counts in values.items()})
