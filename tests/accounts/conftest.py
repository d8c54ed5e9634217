"""Signing in by the form, as people do."""

from collections.abc import Callable

import pytest

from agentapp.accounts.models import AccountEvent, AccountEventKind, User
from tests.factories import PASSWORD, AdminFactory
from tests.pages import ANY, Page, PageClient

ENTER = Callable[..., Page]


@pytest.fixture
def enter(client: PageClient) -> ENTER:
    """Fill the sign-in form: by default in the client's own browser, with the right password."""

    def enter(
        identifier: str, password: str = PASSWORD, *, at: PageClient = client, path: str = "/login"
    ) -> Page:
        form = at.get(path).form(has="identifier")
        return form.fill(identifier=identifier, password=password).submit(status=ANY)

    return enter


@pytest.fixture
def admin(session) -> User:
    return AdminFactory(name="Rahmi Oktavia")


@pytest.fixture
def office(sign_in, admin) -> PageClient:
    """The administrator's browser."""
    return sign_in(admin)


@pytest.fixture
def events(session) -> Callable[[User], list[AccountEventKind]]:
    """What is in the history of an account, oldest first."""

    def events(user: User) -> list[AccountEventKind]:
        found = session.query(AccountEvent).filter_by(user_id=user.id).order_by(AccountEvent.at)
        return [event.kind for event in found]

    return events
