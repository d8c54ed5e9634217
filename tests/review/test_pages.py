"""Reviewing as a supervisor meets it: the queue, the next case, a decision, the next one again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.enrolment.models import Enrolment, EnrolmentState
from agentapp.review import service
from tests.factories import EnrolmentFactory, FlagFactory, MamujuFactory, SupervisorFactory
from tests.pages import Page, PageClient
from tests.review.facts import holder, moves

SignedIn = Callable[[User], PageClient]


def press(browser: PageClient, action: str, on: str, **filled: object) -> Page:
    """Fill in and send the form with this action on a page."""
    return browser.get(on).form(action).fill(filled).submit()


def case_url(enrolment: Enrolment, step: str = "") -> str:
    return f"/review/{enrolment.id}{step}"


def test_the_next_case_opens_by_itself_after_a_decision(
    session: Session, browser: PageClient, agent: User, supervisor: User
):
    first, second = (EnrolmentFactory(agent=agent, received_at=now() - timedelta(hours=h)) for h in (2, 1))

    page = press(browser, "/review/next", "/review").follow()
    assert page.path == case_url(first)
    page = page.form("/approval").submit().follow()

    assert page.path == case_url(second)
    assert first.name in page.main
    assert (first.state, holder(session, second)) == (EnrolmentState.APPROVED, supervisor.id)


def test_who_wants_to_stay_in_the_queue_comes_back_to_it(
    browser: PageClient, waiting: Enrolment, agent: User
):
    EnrolmentFactory(agent=agent)

    page = browser.get(case_url(waiting)).click("Ke antrean saja")
    page = page.form("/approval").submit().follow()

    assert page.path == "/review"
    assert waiting.name in page.main


def test_the_last_decision_can_be_taken_back_from_the_page_that_follows(
    session: Session, browser: PageClient, waiting: Enrolment, supervisor: User
):
    page = browser.get(case_url(waiting)).form("/approval").submit().follow()
    assert page.path == "/review"

    page = page.form("/undo").submit().follow()

    assert page.path == case_url(waiting)
    assert (waiting.state, holder(session, waiting)) == (EnrolmentState.SUBMITTED, supervisor.id)


def test_filters_stay_while_one_works_through_them(browser: PageClient, agent: User):
    EnrolmentFactory(agent=agent, received_at=now() - timedelta(days=1))
    wanted = EnrolmentFactory(agent=agent, village_code="13.03.04.2001")

    page = press(browser, "/review/next", "/review?district=13.03.04").follow()
    assert page.path == case_url(wanted)
    page = page.form("/approval").submit().follow()

    assert page.url.endswith("/review?district=13.03.04")
    assert "Tidak ada lagi kasus yang bebas dengan saringan ini." in page.main


def test_a_return_takes_a_reason_and_notes_by_field(
    session: Session, browser: PageClient, waiting: Enrolment
):
    filled = {"reason": "data_differs", "note": "Cocokkan lagi.", "notes-name": "Di KTP: Rina Efrianti"}

    press(browser, "/return", case_url(waiting), **filled)

    assert waiting.state == EnrolmentState.RETURNED
    page = browser.get(case_url(waiting))
    assert "Dikembalikan: Isian berbeda dengan KTP" in page.main
    assert "Cocokkan lagi. · Nama lengkap: Di KTP: Rina Efrianti" in page.main


@pytest.mark.parametrize("step", ["return", "rejection"])
@pytest.mark.parametrize(
    ("filled", "wrong"),
    [
        ({"note": "Tulisan saya"}, "reason"),
        ({"reason": "other", "note": ""}, "note"),
        ({"reason": "incomplete", "note": "x" * 1001}, "note"),
    ],
)
def test_a_decision_without_a_reason_is_refused_and_keeps_what_was_typed(
    session: Session, browser: PageClient, waiting: Enrolment, step: str, filled: dict[str, str], wrong: str
):
    page = browser.get(case_url(waiting)).form(f"/{step}").fill(filled).submit(status=422)

    assert "Ada yang perlu diperbaiki" in page.main
    form = page.form(f"/{step}")
    assert form.data["note"] == filled["note"]
    assert waiting.state == EnrolmentState.SUBMITTED
    linked = page.tree.findall(".//*[@role='alert']//{*}a") or page.tree.findall(".//*[@role='alert']//a")
    assert [link.get("href", "").rpartition("-")[2].lstrip("#") for link in linked] == [wrong]


def test_of_two_who_decide_at_once_the_second_is_told_who_was_first(
    session: Session, signed_in_client: SignedIn, waiting: Enrolment, supervisor: User, colleague: User
):
    first, second = signed_in_client(supervisor), signed_in_client(colleague)
    mine, theirs = (browser.get(case_url(waiting)) for browser in (first, second))

    mine.form("/approval").submit()
    page = theirs.form("/rejection").fill(reason="not_eligible").submit(status=409)

    assert f"{supervisor.name} sudah menyetujui kasus ini." in page.main
    assert moves(session, waiting) == ["submit", "approve"]


def test_a_case_under_somebodys_eyes_shows_whose_and_takes_no_decision(
    session: Session, signed_in_client: SignedIn, waiting: Enrolment, supervisor: User, colleague: User
):
    browser = signed_in_client(supervisor)
    before = browser.get(case_url(waiting))
    service.claim(colleague, waiting.id)

    refused = before.form("/approval").submit(status=409)
    page = browser.get(case_url(waiting))

    assert f"{colleague.name} sedang memeriksa kasus ini." in refused.main
    assert f"{colleague.name} sedang memeriksa kasus ini." in page.main
    assert not [form for form in page.forms if form.action.endswith("/approval")]
    assert colleague.name in browser.get("/review").main


def test_a_page_older_than_the_case_takes_no_decision(
    session: Session, browser: PageClient, waiting: Enrolment
):
    page = browser.get(case_url(waiting))
    waiting.address = "Jorong Baru"
    session.commit()

    page.form("/approval").submit(status=409)

    assert waiting.state == EnrolmentState.SUBMITTED


@pytest.mark.parametrize("role", ["agent", "author"])
def test_four_eyes_hold_on_the_page_too(
    session: Session, browser: PageClient, agent: User, supervisor: User, role: str
):
    case = EnrolmentFactory(**({"agent": agent, "author": agent} | {role: supervisor}))
    token = browser.csrf_token("/review")

    page = browser.get(case_url(case))
    refused = browser.post(case_url(case, "/approval"), data={"csrf_token": token}, status=409)

    sentence = "Pendaftaran ini Anda kirim sendiri. Orang lain yang harus memutuskannya."
    assert sentence in page.main
    assert sentence in refused.main
    assert not [form for form in page.forms if form.action.endswith("/approval")]
    assert case.state == EnrolmentState.SUBMITTED


STEPS = ("approval", "return", "rejection", "claim", "release", "undo", "notes")


@pytest.mark.parametrize("step", STEPS)
def test_another_branchs_case_answers_404(signed_in_client: SignedIn, waiting: Enrolment, step: str):
    browser = signed_in_client(SupervisorFactory(branch=MamujuFactory()))
    data = {"csrf_token": browser.csrf_token("/review"), "reason": "other", "note": "x", "text": "x"}

    answers = [browser.get(case_url(waiting, tail), status=404) for tail in ("", f"/{step}")]
    answers.append(browser.post(case_url(waiting, f"/{step}"), data=data, status=404))

    assert not [page for page in answers if waiting.name in page.main]
    assert waiting.state == EnrolmentState.SUBMITTED


@pytest.mark.parametrize("step", STEPS)
def test_who_comes_back_to_a_step_by_its_address_sees_the_case(
    browser: PageClient, waiting: Enrolment, step: str
):
    assert browser.get(case_url(waiting, f"/{step}")).target == case_url(waiting)


@pytest.mark.parametrize("path", ["/review/next", "/review/approvals"])
def test_who_comes_back_to_a_step_of_the_queue_sees_the_queue(browser: PageClient, path: str):
    assert browser.get(path).target == "/review"


def test_a_note_is_kept_for_colleagues(browser: PageClient, waiting: Enrolment, supervisor: User):
    page = press(browser, "/notes", case_url(waiting), text="Agen sudah ditelepon.").follow()
    assert "Agen sudah ditelepon." in page.main

    page.form("/notes").fill(text=" ").submit(status=422)


def test_a_case_is_held_and_given_back_by_its_buttons(
    session: Session, browser: PageClient, waiting: Enrolment
):
    page = press(browser, "/claim", case_url(waiting)).follow()
    assert "Anda memegang kasus ini sampai pukul" in page.main
    assert waiting.name in browser.get("/review").main

    page.form("/release").submit()

    assert holder(session, waiting) is None


def test_the_filters_are_offered_when_asked_for_and_stay_as_chosen(
    browser: PageClient, agent: User, waiting: Enrolment
):
    flagged = EnrolmentFactory(agent=agent, name="Bertanda Saja", flags=[FlagFactory.build()])

    page = browser.get("/review?flag=flagged").click("Saringan lain")
    form = page.form(has="q")
    assert {"district", "agent", "flag", "ecosystem", "age"} <= form.names
    assert str(agent.id) in form.options("agent")
    assert "13.03.06" in form.options("district")
    assert form.data["flag"] == "flagged"

    page = form.fill(district="13.03.06", agent=str(agent.id)).submit()
    assert flagged.name in page.main
    assert waiting.name not in page.main
    assert page.form(has="q").data["district"] == "13.03.06"
    assert f"Disaring: Kamang Baru · {agent.name} · Dengan tanda apa pun" in page.main

    assert waiting.name in page.click("Hapus saringan").main


def test_a_search_stays_within_the_tab_it_was_made_in(browser: PageClient, waiting: Enrolment):
    page = browser.get("/review?flag=flagged").form(has="q").fill(q=waiting.name).submit()

    assert "Tidak ada yang cocok" in page.main


def test_an_empty_queue_says_so_kindly(browser: PageClient, waiting: Enrolment):
    token = browser.csrf_token("/review")
    service.approve(SupervisorFactory(), waiting.id)

    page = browser.post("/review/next", data={"csrf_token": token}).follow()

    assert "Tidak ada lagi kasus yang bebas untuk Anda. Terima kasih!" in page.main
    assert "Antrean kosong" in page.main


def test_a_whole_nik_that_was_searched_does_not_stay_in_the_address(browser: PageClient, waiting: Enrolment):
    page = browser.get("/review", query_string={"q": waiting.nik.digits})

    assert page.target == f"/review?q={waiting.nik.tail}"
    assert waiting.name in page.follow().main
