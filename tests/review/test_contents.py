"""Two contents under one id: a supervisor decides which stands, and both are kept."""

import pytest
from sqlalchemy import select

from agentapp.core.errors import NotFound
from agentapp.enrolment import photos
from agentapp.enrolment.models import (
    Enrolment,
    EnrolmentMove,
    FlagKind,
    SecondContent,
    SecondReviewerRequired,
)
from agentapp.review import contents, service
from tests.enrolment.conftest import jpeg
from tests.factories import EnrolmentFactory, MamujuFactory, SupervisorFactory
from tests.intake.phone import PhoneClient, digest, person


@pytest.fixture
def phone(agent, signed_in_client):
    return PhoneClient(signed_in_client(agent))


@pytest.fixture
def sent(phone):
    """An application that came twice, the second time with another name and another photo."""
    first = person(name="Isi Pertama", ktp_photo="a" * 64)
    second = {**first, "name": "Isi Kedua", "heirs-0-name": "Ahli Kedua", "ktp_photo": digest(jpeg(300, 200))}
    phone.put(first, 201)
    phone.put(second, 409)
    return first, second


def only(session, model=Enrolment):
    return session.scalars(select(model)).one()


def verbs(session):
    return session.scalars(select(EnrolmentMove.verb).order_by(EnrolmentMove.at)).all()


def choose(browser, session, button):
    page = browser.get(f"/review/{only(session).id}")
    form = next(form for form in page.forms if button == form.data.get("stands"))
    return form.submit(status=303).follow()


def test_the_first_stays_and_the_case_is_clean_of_it(browser, session, sent, supervisor, phone):
    page = choose(browser, session, "first")

    second = only(session, SecondContent)
    assert only(session).name == "Isi Pertama"
    assert FlagKind.SECOND_CONTENT not in {flag.kind for flag in only(session).flags}
    assert (second.settled_by_id, second.content["name"]) == (supervisor.id, "Isi Kedua")
    assert verbs(session) == ["submit", "keep_first"]
    assert "Isi lain yang tidak dipakai" in page.words
    assert phone.put(sent[0], 200)
    assert phone.put(sent[1], 409)


def test_the_second_takes_its_place_with_its_photo_and_the_first_is_kept(browser, session, sent, phone):
    phone.put_photo(jpeg(300, 200), 201)
    first = phone.put(sent[0], 200).data

    page = choose(browser, session, "second")

    enrolment = only(session)
    assert (enrolment.name, enrolment.heirs[0]["name"]) == ("Isi Kedua", "Ahli Kedua")
    assert photos.store().get(enrolment.ktp_photo) == photos.prepare(jpeg(300, 200))
    kept = {each.content["name"] for each in session.scalars(select(SecondContent))}
    assert kept == {"Isi Pertama", "Isi Kedua"}
    assert verbs(session) == ["submit", "take_second"]
    assert enrolment.is_clean
    assert "Isi Pertama" in page.words
    assert phone.put(sent[1], 200).data == phone.put(sent[0], 200).data == first
    assert [change["state"] for change in phone.changes()["changes"]] == ["submitted", "submitted"]


def test_what_was_chosen_stays_chosen_when_the_approval_is_undone(browser, session, sent, supervisor):
    choose(browser, session, "first")
    key = only(session).id
    service.approve(supervisor, key)
    service.undo(supervisor, key)

    assert only(session, SecondContent).settled_at


def test_a_second_content_that_breaks_a_rule_of_today_cannot_stand(browser, session, sent, phone):
    second = only(session, SecondContent)
    other = EnrolmentFactory()
    second.content = second.content | {"nik": other.nik.digits, "contested": ""}
    session.commit()
    page = browser.get(
        f"/review/{session.scalars(select(Enrolment.id).where(Enrolment.name == 'Isi Pertama')).one()}"
    )
    form = next(form for form in page.forms if form.data.get("stands") == "second")

    assert "tidak dapat dipakai" in form.submit(status=409).words
    session.expire_all()
    assert second.settled_at is None
    assert {each.name for each in session.scalars(select(Enrolment))} == {"Isi Pertama", other.name}


def test_who_sent_it_and_other_branches_do_not_choose(session, sent, supervisor):
    enrolment, second = only(session), only(session, SecondContent)
    with pytest.raises(NotFound):
        contents.keep_first(SupervisorFactory(branch=MamujuFactory()), enrolment.id, second.id, None)
    with pytest.raises(SecondReviewerRequired):
        contents.keep_first(sessions_author(session, supervisor, enrolment), enrolment.id, second.id, None)
    assert second.settled_at is None


def sessions_author(session, supervisor, enrolment):
    """A supervisor who sent it in earlier days as an agent."""
    enrolment.author_id = supervisor.id
    session.commit()
    return supervisor
