"""The simulated bank, in use by the app; and days on which banks work."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from hypothesis import settings

from agentapp.accounts.models import User
from agentapp.autodebit.gateways import gateway, use_gateway
from agentapp.autodebit.timing import Occasion
from tests.factories import SupervisorFactory
from tests.pages import Page, PageClient
from tests.support.bank import SimulatedBank

settings.register_profile("thorough", max_examples=5_000)


@pytest.fixture
def bank(app: object, tmp_path: Path) -> Iterator[SimulatedBank]:
    """In use by the app, calls nobody back."""
    before = gateway()
    with SimulatedBank(tmp_path) as simulated:
        use_gateway(simulated.gateway)
        yield simulated
    use_gateway(before)


@pytest.fixture
def other_bank(app: object) -> Iterator[None]:
    """Another bank may be put into use; it goes back to what it was."""
    before = gateway()
    yield
    use_gateway(before)


def morning(day: int, month: int = 12) -> Occasion:
    """Nine in the morning, WIB, of a day in December 2026 unless told."""
    return Occasion(date(2026, month, day), datetime(2026, month, day, 2, tzinfo=UTC))


@pytest.fixture
def late_november(session: object) -> Iterator[None]:
    """Debits of December are about to be announced."""
    with time_machine.travel(datetime(2026, 11, 24, 3, tzinfo=UTC)):
        yield


@pytest.fixture
def supervisor(bank: SimulatedBank, late_november: None) -> User:
    return SupervisorFactory()


@pytest.fixture
def desk(supervisor: User, signed_in_client: Callable[[User], PageClient]) -> Callable[[], Page]:
    """Opens the supervisor's desk."""
    browser = signed_in_client(supervisor)
    return lambda: browser.get("/money")
