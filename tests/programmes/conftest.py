"""The admin at a browser, on a day in December 2026."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.factories import AdminFactory
from tests.programmes.admin import TODAY


@pytest.fixture(autouse=True)
def december() -> Iterator[None]:
    """The months that the tests name are counted from here, on whatever day they run."""
    with time_machine.travel(TODAY):
        yield


@pytest.fixture
def admin(signed_in_client):
    return signed_in_client(AdminFactory())
