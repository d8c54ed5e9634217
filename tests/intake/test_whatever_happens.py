"""Whatever happens between phones and server, in whatever order: one enrolment a submission, nothing acknowledged lost.

Answers are lost, the server dies in the middle, another hand sends, the content differs, people decide, the database
becomes an older copy of itself; then the phones offer what they hold receipts for.
"""

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.db import sessions, transaction
from agentapp.core.errors import DomainError
from agentapp.enrolment.models import Enrolment, EnrolmentMove, ReturnReason
from agentapp.enrolment.unsent import Draft
from agentapp.intake import life
from agentapp.intake.models import Receipt
from agentapp.review import service as review
from tests.factories import AgentFactory, SupervisorFactory
from tests.intake.copies import Copies
from tests.intake.phone import person, seal
from tests.support.findings import MEASURED

FATES = ["answered", "answered", "lost", *range(1, 7)]
SEND = st.tuples(st.just("send"), st.integers(0, 9), st.integers(0, 1), st.sampled_from(FATES))
STEPS = st.one_of(
    SEND,
    SEND,
    st.tuples(st.just("fill"), st.integers(0, 1), st.booleans()),
    st.tuples(st.just("edit"), st.integers(0, 9)),
    st.tuples(st.just("decide"), st.integers(0, 9), st.sampled_from(["send_back", "reject"])),
    st.tuples(st.just("copy")),
    st.tuples(st.just("restore")),
)


class Crash(BaseException):
    """The process died here."""


@contextmanager
def dying_at_commit(number):
    """The server dies before its commit with this number, if it comes so far."""
    real, left = Session.commit, [number]

    def commit(self):
        if threading.current_thread().name.startswith("server"):
            left[0] -= 1
            if left[0] == 0:
                raise Crash
        real(self)

    Session.commit = commit
    try:
        yield
    finally:
        Session.commit = real


@dataclass
class Item:
    """What was filled in once: sealed bodies under one id. `wrong`: the first of them breaks a rule."""

    key: str
    owner: int
    content: dict
    wrong: bool
    bodies: list[bytes] = field(default_factory=list)


