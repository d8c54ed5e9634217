"""How much a fund has to keep for a place: the price of its months that are not settled.

A month that was raised for the fund costs what it was raised for, one that was not raised yet what the rulebook asks.
Of a place that has ended, only months that were raised and are still open may yet be paid.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from agentapp.contributions.models import STANDS, Obligation, ObligationState
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.funds.costs import PricedBy, PriceList
from agentapp.funds.models import Fund
from agentapp.funds.places import FundPlace, PlaceState
from agentapp.programmes.rulebook import current_rulebook

DONE = (ObligationState.PAID, ObligationState.WAIVED, ObligationState.LAPSED)
AT_ONCE = 1_000
Raised = Mapping[Month, Row[Any]]


def prices_of(session: Session, fund: Fund) -> PriceList:
    """What months cost that the fund pays, as published by now."""
    return PriceList(current_rulebook(session), fund.kind)


def needed(session: Session, place: FundPlace, prices: PriceList, first: Month | None = None) -> Rupiah:
    """What the place needs by now; as if it were carried from `first` on, where told."""
    return _needed(place, _raised(session, [place.worker_id])[place.worker_id], prices, first)


def all_needed(
    session: Session, places: Sequence[FundPlace], prices: PriceList
) -> Iterable[tuple[FundPlace, Rupiah]]:
    """What each of many places of a fund needs by now."""
    for some in _pieces(places):
        raised = _raised(session, [place.worker_id for place in some])
        yield from ((place, _needed(place, raised[place.worker_id], prices)) for place in some)


def no_longer_kept(session: Session, place: FundPlace) -> Rupiah:
    """Lower what a place keeps to what it needs by now; how much that is for the caller to take off the fund's."""
    kept = min(place.reserved, needed(session, place, prices_of(session, place.fund)))
    freed, place.reserved = place.reserved - kept, kept
    session.flush()
    return freed


def _pieces(places: Sequence[FundPlace]) -> Iterable[Sequence[FundPlace]]:
    return (places[start : start + AT_ONCE] for start in range(0, len(places), AT_ONCE))


def _raised(session: Session, worker_ids: Sequence[UUID]) -> Mapping[UUID, Raised]:
    """The months that stand of each worker."""
    raised: dict[UUID, dict[Month, Any]] = {worker_id: {} for worker_id in worker_ids}
    asked = select(
        Obligation.worker_id,
        Obligation.month,
        Obligation.state,
        Obligation.amount,
        Obligation.payer_code,
        Obligation.funding,
    ).where(Obligation.worker_id.in_(worker_ids), STANDS)
    for row in session.execute(asked):
        raised[row.worker_id][row.month] = row
    return raised


def _needed(place: FundPlace, raised: Raised, prices: PriceList, first: Month | None = None) -> Rupiah:
    since = first or place.first_month
    months = since.run(place.last_carried - since + 1)
    if place.state == PlaceState.ENDED:
        return sum(_open(place.fund, raised, months))
    return sum(_wanted(place, raised, prices, months))


def _open(fund: Fund, raised: Raised, months: Iterable[Month]) -> Iterable[Rupiah]:
    known = (raised[month] for month in months if month in raised)
    return (owed.amount for owed in known if owed.state not in DONE and _is_of(fund, owed))


def _wanted(place: FundPlace, raised: Raised, prices: PriceList, months: Iterable[Month]) -> Iterable[Rupiah]:
    person = PricedBy.of(place.worker, place.programmes)
    for month in months:
        owed = raised.get(month)
        if owed is None or (owed.state not in DONE and not _is_of(place.fund, owed)):
            yield prices.month(person, month)
        elif owed.state not in DONE:
            yield owed.amount


def _is_of(fund: Fund, owed: Row[Any]) -> bool:
    """Whether the month was raised for this fund."""
    return bool(owed.payer_code == fund.code and owed.funding == fund.kind)
