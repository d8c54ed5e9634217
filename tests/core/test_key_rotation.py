"""Changing the keys while there is data: nothing is lost, nothing is found twice, and the old key may go."""

from uuid import uuid4

import pytest
from sqlalchemy import LargeBinary, column, select, table, text
from sqlalchemy.exc import DatabaseError

from agentapp.accounts.identifiers import parse_identifier
from agentapp.accounts.models import User
from agentapp.accounts.service import named
from agentapp.core import encryption
from agentapp.core.clock import now
from agentapp.core.columns import EncryptedJson, EncryptedNik, EncryptedText, KeyedHash
from agentapp.core.db import Base, sessions
from agentapp.core.encryption import (
    ID_BYTES,
    Keyring,
    UnknownKey,
    keyed_hash,
    keyed_hashes,
    new_key,
    use_keyring,
)
from agentapp.core.history import APPEND_ONLY
from agentapp.core.key_rotation import RowsInUse, rotate
from agentapp.enrolment.models import Enrolment, EnrolmentMove, EnrolmentState
from agentapp.enrolment.unsent import Draft
from agentapp.metadata import metadata
from agentapp.review.models import ReviewEvent, ReviewEventKind
from agentapp.workers.models import Worker
from tests.conftest import FIELD_KEYS
from tests.factories import AgentFactory, EnrolmentFactory, SupervisorFactory, WorkerFactory

NEW = new_key()
ENCRYPTED = (EncryptedText, EncryptedNik, EncryptedJson)


@pytest.fixture
def keys(keyring):
    """Make these the keys in use; the tests' own come back afterwards."""

    def keys(*texts: str) -> Keyring:
        ring = Keyring.parse(",".join(texts))
        use_keyring(ring)
        sessions.remove()
        return ring

    yield keys
    use_keyring(keyring)


@pytest.fixture
def people(session):
    """A worker with an heir, an application with notes in its histories, a draft, an agent with a phone."""
    phone = "+6281234567890"
    agent = AgentFactory(email="agen@contoh.id", phone=phone, phone_hash=keyed_hash(phone, "user_phone"))
    worker = WorkerFactory(agent=agent)
    enrolment, supervisor = EnrolmentFactory(agent=agent, email="budi@contoh.id"), SupervisorFactory()
    session.add_all(
        [
            move(enrolment, supervisor),
            ReviewEvent(
                enrolment_id=enrolment.id,
                kind=ReviewEventKind.NOTED,
                by_id=supervisor.id,
                at=now(),
                note="rahasia",
            ),
            Draft(
                submission_id=uuid4(),
                agent_id=agent.id,
                content={"name": "Siti"},
                created_at=now(),
                updated_at=now(),
            ),
        ]
    )
    session.commit()
    return {"agent": agent.id, "worker": (worker.id, worker.nik), "enrolment": (enrolment.id, enrolment.nik)}


def move(enrolment, supervisor):
    return EnrolmentMove(
        enrolment_id=enrolment.id,
        verb="send_back",
        source=EnrolmentState.SUBMITTED,
        target=EnrolmentState.RETURNED,
        by_id=supervisor.id,
        at=now(),
        note="KTP tidak terbaca",
        field_notes={"nik": "beda satu angka"},
    )


def key_ids() -> set[bytes]:
    """The ids of the keys under which anything lies in the database."""
    found: set[bytes] = set()
    for each in metadata.sorted_tables:
        for name in [col.name for col in each.columns if isinstance(col.type, ENCRYPTED)]:
            raw = (
                select(column(name, LargeBinary))
                .select_from(table(each.name))
                .where(text(f"{name} IS NOT NULL"))
            )
            found |= {bytes(value)[:ID_BYTES] for value in sessions().scalars(raw)}
    sessions().rollback()
    return found


def test_everything_lies_under_the_newest_key_and_the_old_one_may_go(people, keys):
    ring = keys(NEW, FIELD_KEYS)

    assert rotate(metadata, ring) > 0

    assert key_ids() == {ring.newest_id}
    keys(NEW)
    session = sessions()
    worker = session.get(Worker, people["worker"][0])
    enrolment = session.get(Enrolment, people["enrolment"][0])
    assert worker.nik == people["worker"][1]
    assert worker.heirs[0].name
    assert enrolment.email == "budi@contoh.id"
    assert session.scalars(select(ReviewEvent.note)).one() == "rahasia"
    returned = session.scalars(select(EnrolmentMove).where(EnrolmentMove.verb == "send_back")).one()
    assert (returned.note, returned.field_notes) == ("KTP tidak terbaca", {"nik": "beda satu angka"})
    assert session.scalars(select(Draft)).one().content == {"name": "Siti"}


def test_whoever_was_found_is_found_before_while_and_after(people, keys):
    def found() -> bool:
        session = sessions()
        agent = named(session, parse_identifier("agen@contoh.id"))
        by_phone = named(session, parse_identifier("0812-3456-7890"))
        nik = people["worker"][1]
        worker = session.scalar(select(Worker.id).where(Worker.nik_hash.in_(keyed_hashes(nik.digits, "nik"))))
        tail = session.scalars(
            select(Worker.id).where(Worker.nik_tail_hash.in_(keyed_hashes(nik.tail, "nik_tail")))
        )
        wanted = people["worker"][0]
        return agent is not None and agent == by_phone and worker == wanted and wanted in tail.all()

    ring = keys(NEW, FIELD_KEYS)
    assert found()
    rotate(metadata, ring)
    assert found()
    keys(NEW)
    assert found()


