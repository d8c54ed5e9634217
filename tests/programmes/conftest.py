"""The admin at a browser."""

import pytest

from tests.factories import AdminFactory


@pytest.fixture
def admin(signed_in_client):
    return signed_in_client(AdminFactory())
