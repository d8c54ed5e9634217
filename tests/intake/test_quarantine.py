"""What could not be placed: tried again, thrown away with a reason, erased; by an administrator alone."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import select

from agentapp.core.clock import now
from agentapp.core.errors import IllegalMove
from agentapp.enrolment.models import Enrolment
from agentapp.enrolment.unsent import Draft
from agentapp.intake import quarantine, versions
from agentapp.intake.held import HeldMove, HeldReason, HeldSending, HeldState
from agentapp.intake.models import ServerKey
from agentapp.intake.signing import make_ticket
from agentapp.intake.versions import Replaced
from tests.factories import AdminFactory, AgentFactory
from tests.factories.intake import HeldFactory
from tests.intake.phone import person, seal


@pytest.fixture
def admin(session):
    return AdminFactory()


@pytest.fixture
def desk(admin, signed_in_client):
    return signed_in_client(admin)


def open_one(desk):
    return desk.get("/admin/quarantine").click("Disegel dengan kunci yang tidak dikenal")


def test_what_was_sealed_for_a_lost_key_is_placed_once_the_key_is_back(phone, desk, admin, session, agent):
    sent = person(nik="1303", name="Orang Yang Tidak Tampak")
    sealed = seal(json.dumps(sent).encode(), phone.get("/keys").json)
    lost = [
        {column.name: getattr(key, column.name) for column in ServerKey.__table__.columns}
        for key in session.scalars(select(ServerKey))
    ]
    for key in session.scalars(select(ServerKey)):
        session.delete(key)
    session.commit()
    phone.put_body(sent["submission_id"], sealed, 202)

    page = open_one(desk)
    assert sent["name"] not in page.words
    page = page.form("/retry").submit(status=303).follow()
    assert "Belum berhasil" in page.words
    session.add_all([ServerKey(**facts) for facts in lost])
    page = page.form("/retry").submit(status=303).follow()

    assert "sudah masuk" in page.words
    assert session.scalars(select(Draft)).one().agent_id == agent.id
    held = session.scalars(select(HeldSending)).one()
    moves = session.scalars(select(HeldMove).order_by(HeldMove.at)).all()
    assert held.state == HeldState.PLACED
    assert [(move.verb, move.by) for move in moves] == [("retry", admin), ("place", admin)]


def test_it_is_thrown_away_with_a_reason_and_erased_30_days_later(desk, admin, session):
    HeldFactory(reason=HeldReason.UNKNOWN_KEY)
    page = open_one(desk)
    assert page.form("/discard").submit(status=422).error_of("note")

    page.form("/discard").fill(note="HP agen hilang").submit(status=303)

    held = session.scalars(select(HeldSending)).one()
    move = session.scalars(select(HeldMove)).one()
    assert (held.state, move.by, move.note) == (HeldState.DISCARDED, admin, "HP agen hilang")
    assert quarantine.erase_old(now() + timedelta(days=29)) == 0
    assert quarantine.erase_old(now() + timedelta(days=31)) == 1
    session.expire_all()
    assert (held.body, held.state) == (None, HeldState.DISCARDED)


def test_what_waits_for_a_person_is_never_erased(session):
    HeldFactory()

    assert quarantine.erase_old(now() + timedelta(days=4000)) == 0


@pytest.mark.parametrize("verb", ["retry", "place", "discard"])
@pytest.mark.parametrize("state", ["placed", "discarded"])
def test_what_was_decided_stays_so(admin, session, state, verb):
    held = HeldFactory(state=state, closed_at=now())
    given = {"retry": (HeldReason.TICKET,), "place": (), "discard": ("x",)}[verb]

    with pytest.raises(IllegalMove):
        getattr(held, verb)(admin, *given)

    assert held.state == state


def test_the_list_goes_on_page_by_page(desk, session, monkeypatch):
    monkeypatch.setattr(quarantine, "PAGE", 2)
    HeldFactory.create_batch(3)

    page = desk.get("/admin/quarantine")
    assert sum("/admin/quarantine/" in href for _, href in page.links()) == 2
    assert sum("/admin/quarantine/" in href for _, href in page.click("Berikutnya").links()) == 1
    assert "Tidak ada kiriman" in desk.get("/admin/quarantine?state=placed").words


OLD = (
    Replaced("a", now() - timedelta(days=200), lambda texts: {**texts, "work_place": texts["kerja"]}),
    Replaced("b", now() - timedelta(days=50), lambda texts: {**texts, "address": texts["alamat"]}),
)


@pytest.fixture
def old_forms(monkeypatch):
    monkeypatch.setattr(versions, "HISTORY", OLD)


def test_an_older_form_is_read_as_todays(phone, session, old_forms):
    sent = person(alamat="Jorong Lama") | {"form_version": "b", "address": ""}
    first = phone.put(sent, 201).data

    assert session.scalars(select(Enrolment)).one().address == "Jorong Lama"
    assert phone.put(sent, 200).data == first


def test_a_form_replaced_long_ago_is_kept_and_an_administrator_can_still_place_it(
    phone, desk, session, old_forms
):
    sent = person(alamat="Jorong Lama", kerja="Sawah") | {
        "form_version": "a",
        "address": "",
        "work_place": "",
    }

    told = phone.put(sent, 426).json
    assert told["code"] == "form_too_old"
    assert told["quarantine_id"]
    desk.get(f"/admin/quarantine/{told['quarantine_id']}").form("/retry").submit(status=303)

    enrolment = session.scalars(select(Enrolment)).one()
    assert (enrolment.address, enrolment.work_place) == ("Jorong Lama", "Sawah")
    assert phone.put(sent, 200)


def test_a_ticket_that_ran_out_before_is_for_a_person_to_judge(app, phone, phone_of, desk, session, agent):
    with time_machine.travel(now() - timedelta(days=100), tick=False):
        ticket = make_ticket(agent.id, phone.id)
    sent = person(ticket=ticket)
    held = phone_of(AgentFactory()).put(sent, 202).json["quarantine_id"]

    desk.get(f"/admin/quarantine/{held}").form("/retry").submit(status=303)

    assert session.scalars(select(Enrolment)).one().author == agent


def told_of(phone, submission_id):
    return [each for each in phone.changes()["changes"] if each["submission_id"] == submission_id]


def test_the_phone_is_told_that_it_was_thrown_away_and_why(phone, phone_of, desk):
    key = str(uuid4())
    held = phone.put_body(key, b"not.a.seal", 202).json["quarantine_id"]
    assert told_of(phone, key) == []

    page = desk.get(f"/admin/quarantine/{held}")
    page.form("/discard").fill(note="Segel rusak di jalan").submit(status=303)

    (told,) = told_of(phone, key)
    assert (told["state"], told["note"], told["quarantine_id"]) == ("discarded", "Segel rusak di jalan", held)
    assert (told["enrolment_id"], told["number"]) == (None, None)
    assert told_of(phone_of(AgentFactory()), key) == []


def test_the_phone_is_told_that_it_was_taken_in_after_all(phone_of, desk, agent, session):
    with time_machine.travel(now() - timedelta(days=100), tick=False):
        ticket = make_ticket(agent.id, uuid4())
    sent, sender = person(ticket=ticket), phone_of(AgentFactory())
    held = sender.put(sent, 202).json["quarantine_id"]
    desk.get(f"/admin/quarantine/{held}").form("/retry").submit(status=303)

    enrolment = session.scalars(select(Enrolment)).one()
    told = {each["state"]: each for each in told_of(sender, sent["submission_id"])}
    assert set(told) == {"placed", "submitted"}
    assert (told["placed"]["enrolment_id"], told["placed"]["number"]) == (str(enrolment.id), enrolment.number)


def test_the_phone_is_told_where_it_is_to_be_corrected(phone, desk, session, old_forms):
    sent = person(name="") | {"form_version": "a", "alamat": "Jorong Lama", "kerja": "Sawah"}
    held = phone.put(sent, 426).json["quarantine_id"]
    desk.get(f"/admin/quarantine/{held}").form("/retry").submit(status=303)

    (told,) = told_of(phone, sent["submission_id"])
    draft = session.scalars(select(Draft)).one()
    assert (told["state"], told["draft_url"]) == ("to_correct", f"/enrolments/{draft.id}/edit")
