"""An agent of Solok in November 2026, and a worker who has just joined."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from agentapp.accounts.models import User
from agentapp.workers.models import Worker
from tests.contributions.members import join
from tests.factories import AgentFactory

NOVEMBER_5 = datetime(2026, 11, 5, 3, 0, tzinfo=UTC)


@pytest.fixture
def clock(session: object) -> Iterator[time_machine.Traveller]:
    """The 5th of November 2026, 10.00 WIB; `clock.move_to(...)` goes elsewhere."""
    with time_machine.travel(NOVEMBER_5, tick=False) as traveller:
        yield traveller


@pytest.fixture
def agent(clock: object) -> User:
    return AgentFactory()


@pytest.fixture
def worker(agent: User) -> Worker:
    """Pays for herself or himself, chose three months, has not paid yet."""
    return join(agent)
