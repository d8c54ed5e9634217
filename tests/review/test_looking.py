"""What a supervisor sees of cases and decisions."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.enrolment.models import Enrolment, EnrolmentState, FlagKind
from agentapp.review import service
from tests.factories import EnrolmentFactory, FlagFactory
from tests.pages import PageClient

SignedIn = Callable[[User], PageClient]


def case_url(enrolment: Enrolment, step: str = "") -> str:
    return f"/review/{enrolment.id}{step}"


def test_names_that_are_markup_are_shown_as_text(browser: PageClient, agent: User):
    case = EnrolmentFactory(agent=agent, name="<script>alert(1)</script> & Sons", occupation='"><b>x')

    assert case.name in browser.get("/review").main
    assert case.name in browser.get(case_url(case)).heading


def test_own_decisions_are_listed_with_the_way_back(
    signed_in_client: SignedIn, waiting: Enrolment, supervisor: User, colleague: User, agent: User
):
    other = EnrolmentFactory(agent=agent, name="Bukan Keputusan Saya")
    service.approve(colleague, other.id)
    browser = signed_in_client(supervisor)
    assert "Belum ada keputusan" in browser.get("/review/decided").main

    service.approve(supervisor, waiting.id)
    page = browser.get("/review/decided")
    assert waiting.name in page.main
    assert other.name not in page.main

    page.form("/undo").submit()
    page = browser.get("/review/decided")
    assert "Sekarang:" in page.main
    assert not [form for form in page.forms if form.action.endswith("/undo")]


def test_the_position_in_the_queue_is_on_the_case(browser: PageClient, agent: User):
    EnrolmentFactory(agent=agent, received_at=now() - timedelta(days=1))
    case = EnrolmentFactory(agent=agent)

    assert "urutan ke-2 dari 2" in browser.get(case_url(case)).main


@pytest.mark.parametrize("kind", FlagKind)
def test_every_flag_is_explained(browser: PageClient, agent: User, kind: FlagKind):
    other = EnrolmentFactory(agent=agent)
    flag = FlagFactory.build(kind=kind, score=93, detail="40", other_enrolment_id=other.id)
    case = EnrolmentFactory(agent=agent, flags=[flag])

    assert "Yang perlu dilihat" in browser.get(case_url(case)).main
    assert case.name in browser.get(f"/review?flag={kind}").main


@pytest.mark.parametrize("state", EnrolmentState)
def test_a_case_can_be_looked_at_in_every_state(browser: PageClient, agent: User, state: EnrolmentState):
    case = EnrolmentFactory(agent=agent, state=state)

    page = browser.get(case_url(case))

    offered = any(form.action.endswith("/approval") for form in page.forms)
    assert offered is (state == EnrolmentState.SUBMITTED)


def test_a_conflict_can_be_read_by_a_program(browser: PageClient, waiting: Enrolment, colleague: User):
    token = browser.csrf_token("/review")
    service.approve(colleague, waiting.id)

    answer = browser.post(
        case_url(waiting, "/approval"),
        data={"csrf_token": token},
        headers={"Accept": "application/json"},
        status=409,
    )

    assert answer.get_json() == {"error": f"{colleague.name} sudah menyetujui kasus ini."}
