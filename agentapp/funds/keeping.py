"""How much a fund has to keep for a place: the price of its months that are not settled.

A month that was raised for the fund costs what it was raised for, one that was not raised yet what the rulebook asks.
Of a place that has ended, only months that were raised and are still open may yet be paid.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.contributions.models import STANDS, Obligation, ObligationState
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.funds.costs import PricedBy, PriceList
from agentapp.funds.models import Fund
from agentapp.funds.places import FundPlace, PlaceState
from agentapp.programmes.rulebook import current_rulebook

DONE = (ObligationState.PAID, ObligationState.WAIVED, ObligationState.LAPSED)


def prices_of(session: Session, fund: Fund) -> PriceList:
    """What months cost that the fund pays, as published by now."""
    return PriceList(current_rulebook(session), fund.kind)


def needed(session: Session, place: FundPlace, prices: PriceList, first: Month | None = None) -> Rupiah:
    """What the place needs by now; as if it were carried from `first` on, where told."""
    fund, since = place.fund, first or place.first_month
    raised = session.scalars(
        select(Obligation).where(
            Obligation.worker_id == place.worker_id,
            Obligation.month.between(since, place.last_carried),
            STANDS,
        )
    )
    if place.state == PlaceState.ENDED:
        return sum(_open(fund, raised))
    return _wanted(place, {owed.month: owed for owed in raised}, prices, since)


def no_longer_kept(session: Session, place: FundPlace) -> Rupiah:
    """Lower what a place keeps to what it needs by now; how much that is for the caller to take off the fund's."""
    kept = min(place.reserved, needed(session, place, prices_of(session, place.fund)))
    freed, place.reserved = place.reserved - kept, kept
    session.flush()
    return freed


def _open(fund: Fund, raised: Iterable[Obligation]) -> Iterable[Rupiah]:
    return (owed.amount for owed in raised if owed.state not in DONE and is_of(fund, owed))


def _wanted(place: FundPlace, raised: Mapping[Month, Obligation], prices: PriceList, since: Month) -> Rupiah:
    person = PricedBy.of(place.worker, place.programmes)
    total = 0
    for month in since.run(place.last_carried - since + 1):
        owed = raised.get(month)
        if owed is None or (owed.state not in DONE and not is_of(place.fund, owed)):
            total += prices.month(person, month)
        elif owed.state not in DONE:
            total += owed.amount
    return total


def is_of(fund: Fund, owed: Obligation) -> bool:
    """Whether the month was raised for this fund."""
    return owed.payer_code == fund.code and owed.funding == fund.kind
