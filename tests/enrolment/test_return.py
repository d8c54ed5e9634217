"""What comes back to its agent: why, and the way to send it again."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.enrolment.models import Enrolment, EnrolmentMove, EnrolmentState, ReturnReason, SecondContent
from tests.factories import AgentFactory, EnrolmentFactory, SupervisorFactory
from tests.pages import PageClient


@pytest.fixture
def returned(agent: User, session: Session) -> Enrolment:
    supervisor = SupervisorFactory(branch=agent.branch, name="Sri Wahyuni")
    enrolment = EnrolmentFactory(agent=agent, name="Yusmanidar")
    enrolment.send_back(
        supervisor, ReturnReason.DATA_DIFFERS, "Lihat lagi KTP-nya.", {"name": "Ada huruf kurang."}
    )
    session.commit()
    return enrolment


def test_home_shows_what_came_back_and_why(browser: PageClient, returned: Enrolment):
    home = browser.get("/")

    assert "Isian berbeda dengan KTP" in home.main
    assert "Lihat lagi KTP-nya." in home.main


def test_the_form_to_correct_shows_every_note_and_what_was_typed(browser: PageClient, returned: Enrolment):
    page = browser.get("/").click("Yusmanidar")

    assert "Ada huruf kurang." in page.main
    assert "Sri Wahyuni" in page.main
    data = page.form(has="nik").data
    assert (data["name"], data["nik"]) == ("Yusmanidar", returned.nik.digits)


def test_a_corrected_one_waits_again_at_the_end_of_the_queue(
    browser: PageClient, returned: Enrolment, session: Session
):
    before = returned.waiting_since
    form = browser.get(f"/enrolments/{returned.id}/edit").form(has="nik").fill(name="Yusmanidar Koto")

    form.submit("Periksa jawaban", follow=True).form("/submission").submit()

    session.refresh(returned)
    assert (returned.state, returned.name) == (EnrolmentState.SUBMITTED, "Yusmanidar Koto")
    assert returned.waiting_since > before
    assert returned.returned_by is not None  # so that it goes back to the same supervisor


def test_a_version_from_before_another_change_is_refused(
    browser: PageClient, returned: Enrolment, session: Session
):
    form = browser.get(f"/enrolments/{returned.id}/edit").form(has="nik")
    returned.work_place = "Tempat lain"
    session.commit()

    check = form.submit("Periksa jawaban", follow=True).form("/submission")
    check.data["version"] = "1"
    check.submit(status=409)

    session.refresh(returned)
    assert returned.state == EnrolmentState.RETURNED


def test_an_autosaved_correction_is_there_again(browser: PageClient, returned: Enrolment):
    form = browser.get(f"/enrolments/{returned.id}/edit").form(has="nik").fill(name="Yusmaniwati")
    browser.post("/enrolments/autosave", data=form.data)

    page = browser.get(f"/enrolments/{returned.id}/edit")

    assert page.form(has="nik").data["name"] == "Yusmaniwati"
    assert "Ada huruf kurang." in page.main


def test_the_second_content_can_be_taken_when_it_comes_back(
    browser: PageClient, returned: Enrolment, session: Session
):
    second = SecondContent(
        enrolment_id=returned.id,
        digest="1" * 64,
        content={"name": "Nama Kedua"},
        received_at=now(),
        received_from_id=returned.agent_id,
    )
    session.add(second)
    session.commit()

    page = browser.get(f"/enrolments/{returned.id}/edit?second={second.id}")

    assert page.form(has="nik").data["name"] == "Nama Kedua"


@pytest.mark.parametrize("state", [state for state in EnrolmentState if state != EnrolmentState.RETURNED])
def test_only_a_returned_one_can_be_corrected(browser: PageClient, agent: User, state: EnrolmentState):
    enrolment = EnrolmentFactory(agent=agent, state=state)

    browser.get(f"/enrolments/{enrolment.id}/edit", status=404)

    assert enrolment.state == state


def test_another_agents_is_nobodys_business(
    returned: Enrolment, session: Session, signed_in_client: Callable[[User], PageClient]
):
    other = signed_in_client(AgentFactory(branch=returned.branch))

    told = [other.get(f"/enrolments/{returned.id}{path}", status=404) for path in ("", "/edit")]

    assert not any(returned.name in page.get_data(as_text=True) for page in told)


@pytest.mark.parametrize(
    ("state", "may"),
    [
        (EnrolmentState.SUBMITTED, True),
        (EnrolmentState.RETURNED, True),
        (EnrolmentState.APPROVED, False),
        (EnrolmentState.REJECTED, False),
        (EnrolmentState.WITHDRAWN, False),
    ],
)
def test_an_undecided_one_can_be_taken_back(
    browser: PageClient, agent: User, session: Session, state: EnrolmentState, may: bool
):
    enrolment = EnrolmentFactory(agent=agent, state=state)
    token = browser.csrf_token("/enrolments/new")

    browser.post(
        f"/enrolments/{enrolment.id}/withdrawal", data={"csrf_token": token}, status=303 if may else 409
    )

    session.refresh(enrolment)
    assert enrolment.state == (EnrolmentState.WITHDRAWN if may else state)


def test_the_own_list_is_searched_by_name_number_and_last_digits(browser: PageClient, agent: User):
    wanted = EnrolmentFactory(agent=agent, name="Zulkifli Sikumbang", number="7K3M-9QXA")
    EnrolmentFactory(agent=agent, name="Orang Lain")

    for words in ("zulk", "sikum", "7k3m-9qxa", wanted.nik.tail):
        page = browser.get("/enrolments", query_string={"q": words})
        assert "Zulkifli Sikumbang" in page.main, words
        assert "Orang Lain" not in page.main, words


def test_the_list_has_pages_without_gap_or_repeat(browser: PageClient, agent: User):
    names = {f"Pekerja {n:02d}" for n in range(33)}
    at = now()
    for name in names:
        EnrolmentFactory(agent=agent, name=name, received_at=at)

    first = browser.get("/enrolments")
    second = first.click("Berikutnya")

    shown = [text for page in (first, second) for text, _ in page.links() if text in names]
    assert sorted(shown) == sorted(names)


def test_history_tells_who_did_what(browser: PageClient, returned: Enrolment, session: Session):
    page = browser.get(f"/enrolments/{returned.id}")

    assert "Dikembalikan: Isian berbeda dengan KTP" in page.main
    assert len(session.scalars(select(EnrolmentMove)).all()) == 2