def test_a_second_run_changes_nothing(people, keys):
    ring = keys(NEW, FIELD_KEYS)
    rotate(metadata, ring)

    assert rotate(metadata, ring) == 0


def test_an_interrupted_run_is_taken_up_where_it_stopped(people, keys):
    ring = keys(NEW, FIELD_KEYS)
    first = [each for each in metadata.sorted_tables if each.name == "users"]
    done = rotate(_Only(first), ring)

    rest = rotate(metadata, ring)

    assert done == 2
    assert rest > 0
    assert key_ids() == {ring.newest_id}


def test_a_hash_that_was_copied_under_the_old_key_is_made_anew(people, keys):
    old = keyed_hash(people["worker"][1].digits, "nik")
    ring = keys(NEW, FIELD_KEYS)
    rotate(metadata, ring)
    sessions().get(Worker, people["worker"][0]).nik_hash = old
    sessions().commit()

    assert rotate(metadata, ring) == 1


def test_who_has_no_number_gets_no_hash_of_none(session, keys):
    """Two of them would be one and the same."""
    nobody = [AgentFactory(phone="", phone_hash=None).id for _ in range(2)]
    rotate(metadata, keys(NEW, FIELD_KEYS))

    kept = sessions().execute(select(User.phone, User.phone_hash).where(User.id.in_(nobody))).all()
    assert kept == [("", None), ("", None)]


def test_histories_are_closed_again_afterwards(people, keys):
    rotate(metadata, keys(NEW, FIELD_KEYS))

    for name in APPEND_ONLY:
        some = sessions().execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
        sessions().rollback()
        if some:
            with pytest.raises(DatabaseError, match="append-only"):
                sessions().execute(text(f"DELETE FROM {name}"))
            sessions().rollback()


def test_more_rows_than_one_batch_are_all_rewritten(session, keys, monkeypatch):
    monkeypatch.setattr("agentapp.core.key_rotation.BATCH", 3)
    workers = [WorkerFactory() for _ in range(8)]
    session.commit()
    wanted = {worker.id: worker.nik for worker in workers}
    ring = keys(NEW, FIELD_KEYS)

    rotate(metadata, ring)

    assert key_ids() == {ring.newest_id}
    keys(NEW)
    assert {worker.id: worker.nik for worker in sessions().scalars(select(Worker))} == wanted


def test_a_row_in_use_is_left_for_the_next_run_and_the_others_are_done(people, keys, app, monkeypatch):
    engine = app.extensions["gendong_engine"]
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer at a time: nothing is in use by another")
    monkeypatch.setattr("agentapp.core.key_rotation.PASSES", 2)
    monkeypatch.setattr("agentapp.core.key_rotation.PAUSE", 0)
    ring = keys(NEW, FIELD_KEYS)
    with engine.begin() as other:
        other.execute(text("SELECT id FROM users WHERE role = 'agent' FOR UPDATE"))
        with pytest.raises(RowsInUse):
            rotate(metadata, ring)

    rotate(metadata, ring)
    assert key_ids() == {ring.newest_id}


def test_a_key_that_is_gone_stops_it_before_anything_is_lost(people, keys):
    ring = keys(NEW)

    with pytest.raises(UnknownKey):
        rotate(metadata, ring)

    keys(FIELD_KEYS)
    assert sessions().get(Worker, people["worker"][0]).nik == people["worker"][1]


def test_somebody_taken_in_while_both_keys_are_known_cannot_be_taken_in_twice(people, keys):
    keys(NEW, FIELD_KEYS)

    other = named(sessions(), parse_identifier("AGEN@contoh.id"))

    assert other is not None
    assert other.email_hash != keyed_hash("agen@contoh.id", "user_email")


def test_every_hash_names_an_encrypted_column_beside_it():
    for mapper in Base.registry.mappers:
        columns = mapper.local_table.columns
        for each in [col for col in columns if isinstance(col.type, KeyedHash)]:
            assert isinstance(columns[each.type.source].type, ENCRYPTED)


def test_every_column_that_looks_like_a_keyed_hash_is_declared_as_one():
    plain = {
        "token_hash",
        "password_hash",
        "consent_hash",
        "body_hash",
    }  # of nothing that is encrypted beside
    hashes = {
        f"{each.name}.{col.name}"
        for each in metadata.sorted_tables
        for col in each.columns
        if col.name.endswith("_hash") and col.name not in plain and not isinstance(col.type, KeyedHash)
    }

    assert hashes == set()


def test_the_command_says_how_many_rows_it_rewrote(app, people):
    result = app.test_cli_runner().invoke(args=["keys", "rotate", "--json"])

    assert (result.exit_code, result.stdout.strip()) == (0, '{"rewritten": 0, "photos": 0, "files": 0}')


def test_a_new_key_can_be_put_into_the_settings(app, session):
    printed = app.test_cli_runner().invoke(args=["keys", "new"]).stdout.strip()

    assert Keyring.parse(printed).newest_id != encryption.keyring().newest_id


class _Only:
    """A part of the tables: what a run had reached when it was interrupted."""

    def __init__(self, tables) -> None:
        self.sorted_tables = tables
