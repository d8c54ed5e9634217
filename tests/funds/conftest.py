"""A regency's fund in November 2026, its officer, and an agent whose workers it may carry."""

import pytest

from agentapp.accounts.models import User
from agentapp.core.period import Month
from agentapp.funds.models import Fund
from tests.contributions.conftest import agent, clock
from tests.factories import FundFactory, FundOfficerFactory

__all__ = ["agent", "clock"]

NOV = Month(2026, 11)


@pytest.fixture
def officer(session: object) -> User:
    return FundOfficerFactory()


@pytest.fixture
def small(clock: object, officer: User) -> Fund:
    """Two people for November and December at the lowest bracket, and no more."""
    return FundFactory(
        code="APBD-KECIL",
        officer=officer,
        first_month=NOV,
        last_month=NOV + 1,
        ceiling=4 * 16_800,
    )
