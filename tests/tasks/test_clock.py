"""What a worker does, and when."""

import threading
from datetime import UTC, datetime

import pytest
import time_machine
from huey import MemoryHuey
from sqlalchemy import select

from agentapp.autodebit.attempts import Attempt, AttemptState
from agentapp.contributions.models import Obligation
from agentapp.core.db import sessions
from agentapp.core.outbox_entry import EntryState, OutboxEntry
from agentapp.core.period import Month
from agentapp.tasks.clock import CLOCK, Turn
from agentapp.tasks.worker import Worker
from tests.factories import MandateFactory, ObligationFactory

MORNING = datetime(2026, 12, 1, 2, 30, tzinfo=UTC)
DECEMBER = Month(2026, 12)


@pytest.fixture
def worker(app):
    return Worker(app, MemoryHuey("test", results=False))


def due_at(name: str, text: str) -> bool:
    return bool(CLOCK[name].when(datetime.fromisoformat(text)))


@pytest.mark.parametrize("name", CLOCK)
def test_every_job_may_run_where_there_is_nothing_to_do_and_twice(worker, database, name, told):
    worker.do(name)
    worker.do(name)

    assert not told


def test_a_month_goes_from_the_clock_to_a_notice_in_the_outbox(worker, database, told):
    with time_machine.travel(MORNING, tick=False):
        mandate = MandateFactory()
        ObligationFactory(worker=mandate.worker, month=DECEMBER)
        for name in ("obligations", "prepare_debits", "prepare_debits", "notices"):
            worker.do(name)

    attempt = sessions.scalars(select(Attempt)).one()
    notice = sessions.scalars(select(OutboxEntry).where(OutboxEntry.kind == "debit_ahead")).one()
    assert (attempt.state, attempt.mandate_id) == (AttemptState.NOTIFIED, mandate.id)
    assert notice.state == EntryState.SENT
    assert [line["announced"] for line in told if line["job"] == "prepare_debits"] == [1]


@pytest.mark.parametrize(("day", "months"), [(24, ["2026-11"]), (25, ["2026-11", "2026-12"])])
def test_the_next_month_is_raised_from_the_25th_on(worker, database, day, months):
    with time_machine.travel(datetime(2026, 11, day, 2, tzinfo=UTC), tick=False):
        ObligationFactory(month=Month(2026, 10))
        worker.do("obligations")

    raised = sessions.scalars(select(Obligation.month).where(Obligation.month > Month(2026, 10)))
    assert sorted(map(str, raised)) == months


def test_nothing_is_sent_on_a_day_on_which_banks_rest(worker, database):
    with time_machine.travel(datetime(2026, 11, 22, 3, tzinfo=UTC), tick=False):
        assert not CLOCK["send_debits"].work()


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2026-11-23T21:57", False),
        ("2026-11-23T22:00", True),
        ("2026-11-23T12:57", True),
        ("2026-11-23T13:00", False),
    ],
)
def test_debits_are_sent_while_some_zone_of_the_country_is_awake(moment, due):
    assert due_at("send_debits", moment) == due


def test_a_job_that_fails_is_told_without_its_text_and_comes_again(app, monkeypatch, told):
    def fails():
        raise ValueError("NIK 1303065203870001")

    monkeypatch.setitem(CLOCK, "notices", Turn(fails, lambda _moment: True))
    queue = MemoryHuey("test", results=False)
    worker = Worker(app, queue)
    for _ in range(2):
        worker.ask("notices")
        queue.execute(queue.dequeue())

    assert [(line["event"], line["job"], line["error"]) for line in told] == [
        ("job_failed", "notices", "ValueError")
    ] * 2
    assert "1303065203870001" not in str(told)


def test_a_process_does_not_begin_a_job_again_while_it_is_at_it(app, monkeypatch):
    begun, done, times = threading.Event(), threading.Event(), []

    def slow():
        times.append(1)
        begun.set()
        done.wait(10)
        return {}

    monkeypatch.setitem(CLOCK, "send_debits", Turn(slow, lambda _moment: True))
    worker = Worker(app, MemoryHuey("test", results=False))
    first = threading.Thread(target=worker.do, args=("send_debits",))
    first.start()
    assert begun.wait(10)
    worker.do("send_debits")
    done.set()
    first.join()

    assert len(times) == 1
