"""What phones are told afterwards: moves, arrivals, missing photos; keys, phones, reference, reports, a restore."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import select

from agentapp.core.clock import now
from agentapp.core.period import Month
from agentapp.enrolment.models import Enrolment, ReturnReason
from agentapp.intake import feed, jobs, keys, reports
from agentapp.intake.models import KeyUse, Life, Phone, ProblemReport, ServerKey
from agentapp.programmes.kinds import FundingKind, Programmes, Sector
from agentapp.programmes.rulebook import contribution, current_rulebook
from agentapp.review import service as review
from tests.factories import AgentFactory, EnrolmentFactory, FundFactory, SupervisorFactory
from tests.intake.phone import digest, person, seal


def told_twice(phone, cursor):
    return [change["id"] for change in phone.changes(cursor)["changes"]]


def test_a_phone_learns_what_was_decided_with_the_reason(phone, session):
    received = phone.put(person(ktp_photo="a" * 64), 201).json
    enrolment = session.scalars(select(Enrolment)).one()
    review.send_back(SupervisorFactory(), enrolment.id, ReturnReason.PHOTO_UNREADABLE, "Foto buram")

    told = phone.changes()

    arrived, returned = told["changes"]
    assert not told["more"]
    for name in ("submission_id", "enrolment_id", "number", "received_at", "digest"):
        assert arrived[name] == returned[name] == received[name]
    assert (arrived["state"], returned["state"]) == ("submitted", "returned")
    assert (returned["reason"], returned["note"]) == ("photo_unreadable", "Foto buram")
    assert returned["awaits"] == ["a" * 64]


def test_two_minutes_are_told_again_and_then_no_more(phone):
    phone.put(person(), 201)
    first = phone.changes()
    assert told_twice(phone, first["cursor"]) == [first["changes"][0]["id"]]

    with time_machine.travel(now() + timedelta(minutes=5), tick=False):
        later = phone.changes(first["cursor"])["cursor"]
        assert told_twice(phone, later) == []


def test_many_changes_come_in_pages_each_exactly_once_on_the_way(phone, agent, monkeypatch):
    monkeypatch.setattr(feed, "PAGE", 2)
    EnrolmentFactory.create_batch(5, agent=agent)
    seen, cursor, more = [], "", True
    while more:
        told = phone.changes(cursor)
        seen += [change["enrolment_id"] for change in told["changes"]]
        cursor, more = told["cursor"], told["more"]

    assert len(seen) == len(set(seen)) == 5


def test_who_sent_for_another_learns_that_it_arrived_and_nothing_more(phone, phone_of, session):
    other = phone_of(AgentFactory())
    other.put(person(ticket=phone.tell()["ticket"]), 201)
    enrolment = session.scalars(select(Enrolment)).one()
    review.reject(SupervisorFactory(), enrolment.id, ReturnReason.OTHER, "Rahasia")

    told = other.changes()["changes"]

    assert [(change["state"], change["note"], change["awaits"]) for change in told] == [
        ("submitted", None, [])
    ]
    assert len(phone.changes()["changes"]) == 2
    assert phone_of(AgentFactory()).changes()["changes"] == []


@pytest.mark.parametrize("cursor", ["x", "a~b~c", "~~", "%00"])
def test_a_broken_cursor_begins_at_the_beginning(phone, cursor):
    phone.put(person(), 201)

    assert len(phone.changes(cursor)["changes"]) == 1


def test_a_ping_echoes_its_nonce(client):
    page = client.get("/api/v1/ping?nonce=a%20b")

    assert page.json["nonce"] == "a b"
    assert len(page.json["version"]) == 10
    assert page.headers["Cache-Control"] == "no-store"


def test_a_new_sealing_key_ripens_before_phones_use_it_and_old_ones_still_open(phone, session):
    told = phone.get("/keys").json
    sent = person()
    sealed = seal(json.dumps(sent).encode(), told)
    with time_machine.travel(now() + timedelta(days=91), tick=False):
        assert jobs.sweep()["keys"] == 1
        assert (phone_keys := keys.offered())["current"] == told["current"]
        assert len(phone_keys["keys"]) == 2
    with time_machine.travel(now() + timedelta(days=94), tick=False):
        assert keys.offered()["current"] != told["current"]

    phone.put_body(sent["submission_id"], sealed, 201)
    assert keys.renew(sealing_now=True) == 1
    assert keys.offered()["current"] not in {key["kid"] for key in told["keys"]}
    kept = session.scalars(select(ServerKey).where(ServerKey.use == KeyUse.SEAL)).all()
    assert not [key for key in kept if '"d"' in key.public]


def test_a_phone_tells_how_it_is_and_gets_what_it_needs(phone, agent, session):
    ahead = (now() + timedelta(days=730)).isoformat()

    told = phone.tell(
        now=ahead, waiting=3, oldest_at=now().isoformat(), needs_fix=1, last_error="net_timeout"
    )

    row = session.scalars(select(Phone)).one()
    assert (row.phone_id, row.person, row.waiting, row.needs_fix) == (phone.id, agent, 3, 1)
    assert abs(told["clock_error_s"] - 730 * 86_400) < 60
    assert told["person"] == {"id": str(agent.id), "name": agent.name}
    assert phone.tell(waiting=0)["life"] == told["life"]
    assert session.scalars(select(Phone.waiting)).all() == [0]


@pytest.mark.parametrize(
    "wrong", [{"now": "besok"}, {"waiting": -1}, {"last_error": "Siti Aminah 1303"}, {"nama": "Siti"}]
)
def test_a_phone_tells_no_words(phone, session, wrong):
    assert phone.tell(422, **wrong)["code"] == "wrong_shape"
    assert session.scalars(select(Phone)).all() == []


def test_reference_files_are_small_keep_for_ever_and_say_what_the_server_says(phone, session):
    fund = FundFactory()
    offered = phone.tell()["reference"]
    files = {name: phone.get(each["url"].removeprefix("/api/v1")) for name, each in offered.items()}

    assert set(files) == {"occupations", "rates"} | {
        f"{kind}-{code}" for kind in ("villages", "funds") for code in ("13.02", "13.03")
    }
    assert all("immutable" in page.headers["Cache-Control"] for page in files.values())
    assert fund.code in {each["code"] for each in files["funds-13.03"].json}
    assert all(offered[name]["size"] == len(page.data) for name, page in files.items())
    village = files["villages-13.03"].json["districts"][0]["villages"][0]
    assert village[0].startswith("13.03.")
    rates, month = files["rates"].json, Month.of(now().date()) + 5
    place = rates["table_of"]["csr.transport.jkk_jkm_jht"]
    bracket = sum(income <= 2_000_000 for income in rates["brackets"][5]) - 1
    asked = {"sector": Sector.TRANSPORT, "funding": FundingKind.CSR, "programmes": Programmes.JKK_JKM_JHT}
    owed = contribution(current_rulebook(session()), income=2_000_000, month=month, **asked)
    assert rates["tables"][place][5][bracket] == owed.total


@pytest.mark.parametrize(
    "name", ["rates/x", "villages/x", "villages-99.99/x", "villages-13/x", "rates-13.03/x"]
)
def test_a_reference_file_that_is_not_there_is_404(phone, name):
    refused = phone.get(f"/reference/{name}", 404)

    assert refused.json["code"] == "not_found", refused.json


def test_a_problem_is_told_in_codes_and_numbers_and_forgotten_after_90_days(phone, session):
    line = {"at": now().isoformat(), "code": "idb_closed", "n": 3}
    report = {"phone_id": str(phone.id), "version": "0123456789", "lines": [line]}
    phone.send_json("POST", "/reports", report, 201)
    for wrong in ({**line, "code": "Nama Orang"}, {**line, "teks": "Siti"}):
        phone.send_json("POST", "/reports", {**report, "lines": [wrong]}, 422)

    assert json.loads(session.scalars(select(ProblemReport.lines)).one()) == [line]
    assert reports.forget_old(now() + timedelta(days=91)) == 1


def test_a_database_older_than_its_file_begins_a_new_life(phone, session):
    before = phone.tell()["life"]
    phone.put(person(), 201)
    cursor = phone.changes()["cursor"]
    assert jobs.beat() == {"lives": 0}

    row = session.get(Life, 1)
    row.beat -= timedelta(hours=1)
    session.commit()

    assert jobs.beat() == {"lives": 1}
    assert phone.tell()["life"] != before
    assert len(phone.changes(cursor)["changes"]) == 1


def test_a_database_without_its_file_came_from_a_backup(phone, settings):
    before = phone.tell()["life"]
    (settings.data_dir / "life.json").unlink()

    assert jobs.beat() == {"lives": 1}
    assert phone.tell()["life"] != before


def test_after_a_restore_the_server_asks_for_what_it_lacks(phone):
    sent = person()
    here = phone.put(sent, 201).json
    lost = {"submission_id": str(uuid4()), "digest": digest(b"")}
    offer = {"items": [{"submission_id": here["submission_id"], "digest": here["digest"]}, lost, lost]}

    assert phone.send_json("POST", "/offers", offer).json == {"missing": [lost["submission_id"]]}
    phone.send_json("POST", "/offers", {"items": [lost] * 501}, 422)
