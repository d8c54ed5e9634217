"""What is typed is never lost: drafts, stale pages, ended sessions."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.enrolment import drafts, parking
from agentapp.enrolment.answers import NO_PHOTOS
from agentapp.enrolment.models import Enrolment
from agentapp.enrolment.unsent import Draft, ParkedForm
from tests.enrolment.conftest import jpeg, upload
from tests.factories import AgentFactory, application_data
from tests.pages import Page, PageClient

Send = Callable[..., Page]


def typed(**changes: str) -> dict[str, str]:
    data = application_data(**changes)
    data.pop("submission_id")
    data.pop("captured_at")
    data.pop("form_version")
    return data


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


@time_machine.travel("2026-11-21T03:00:00Z")
def test_the_whole_way_by_check_your_answers(
    agent: User, sign_in: Callable[[User], PageClient], session: Session
):
    browser = sign_in(agent)
    form = browser.get("/enrolments/new").form(has="nik").fill(typed(name="Syafrizal Caniago"))

    check = form.submit("Periksa jawaban", follow=True)
    assert check.heading == "Periksa jawaban"
    assert "Syafrizal Caniago" in check.words
    assert "Rp8.400" in check.words  # Rp16.800, half of it taken off for transport workers
    done = check.form("/submission").submit(follow=True)

    enrolment = session.scalars(select(Enrolment)).one()
    assert enrolment.number in done.words
    assert count(session, Draft) == 0


def test_the_answer_on_the_check_page_can_be_changed(browser: PageClient, session: Session):
    form = browser.get("/enrolments/new").form(has="nik").fill(typed(name="Syafrizal"))
    check = form.submit("Periksa jawaban", follow=True)

    edit = check.click("Kembali ke isian")

    assert edit.form(has="nik").data["name"] == "Syafrizal"


def test_a_draft_needs_nothing_to_be_right(browser: PageClient, session: Session):
    form = browser.get("/enrolments/new").form(has="nik").fill(nik="12", name="Si Anu")

    home = form.submit("Simpan draf, lanjutkan nanti", follow=True)

    assert "Si Anu" in home.words
    assert home.click("Si Anu").form(has="nik").data["nik"] == "12"


def test_a_draft_keeps_its_photo(browser: PageClient, session: Session):
    form = browser.get("/enrolments/new").form(has="nik").fill(name="Si Anu")
    form.data["ktp_photo"] = upload(jpeg())
    form.submit("Simpan draf, lanjutkan nanti", follow=True)

    draft = session.scalars(select(Draft)).one()
    assert browser.get(f"/enrolments/{draft.id}/photos/ktp_photo").mimetype == "image/jpeg"


def test_a_draft_is_its_agents_alone(
    browser: PageClient, session: Session, signed_in_client: Callable[[User], PageClient]
):
    browser.get("/enrolments/new").form(has="nik").fill(name="Si Anu").submit("Simpan draf, lanjutkan nanti")
    draft = session.scalars(select(Draft)).one()

    other = signed_in_client(AgentFactory())
    told = [other.get(f"/enrolments/{draft.id}{path}", status=404) for path in ("", "/edit", "/check")]
    told.append(other.get(f"/enrolments/{draft.id}/photos/ktp_photo", status=404))

    assert not any("Si Anu" in page.get_data(as_text=True) for page in told)


def test_a_draft_can_be_thrown_away(browser: PageClient, session: Session):
    browser.get("/enrolments/new").form(has="nik").fill(name="Si Anu").submit("Simpan draf, lanjutkan nanti")
    draft = session.scalars(select(Draft)).one()

    browser.get(f"/enrolments/{draft.id}/edit").form("/discard").submit(follow=True)

    assert count(session, Draft) == 0


def test_drafts_are_not_clear_in_the_database(browser: PageClient, session: Session):
    browser.get("/enrolments/new").form(has="nik").fill(name="Si Anu Binti Rahasia").submit(
        "Simpan draf, lanjutkan nanti"
    )

    raw = session.connection().exec_driver_sql("SELECT content FROM enrolment_drafts").scalar()
    assert b"Rahasia" not in bytes(raw)


def test_autosave_keeps_what_is_typed(browser: PageClient, session: Session):
    data = application_data(name="Si Anu", csrf_token=browser.csrf_token("/enrolments/new"))

    assert browser.post("/enrolments/autosave", data=data).get_json() == {"kept": True}
    assert drafts_of(session)[0].content["name"] == "Si Anu"


def test_autosave_after_sending_does_not_bring_a_draft_back(
    browser: PageClient, send: Send, session: Session
):
    data = application_data()
    send(**{name.replace("-", "__"): text for name, text in data.items()})

    browser.post(
        "/enrolments/autosave", data=data | {"csrf_token": browser.csrf_token("/enrolments/new")}, status=409
    )

    assert drafts_of(session) == []


def drafts_of(session: Session) -> list[Draft]:
    return list(session.scalars(select(Draft)))


def test_there_is_an_end_to_drafts(agent: User, session: Session, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(drafts, "MOST_DRAFTS", 1)
    from uuid import uuid4  # noqa: PLC0415

    drafts.keep(agent, uuid4(), {"name": "Satu"}, NO_PHOTOS)
    with pytest.raises(drafts.TooManyDrafts):
        drafts.keep(agent, uuid4(), {"name": "Dua"}, NO_PHOTOS)


def test_a_stale_token_loses_nothing_and_asks_to_send_again(browser: PageClient, session: Session):
    data = application_data(name="Syafrizal", csrf_token="lama")

    page = browser.post("/enrolments/new", data=data, status=400)

    assert "terlalu lama terbuka" in page.words
    assert page.form(has="nik").data["name"] == "Syafrizal"
    page.form(has="nik").submit("Periksa jawaban", follow=True).form("/submission").submit()
    assert count(session, Enrolment) == 1


def test_a_form_sent_after_the_session_ended_waits_behind_the_login(
    browser: PageClient, agent: User, session: Session
):
    form = browser.get("/enrolments/new").form(has="nik").fill(typed(name="Syafrizal"))
    browser.get("/").form("/logout").submit()

    login = form.submit("Periksa jawaban", status=302)
    assert login.target.startswith("/login")
    signed_in = (
        login.follow()
        .form(has="identifier")
        .fill(identifier=agent.email, password="gendong-demo")
        .submit(follow=True)
    )

    assert signed_in.form(has="nik").data["name"] == "Syafrizal"
    assert "masih ada" in signed_in.words
    assert count(session, ParkedForm) == 0
    assert count(session, Enrolment) == 0


def test_what_another_site_sends_is_not_parked_in_place_of_our_cookie(client: PageClient, session: Session):
    elsewhere = {"Sec-Fetch-Site": "cross-site"}

    answer = client.post("/enrolments/new", data={"name": "Syafrizal"}, headers=elsewhere, status=302)

    assert "Set-Cookie" not in answer.headers
    assert count(session, ParkedForm) == 0


def test_a_parked_form_is_given_once_and_not_for_ever(session: Session):
    key = parking.park({"name": "Syafrizal"})
    assert key is not None
    assert parking.fetch(key) == {"name": "Syafrizal"}
    assert parking.fetch(key) is None
    assert parking.fetch("anything") is None


def test_a_parked_form_runs_out(session: Session, time_machine):
    key = parking.park({"name": "Syafrizal"})
    time_machine.move_to(now() + timedelta(hours=1, seconds=1))

    assert parking.fetch(key or "") is None


@pytest.mark.parametrize(
    "content", [{str(n): "" for n in range(200)}, {"name": "x" * 5000}], ids=["fields", "length"]
)
def test_a_stranger_cannot_park_a_flood(session: Session, content: dict[str, str]):
    assert parking.park(content) is None


def test_one_address_parks_no_flood(app, session: Session):
    stranger = PageClient(app)
    for _ in range(25):
        stranger.post("/enrolments/new", data={"name": "Syafrizal"}, status=302)

    assert count(session, ParkedForm) == 20
