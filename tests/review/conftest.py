"""A branch with an agent, two supervisors, and a case that waits."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.enrolment.models import Enrolment
from tests.factories import AgentFactory, EnrolmentFactory, SupervisorFactory
from tests.intake.phone import PhoneClient
from tests.pages import PageClient


@pytest.fixture
def agent(session: Session) -> User:
    return AgentFactory(name="Desmawati Jambak")


@pytest.fixture
def supervisor(session: Session) -> User:
    return SupervisorFactory(name="Yulia Rahmadani")


@pytest.fixture
def colleague(session: Session) -> User:
    return SupervisorFactory(name="Zulfahmi Koto")


@pytest.fixture
def waiting(agent: User) -> Enrolment:
    return EnrolmentFactory(agent=agent, name="Rina Efriani")


@pytest.fixture
def browser(supervisor: User, sign_in: Callable[[User], PageClient]) -> PageClient:
    return sign_in(supervisor)


@pytest.fixture
def phone_of(signed_in_client: Callable[[User], PageClient]) -> Callable[[User], PhoneClient]:
    """The phone of somebody signed in on it."""
    return lambda person: PhoneClient(signed_in_client(person))
