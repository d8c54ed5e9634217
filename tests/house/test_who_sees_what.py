"""Every page, opened by everybody: the right answer, and nothing on it that is not for them.

Driven by the app's own map of addresses: a view added tomorrow is opened here without anybody asking for it.
"""

import re
from collections.abc import Iterator
from itertools import product
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select
from werkzeug.routing import Rule

from agentapp.accounts.guard import declared
from agentapp.accounts.permissions import GRANTS, Role
from agentapp.contributions.models import Payment
from agentapp.core.db import sessions
from agentapp.programmes.models import ReliefRule, Tariff
from tests.pages import ANY, Page, PageClient
from tests.support.world import World, populate, secrets

ROLES = {
    "nobody": None,
    "agent": Role.AGENT,
    "other_agent": Role.AGENT,
    "supervisor": Role.SUPERVISOR,
    "far_supervisor": Role.SUPERVISOR,
    "sponsor": Role.SPONSOR,
    "fund_officer": Role.FUND_OFFICER,
    "admin": Role.ADMIN,
}
# Who has no business with the records of this world, though their role may open such pages.
STRANGERS = {"other_agent", "far_supervisor"}
OWN_DATA = {"nik", "phone", "mother_name", "address", "email", "birth_date"}
# Where a whole NIK may stand: what one typed oneself, to be checked; and the case beside the photo of the card.
WHOLE_NIK = {"enrolment_form.edit", "enrolment_check.check", "review.case"}
SEPARATORS = re.compile(r"(?<=\d)[\s.\-\u00a0\u202f]+(?=\d)")


def rules(app) -> list[Rule]:
    found = [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint != "static"
    ]
    return sorted(found, key=lambda rule: rule.rule)


def values(rule: Rule, world: World) -> Iterator[dict[str, object]]:
    """The records of the world that the arguments of `rule` may name."""
    known = {
        "enrolment_id": [*(enrolment.id for enrolment in world.enrolments), world.draft_id],
        "worker_id": [worker.id for worker in world.workers],
        "person_id": [person.id for person in world.people.values()],
        "agency_id": [world.people["agent"].agency_office_id],
        "branch_id": [world.people["agent"].branch_id],
        "payment_id": list(sessions.scalars(select(Payment.id))),
        "relief_id": list(sessions.scalars(select(ReliefRule.id)))[:1],
        "tariff_id": list(sessions.scalars(select(Tariff.id)))[:1],
        "token": [card.token for card in world.cards][:1],
        "kind": ["ktp_photo", "person_photo"],
    }
    unknown = set(rule.arguments) - set(known)
    assert not unknown, f"{rule.rule}: tell this test which records {unknown} may name"
    for chosen in product(*(known[name] for name in sorted(rule.arguments))):
        yield dict(zip(sorted(rule.arguments), chosen, strict=True))


def pages(app, client: PageClient, world: World) -> Iterator[tuple[Rule, dict[str, object], Page]]:
    urls = app.url_map.bind("localhost")
    for rule in rules(app):
        for chosen in values(rule, world):
            yield rule, chosen, client.get(urls.build(rule.endpoint, chosen), status=ANY)


def may(app, who: str, rule: Rule) -> bool:
    asked = declared(app.view_functions[rule.endpoint])
    role = ROLES[who]
    return asked is True or (role is not None and asked in GRANTS[role])


def is_closed(page: Page, who: str) -> bool:
    if who == "nobody":
        return page.status_code == 401 or (page.status_code == 302 and urlsplit(page.target).path == "/login")
    return page.status_code == 404


def shown(page: Page) -> str:
    return SEPARATORS.sub("", page.get_data(as_text=True))


@pytest.fixture
def world(session) -> World:
    return populate()


@pytest.fixture
def opened(app, signed_in_client, client, world):
    def opened(who: str) -> list[tuple[Rule, dict[str, object], Page]]:
        browser = client if who == "nobody" else signed_in_client(world.people[who])
        return list(pages(app, browser, world))

    return opened


@pytest.mark.parametrize("who", ROLES)
def test_each_page_opens_for_whom_it_is_and_tells_nobody_more(app, opened, who):
    facts = set(secrets())
    hidden = {kind: {text for of, text in facts if of == kind} for kind in OWN_DATA}
    for rule, chosen, page in opened(who):
        where = f"{who} at {rule.rule} with {chosen}: {page.status_code}"
        assert page.status_code < 500, where
        if not may(app, who, rule):
            assert is_closed(page, who), where
        elif "enrolment_id" in chosen or "worker_id" in chosen:
            assert page.status_code == 404 or who not in STRANGERS, where
        else:
            assert page.status_code < 400 or rule.arguments, where
        if page.mimetype.startswith(("text/", "application/json")):
            told = {kind for kind, texts in hidden.items() if any(text in shown(page) for text in texts)}
            assert told <= allowed(who, rule), f"{where} tells {told}"


def allowed(who: str, rule: Rule) -> set[str]:
    """The kinds of personal facts that a page may tell: of one's own cases, one at a time; lists tell none."""
    if who not in ("agent", "supervisor") or not rule.arguments or rule.endpoint == "contributions.card":
        return set()
    return OWN_DATA if rule.endpoint in WHOLE_NIK else OWN_DATA - {"nik"}


def test_every_page_can_be_opened_by_somebody(app, opened):
    reached = {
        rule.endpoint
        for who in ROLES
        for rule, _, page in opened(who)
        if page.status_code < 400 and may(app, who, rule)
    }

    assert {rule.endpoint for rule in rules(app)} - reached == set()