class World:
    """Two agents with a phone each, and a supervisor. `acked`: the receipts that phones hold, by submission."""

    def __init__(self, phone_of, copies):
        agents = [AgentFactory(), AgentFactory()]
        self.agents = [agent.id for agent in agents]
        self.supervisor = SupervisorFactory().id
        self.phones = [phone_of(agent) for agent in agents]
        self.tickets = [phone.tell()["ticket"] for phone in self.phones]
        self.keys = self.phones[0].get("/keys").json
        self.items, self.acked, self.sent_body = [], {}, {}
        self.copies = copies
        copies.take()

    def take(self, step):
        getattr(self, f"do_{step[0]}")(*step[1:])
        self.check()

    def do_fill(self, owner, wrong):
        content = person(ticket=self.tickets[owner], **({"nik": "12"} if wrong else {}))
        self.items.append(Item(content["submission_id"], owner, content, wrong))
        self._seal(self.items[-1])

    def _seal(self, item):
        item.bodies.append(seal(json.dumps(item.content).encode(), self.keys))

    def _item(self, which):
        return self.items[which % len(self.items)] if self.items else None

    def do_edit(self, which):
        """The same id with other content: a second tab, or a phone restored from its own backup."""
        item = self._item(which)
        if item is not None:
            item.content = item.content | {"address": f"Jorong {len(item.bodies)}"}
            self._seal(item)

    def do_send(self, which, by, fate):
        item = self._item(which)
        if item is not None:
            self._send(item, item.bodies[which % len(item.bodies)], by, fate)

    def _send(self, item, body, by, fate="answered"):
        if isinstance(fate, int):
            try:
                with dying_at_commit(fate):
                    self.phones[by].put_body(item.key, body, status=None)
            except (Crash, AssertionError):
                return  # nobody was told anything
            return
        path, options = f"/submissions/{item.key}", {"data": body, "content_type": "application/jose"}
        answer = self.phones[by].browser.put(f"/api/v1{path}", status=-1, **options)
        assert answer.status_code in ({422} if item.wrong else {200, 201, 409}), answer.data
        if answer.status_code in (200, 201) and fate == "answered":
            assert self.acked.setdefault(item.key, answer.data) == answer.data
            self.sent_body[item.key] = body

    def do_decide(self, which, verb):
        item = self._item(which)
        key = item and sessions.scalar(select(Enrolment.id).where(Enrolment.submission_id == UUID(item.key)))
        if key is not None:
            supervisor = sessions.get(User, self.supervisor)
            try:
                getattr(review, verb)(supervisor, key, ReturnReason.INCOMPLETE, "Lengkapi")
            except DomainError:
                sessions.rollback()

    def do_copy(self):
        self.copies.take()

    def do_restore(self):
        """Back to the copy; phones offer what they hold receipts for, and send again what is missing."""
        self.copies.put_back()
        with transaction() as session:
            life.NewLife.begin().write(session.connection())
        held = [json.loads(told) for told in self.acked.values()]
        offer = {"items": [{name: told[name] for name in ("submission_id", "digest")} for told in held]}
        missing = self.phones[1].send_json("POST", "/offers", offer).json["missing"]
        for item in [item for item in self.items if item.key in missing]:
            del self.acked[item.key]
            self._send(item, self.sent_body[item.key], 1 - item.owner)
        assert not set(missing) - set(self.acked)

    def finish(self):
        """The network is good again: whoever is there sends all there is."""
        for item in self.items:
            for body in item.bodies:
                self._send(item, body, 1 - item.owner)
        self.check()
        right = [item.key for item in self.items if not item.wrong]
        assert set(self.acked) == set(right)
        drafts = {str(key) for key in sessions.scalars(select(Draft.submission_id))}
        assert {item.key for item in self.items if item.wrong} <= drafts

    def enrolments(self):
        """How many there are of what was filled in."""
        keys = [UUID(item.key) for item in self.items]
        return sessions.scalar(select(func.count(Enrolment.id)).where(Enrolment.submission_id.in_(keys)))

    def check(self):
        """What must hold at every moment."""
        sessions.commit()
        sessions.expire_all()
        keys = [UUID(item.key) for item in self.items]
        found = sessions.scalars(select(Enrolment).where(Enrolment.submission_id.in_(keys))).all()
        here = {str(enrolment.submission_id): enrolment for enrolment in found}
        assert set(self.acked) <= set(here)
        assert len(found) == len(here)
        for item in self.items:
            if item.key in here:
                self._check_one(item, here[item.key])

    def _check_one(self, item, enrolment):
        assert enrolment.author_id == enrolment.agent_id == self.agents[item.owner]
        moves = select(func.count()).where(
            EnrolmentMove.enrolment_id == enrolment.id, EnrolmentMove.verb == "submit"
        )
        assert sessions.scalar(moves) == 1
        receipt = sessions.scalars(select(Receipt).where(Receipt.enrolment_id == enrolment.id)).one()
        assert self.acked.get(item.key, receipt.answer.encode()) == receipt.answer.encode()


@pytest.fixture
def taken(database_kind, record_property):
    """How many worlds there were, and steps in them; said at the end of the run."""
    count = {"phones and server": database_kind, "worlds": 0, "steps": 0}
    record_property(MEASURED, count)
    return count


@pytest.mark.long
@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, min_size=12, max_size=40))
def test_there_is_one_enrolment_a_submission_and_nothing_acknowledged_is_lost(
    app, database, phone_of, tmp_path_factory, taken, steps
):
    copies = Copies(database, app.extensions["gendong_engine"], tmp_path_factory.mktemp("copies"))
    world = World(phone_of, copies)
    for step in [("fill", 0, False), ("fill", 1, False), *steps]:
        world.take(step)
        taken["steps"] += 1
    world.finish()
    taken["worlds"] += 1
    assert world.enrolments() == len(world.acked)


def test_the_checks_would_notice_a_lost_enrolment(app, database, phone_of, tmp_path):
    world = World(phone_of, Copies(database, app.extensions["gendong_engine"], tmp_path))
    world.take(("fill", 0, False))
    world.take(("send", 0, 0, "answered"))
    world.copies.put_back()

    with pytest.raises(AssertionError):
        world.check()


def test_a_crash_at_any_commit_leaves_all_or_nothing(app, database, phone_of, tmp_path):
    world = World(phone_of, Copies(database, app.extensions["gendong_engine"], tmp_path))
    for number in range(1, 10):
        for wrong in (False, True):
            world.take(("fill", 0, wrong))
            world.take(("send", len(world.items) - 1, 1, number))

    world.finish()

    assert world.enrolments() == len(world.acked) == 9
