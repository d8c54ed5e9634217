"""Which role may open which page of accounts, and what the others are told."""

from uuid import uuid4

import pytest

from agentapp.accounts.models import AccountEvent
from agentapp.accounts.permissions import Role
from agentapp.core.db import sessions
from tests.factories import (
    AdminFactory,
    AgencyOfficeFactory,
    AgentFactory,
    FundOfficerFactory,
    SponsorUserFactory,
    SupervisorFactory,
)
from tests.pages import ANY

FACTORIES = {
    Role.AGENT: AgentFactory,
    Role.SUPERVISOR: SupervisorFactory,
    Role.SPONSOR: SponsorUserFactory,
    Role.FUND_OFFICER: FundOfficerFactory,
    Role.ADMIN: AdminFactory,
}
EVERYBODY, ADMIN, AGENT = set(Role), {Role.ADMIN}, {Role.AGENT}

PAGES = {
    "/account": EVERYBODY,
    "/account/password": EVERYBODY,
    "/account/district": AGENT,
    "/admin/people": ADMIN,
    "/admin/people/new": ADMIN,
    "/admin/people/{person}": ADMIN,
    "/admin/people/{person}/edit": ADMIN,
    "/admin/people/{person}/deactivation": ADMIN,
    "/admin/offices": ADMIN,
    "/admin/offices/new": ADMIN,
    "/admin/offices/{branch}": ADMIN,
    "/admin/offices/agencies/{agency}": ADMIN,
}
ACTIONS = [
    "/admin/people/new",
    "/admin/people/search",
    "/admin/people/{person}/edit",
    "/admin/people/{person}/deactivation",
    "/admin/people/{person}/reactivation",
    "/admin/people/{person}/setup-link",
    "/admin/offices/new",
    "/admin/offices/{branch}/name",
    "/admin/offices/{branch}/regencies",
    "/admin/offices/{branch}/regencies/13.03/removal",
    "/admin/offices/{branch}/agencies",
    "/admin/offices/{branch}/closure",
    "/admin/offices/agencies/{agency}",
    "/admin/offices/agencies/{agency}/closure",
]


@pytest.fixture
def address(session):
    """A path with the keys of real records in it."""
    agency = AgencyOfficeFactory()
    person = AgentFactory(agency_office=agency)

    def address(pattern):
        return pattern.format(person=person.id, branch=agency.branch_id, agency=agency.id)

    return address


def events() -> int:
    """How much was ever done to people's accounts and to offices."""
    return sessions().query(AccountEvent).count()


@pytest.mark.parametrize("role", list(Role))
def test_each_page_opens_for_its_roles_and_is_not_there_for_others(client, sign_in, address, role):
    sign_in(FACTORIES[role]())

    told = {pattern: client.get(address(pattern), status=ANY).status_code for pattern in PAGES}

    assert told == {pattern: 200 if role in roles else 404 for pattern, roles in PAGES.items()}


@pytest.mark.parametrize("role", sorted(set(Role) - ADMIN))
def test_no_other_role_can_act_as_an_administrator(client, sign_in, address, role):
    sign_in(FACTORIES[role]())
    token, before = client.csrf_token("/account"), events()

    told = {
        client.post(address(pattern), data={"csrf_token": token}, status=ANY).status_code
        for pattern in ACTIONS
    }

    assert told == {404}
    assert events() == before


def test_a_visitor_is_led_to_sign_in(client, address):
    for pattern in PAGES:
        assert client.get(address(pattern)).target.startswith("/login?next=")


def test_a_visitor_cannot_act(client, address):
    token = client.csrf_token()

    for pattern in ACTIONS:
        assert client.post(address(pattern), data={"csrf_token": token}).target.startswith("/login")


def test_whoever_is_signed_out_meanwhile_is_asked_to_sign_in_whatever_they_send(client, address):
    for pattern in ACTIONS:
        assert client.post(address(pattern), data={"csrf_token": "old"}).target.startswith("/login")
        client.post(address(pattern), json={}, status=401)


def test_a_visitor_who_speaks_json_is_told_401(client, address):
    for pattern in PAGES:
        answer = client.get(address(pattern), headers={"Accept": "application/json"}, status=401)
        assert answer.is_json


@pytest.mark.parametrize("pattern", ["/admin/people/{}", "/admin/offices/{}", "/admin/offices/agencies/{}"])
def test_what_does_not_exist_is_not_found(office, pattern):
    assert "tidak ditemukan" in office.get(pattern.format(uuid4()), status=404).main


def test_nothing_is_done_without_the_forms_token(office, address, session):
    paths, before = [address(pattern) for pattern in ACTIONS], events()

    told = {office.post(path, data={"name": "x"}, status=ANY).status_code for path in paths}

    assert told == {400}
    assert events() == before
