"""A sponsor, and a worker of Solok who pays alone, in November 2026."""

import pytest

from agentapp.accounts.models import User
from agentapp.core.period import Month
from agentapp.sponsorship.invitations import invite
from agentapp.sponsorship.models import Sponsor
from agentapp.sponsorship.requests import Invitation
from agentapp.workers.models import Worker
from tests.contributions.conftest import agent, clock, worker
from tests.factories import SponsorFactory

__all__ = ["agent", "clock", "worker"]

NOV = Month(2026, 11)


@pytest.fixture
def sponsor(clock: object) -> Sponsor:
    return SponsorFactory(code="GDG-1234")


@pytest.fixture
def rina(sponsor: Sponsor) -> User:
    """The sponsor, as somebody who signs in."""
    return sponsor.user


@pytest.fixture
def invitation(agent: User, worker: Worker) -> Invitation:
    """Made by the worker's agent a moment ago."""
    return invite(agent, worker.id, "id")
