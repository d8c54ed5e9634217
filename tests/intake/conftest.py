"""Agents with a phone: what they send, and what they are told."""

from collections.abc import Callable
from typing import Any

import pytest

from agentapp.accounts.models import User
from tests.factories import AgentFactory
from tests.intake.phone import PhoneClient
from tests.pages import PageClient


@pytest.fixture
def agent(session: object) -> User:
    return AgentFactory()


@pytest.fixture
def phone_of(signed_in_client: Callable[[User], PageClient]) -> Callable[..., PhoneClient]:
    """The phone of somebody signed in on it."""

    def phone_of(person: User, **facts: Any) -> PhoneClient:
        return PhoneClient(signed_in_client(person), **facts)

    return phone_of


@pytest.fixture
def phone(agent: User, phone_of: Callable[..., PhoneClient]) -> PhoneClient:
    return phone_of(agent)
