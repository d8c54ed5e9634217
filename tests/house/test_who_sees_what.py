"""Every page, opened by everybody: the right answer, and nothing on it that is not for them.

Driven by the app's own map of addresses: a view added tomorrow is opened here without anybody asking for it.
"""

import re
from collections.abc import Iterator
from itertools import islice, product
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select
from werkzeug.routing import Rule

from agentapp.accounts.guard import declared
from agentapp.accounts.permissions import GRANTS, Role
from agentapp.autodebit.bank_words import SettlementRow
from agentapp.autodebit.codes import PaymentCode
from agentapp.autodebit.models import Mandate
from agentapp.contributions.models import Payment
from agentapp.core.clock import today
from agentapp.core.db import sessions
from agentapp.coverage.sheets import TABLES
from agentapp.funds.batches.models import Batch
from agentapp.funds.bills.models import Bill
from agentapp.funds.models import Fund
from agentapp.funds.places import FundPlace
from agentapp.intake.held import HeldSending
from agentapp.intake.models import Phone
from agentapp.intake.reference import file
from agentapp.programmes.models import ReliefRule, Tariff
from agentapp.sponsorship.models import Sponsorship
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


Records = dict[str, list[object]]


def records(world: World) -> Records:
    """What of the world each argument of a rule may name."""
    return {
        "enrolment_id": [*(enrolment.id for enrolment in world.enrolments), world.draft_id],
        "worker_id": [worker.id for worker in world.workers],
        "person_id": [person.id for person in world.people.values()],
        "agency_id": [world.people["agent"].agency_office_id],
        "branch_id": [world.people["agent"].branch_id],
        "payment_id": list(sessions.scalars(select(Payment.id))),
        "relief_id": list(sessions.scalars(select(ReliefRule.id)))[:1],
        "tariff_id": list(sessions.scalars(select(Tariff.id)))[:1],
        "token": [world.cards[0].token, world.setup_token, world.sign_up_token],
        "sponsorship_id": list(sessions.scalars(select(Sponsorship.id))),
        "code": [world.invitation_code],
        "year": [today().year],
        "mandate_id": list(sessions.scalars(select(Mandate.id))),
        "place_id": list(sessions.scalars(select(FundPlace.id))),
        "fund_id": list(sessions.scalars(select(Fund.id))),
        "batch_id": list(sessions.scalars(select(Batch.id))),
        "bill_id": list(sessions.scalars(select(Bill.id))),
        "held_id": list(sessions.scalars(select(HeldSending.id))),
        "phone_id": list(sessions.scalars(select(Phone.phone_id))),
        "name": ["occupations", "villages-13.03"],
        "version": [file(sessions(), name).version for name in ("occupations", "villages-13.03")],
        "row_id": list(sessions.scalars(select(SettlementRow.id))),
        "code_id": list(sessions.scalars(select(PaymentCode.id))),
        "kind": ["ktp_photo", "person_photo"],
        "slug": [world.public_slug],
        "table": list(TABLES),
    }


def values(rule: Rule, known: Records) -> Iterator[dict[str, object]]:
    """The choices that there are for the arguments of `rule`."""
    unknown = set(rule.arguments) - set(known)
    assert not unknown, f"{rule.rule}: tell this test which records {unknown} may name"
    for chosen in product(*(known[name] for name in sorted(rule.arguments))):
        yield dict(zip(sorted(rule.arguments), chosen, strict=True))


Opened = tuple[Rule, dict[str, object], Page]


def pages(app, of: list[Rule], client: PageClient, world: World, who: str) -> Iterator[Opened]:
    """Opens each page of these rules with each record it may name; what is closed to a role, with one of each."""
    urls = app.url_map.bind("localhost")
    known = records(world)
    for rule in of:
        most = None if may(app, who, rule) else 1
        for chosen in islice(values(rule, known), most):
            yield rule, chosen, client.get(urls.build(rule.endpoint, chosen), status=ANY)


def may(app, who: str, rule: Rule) -> bool:
    asked = declared(app.view_functions[rule.endpoint])
    role = ROLES[who]
    return asked is True or (role is not None and asked in GRANTS[role])


def is_closed(page: Page, who: str) -> bool:
    if who == "nobody":
        return page.status_code == 401 or (page.status_code == 302 and urlsplit(page.target).path == "/login")
    return page.status_code == 404


def by_kind() -> dict[str, set[str]]:
    """Every personal fact in the database, by its kind."""
    known = set(secrets())
    return {kind: {text for of, text in known if of == kind} for kind in OWN_DATA}


def told_by(page: Page, hidden: dict[str, set[str]]) -> set[str]:
    """The kinds of personal facts that stand on a page, however their digits are grouped."""
    if not page.mimetype.startswith(("text/", "application/json")):
        return set()
    text = page.get_data(as_text=True)
    text = f"{text}\n{SEPARATORS.sub('', text)}"
    return {kind for kind, facts in hidden.items() if any(fact in text for fact in facts)}


@pytest.fixture
def world(session) -> World:
    return populate()


@pytest.fixture
def browser_of(signed_in_client, client, world):
    """The browser of somebody in the world."""
    return lambda who: client if who == "nobody" else signed_in_client(world.people[who])


@pytest.mark.parametrize("who", ROLES)
def test_each_page_opens_for_whom_it_is_and_tells_nobody_more(app, browser_of, world, who):
    hidden = by_kind()
    for rule, chosen, page in pages(app, rules(app), browser_of(who), world, who):
        where = f"{who} at {rule.rule} with {chosen}: {page.status_code}"
        assert page.status_code < 500, where
        if not may(app, who, rule):
            assert is_closed(page, who), where
        elif chosen.keys() & {"enrolment_id", "worker_id", "mandate_id", "bill_id", "phone_id"}:
            assert page.status_code == 404 or who not in STRANGERS, where
        else:
            assert page.status_code < 400 or rule.arguments, where
        told = told_by(page, hidden)
        assert told <= allowed(who, rule), f"{where} tells {told}"


def test_the_crawl_would_notice(browser_of, world):
    case = browser_of("supervisor").get(f"/review/{world.enrolments[0].id}")

    assert told_by(case, by_kind()) == OWN_DATA


def allowed(who: str, rule: Rule) -> set[str]:
    """The kinds of personal facts that a page may tell: of one's own cases, one at a time; lists tell none."""
    if who not in ("agent", "supervisor") or not rule.arguments or rule.endpoint == "contributions.card":
        return set()
    return OWN_DATA if rule.endpoint in WHOLE_NIK else OWN_DATA - {"nik"}


def test_every_page_can_be_opened_by_somebody(app, browser_of, world):
    waiting = {rule.endpoint: rule for rule in rules(app)}
    for who in ROLES:
        browser = browser_of(who)
        for rule in [rule for rule in waiting.values() if may(app, who, rule)]:
            if any(page.status_code < 400 for _, _, page in pages(app, [rule], browser, world, who)):
                del waiting[rule.endpoint]

    assert not list(waiting)
