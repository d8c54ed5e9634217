"""`flask worker` as a process: it does what lies there, ends when told, and leaves nothing undone when killed."""

import signal
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from agentapp.core import outbox
from agentapp.core.clock import now
from agentapp.core.db import sessions, transaction
from agentapp.core.outbox import Notice, Recipient
from agentapp.core.outbox_entry import EntryState, OutboxEntry
from agentapp.core.sweeping import LEASE


@pytest.fixture(autouse=True)
def queue_beside_the_database(commands, database_kind):
    """Workers on several machines share a PostgreSQL; on one they share a file."""
    if database_kind == "postgresql":
        commands.more["QUEUE_URL"] = commands.database_url


def put(*keys):
    with transaction() as session:
        for key in keys:
            outbox.put(
                session,
                Notice(
                    key=key, kind="test", to=Recipient(email="a@b.id"), language="id", subject="s", text="t"
                ),
            )


def sent() -> int:
    sessions.remove()
    return sessions.scalar(select(func.count()).where(OutboxEntry.state == EntryState.SENT)) or 0


def test_two_at_once_send_each_notice_once_and_end_when_told(commands):
    put(*map(str, range(40)))
    workers = [commands.start("worker") for _ in range(2)]

    commands.wait_until(lambda: sent() == 40)
    commands.wait_until(lambda: commands.log.count("worker_started") == 2)
    for worker in workers:
        worker.send_signal(signal.SIGTERM)

    assert [worker.wait(30) for worker in workers] == [0, 0]
    sessions.remove()
    assert set(sessions.scalars(select(OutboxEntry.attempts))) == {1}
    assert commands.log.count('"event": "worker_stopped"') == 2
    assert "Traceback" not in commands.log
    assert "a@b.id" not in commands.log


def test_another_worker_takes_up_what_a_killed_one_left(commands):
    killed = commands.start("worker")
    commands.wait_until(lambda: "worker_started" in commands.log)
    killed.kill()
    killed.wait()
    put("one")
    with transaction() as session:
        session.scalars(select(OutboxEntry)).one().claim(now() - LEASE - timedelta(minutes=1))

    commands.start("worker")

    commands.wait_until(lambda: state() != EntryState.SENDING)
    assert state() in (EntryState.FAILED_FOR_NOW, EntryState.SENT)


def state() -> EntryState:
    sessions.remove()
    return sessions.scalars(select(OutboxEntry.state)).one()
