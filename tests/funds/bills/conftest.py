"""A fund that carries three people of Solok, whose month of November 2026 waits."""

import pytest

from agentapp.accounts.models import User
from agentapp.contributions.models import Obligation
from agentapp.core.period import Month
from agentapp.funds.models import Fund
from agentapp.programmes.kinds import FundingKind, Payer
from tests.contributions.conftest import agent, clock
from tests.factories import FundFactory, FundPlaceFactory, ObligationFactory, SupervisorFactory, WorkerFactory

__all__ = ["agent", "clock"]

NOV = Month(2026, 11)


@pytest.fixture
def fund(clock: object) -> Fund:
    return FundFactory(code="APBD-1", first_month=NOV, last_month=NOV + 8, reserved=3 * 151_200)


@pytest.fixture
def owed(fund: Fund, agent: User) -> list[Obligation]:
    return [month_of(fund, agent) for _ in range(3)]


def month_of(fund: Fund, agent: User, month: Month = NOV) -> Obligation:
    """Somebody whom the fund carries, nine months of Rp16.800, with a month that waits."""
    place = FundPlaceFactory(
        fund=fund,
        worker=WorkerFactory(agent=agent, payer=Payer.FUND, payer_code=fund.code, funding=fund.kind),
        reserved=9 * 16_800,
    )
    return ObligationFactory(worker=place.worker, month=month, funding=FundingKind.APBD, payer_code=fund.code)


@pytest.fixture
def officer(fund: Fund) -> User:
    return fund.officer


@pytest.fixture
def supervisor(agent: User) -> User:
    return SupervisorFactory(branch=agent.branch)
