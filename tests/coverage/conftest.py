"""November 2026 in the middle."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from tests.coverage.worlds import NOV


@pytest.fixture
def clock(session: object) -> Iterator[time_machine.Traveller]:
    """The 20th of November 2026, 10.00 WIB."""
    with time_machine.travel(datetime(NOV.year, NOV.number, 20, 3, tzinfo=UTC), tick=False) as traveller:
        yield traveller
