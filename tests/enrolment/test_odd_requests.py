"""What no form of ours sends: moments at the ends of the calendar, broken addresses, whole NIKs in a search."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.enrolment import drafts
from agentapp.enrolment.answers import NO_PHOTOS
from agentapp.enrolment.models import Enrolment, EnrolmentState
from agentapp.enrolment.unsent import Draft
from tests.factories import EnrolmentFactory
from tests.pages import Page, PageClient

Send = Callable[..., Page]


@pytest.mark.parametrize(
    "moment",
    [
        "0001-01-01T00:00:00+14:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-14:00",
        "9999-12-31T23:59:59Z",
    ],
)
def test_a_moment_at_the_end_of_the_calendar_does_not_read(send: Send, session: Session, moment: str):
    send(captured_at=moment, status=422)

    assert session.scalars(select(Enrolment)).all() == []


def test_a_form_filled_in_tomorrow_was_filled_in_now(send: Send, session: Session):
    begun = now()

    send(captured_at="2098-01-01T00:00:00Z", status=303)

    enrolment = session.scalars(select(Enrolment)).one()
    assert begun <= enrolment.captured_at == enrolment.consented_at <= now()


@pytest.mark.parametrize("moment", ["2026-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "x"])
def test_a_broken_link_to_the_next_page_leads_to_some_page(browser: PageClient, moment: str):
    page = browser.get("/enrolments", query_string={"after": f"{moment}~{uuid4()}"}, status=200)

    assert page.heading == browser.get("/enrolments").heading


def test_a_search_for_what_no_database_holds_finds_nobody(browser: PageClient, agent: User):
    somebody = EnrolmentFactory(agent=agent, state=EnrolmentState.SUBMITTED)

    assert somebody.name in browser.get("/enrolments", status=200).main
    assert somebody.name not in browser.get("/enrolments?q=a%00b", status=200).main


def test_a_whole_nik_does_not_stay_in_the_address(browser: PageClient):
    found = browser.get("/enrolments?q=1303.0641.0190.1234", status=302)

    assert found.target == "/enrolments?q=1234"


def test_an_application_is_sent_to_its_own_address_and_says_so_when_looked_at_again(send: Send):
    sent = send(status=303)

    assert sent.target.startswith("/enrolments/")
    assert "?" not in sent.target
    assert "Terkirim" in sent.follow().words
    assert "Terkirim" in sent.follow().words


def test_a_correction_that_was_begun_does_not_hide_an_application_taken_back(
    browser: PageClient, agent: User, session: Session
):
    enrolment = EnrolmentFactory(agent=agent, state=EnrolmentState.RETURNED)
    drafts.keep(agent, enrolment.submission_id, {"name": "Rina"}, NO_PHOTOS)
    shown = browser.get(f"/enrolments/{enrolment.id}", status=200)

    taken_back = shown.form("/withdrawal").submit(follow=True)

    assert taken_back.status_code == 200
    assert enrolment.state == EnrolmentState.WITHDRAWN
    assert session.scalars(select(Draft)).all() == []
