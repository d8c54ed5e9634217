"""How long a fund lasts with the people it carries now, were its period to go on."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agentapp.contributions.models import STANDS, UNPAID, Obligation, ObligationState
from agentapp.core.clock import today
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.funds.costs import PricedBy
from agentapp.funds.keeping import prices_of
from agentapp.funds.models import Fund
from agentapp.funds.places import FundPlace, PlaceState
from agentapp.workers.models import Worker

FARTHEST = 60
"""How many months ahead a forecast looks: five years; beyond, nobody knows the prices."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """`last`: the last month for which the money is enough for everybody; None where not even the next is.

    `short`: rupiah that the month after it lacks. `monthly`: rupiah that the people cost in the present month.
    """

    last: Month | None
    short: Rupiah
    monthly: Rupiah
    people: int


def forecast(session: Session, fund: Fund) -> Forecast | None:
    """With the prices published by now; None where it carries nobody."""
    people = _people(session, fund)
    if not people:
        return None
    month = max(Month.of(today()), fund.first_month)
    prices, raised = prices_of(session, fund), _raised(session, fund, month)
    left, last = fund.ceiling - fund.spent - _open(session, fund), None
    monthly = sum(prices.month(person, month) * count for person, count in people.items())
    for step in month.run(FARTHEST):
        cost = sum(
            prices.month(person, step) * (count - raised[step, person]) for person, count in people.items()
        )
        if cost > left:
            return Forecast(last, cost - left, monthly, people.total())
        left, last = left - cost, step
    return Forecast(last, 0, monthly, people.total())


def _people(session: Session, fund: Fund) -> Counter[PricedBy]:
    """How many are carried at each price."""
    rows = session.execute(
        select(Worker.monthly_income, Worker.sector, FundPlace.programmes, func.count())
        .join(FundPlace.worker)
        .where(FundPlace.fund_id == fund.id, FundPlace.state == PlaceState.HELD)
        .group_by(Worker.monthly_income, Worker.sector, FundPlace.programmes)
    )
    return Counter(
        {PricedBy(income, sector, programmes): count for income, sector, programmes, count in rows}
    )


def _raised(session: Session, fund: Fund, since: Month) -> Counter[tuple[Month, PricedBy]]:
    """How many of them have the month raised, from `since` on: it is paid, or open and counted by itself."""
    rows = session.execute(
        select(Obligation.month, Worker.monthly_income, Worker.sector, FundPlace.programmes, func.count())
        .select_from(FundPlace)
        .join(Worker, Worker.id == FundPlace.worker_id)
        .join(Obligation, Obligation.worker_id == Worker.id)
        .where(
            FundPlace.fund_id == fund.id,
            FundPlace.state == PlaceState.HELD,
            Obligation.month >= since,
            STANDS,
        )
        .group_by(Obligation.month, Worker.monthly_income, Worker.sector, FundPlace.programmes)
    )
    return Counter(
        {
            (month, PricedBy(income, sector, programmes)): count
            for month, income, sector, programmes, count in rows
        }
    )


def _open(session: Session, fund: Fund) -> Rupiah:
    """What the fund owes for months that were raised."""
    unpaid = Obligation.state.in_((*UNPAID, ObligationState.COLLECTING))
    owed = select(func.coalesce(func.sum(Obligation.amount), 0)).where(
        Obligation.payer_code == fund.code, Obligation.funding == fund.kind, unpaid, STANDS
    )
    return int(session.scalar(owed) or 0)
