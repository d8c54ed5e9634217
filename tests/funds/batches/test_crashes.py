"""Whatever stops a job, and wherever: gone on with, everything happened once. And an undone batch never was."""

import pytest
from sqlalchemy import func, select

from agentapp.core.db import sessions
from agentapp.funds.batches import checking, committing, enrolling, jobs, service, undoing, verifying
from agentapp.funds.batches.models import Batch, BatchRow
from agentapp.funds.batches.states import BatchState
from agentapp.funds.models import Fund, FundQuota
from agentapp.funds.places import FundPlace, PlaceState
from agentapp.workers.models import Card, Worker
from tests.factories import FundFactory, WorkerFactory
from tests.funds.batches.conftest import done, verify
from tests.funds.batches.sheets import people, person, sheet
from tests.funds.batches.test_whole_way import all_is_well, count


class Crash(Exception):
    """The process ends here."""


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    for module in (checking, committing, enrolling, undoing):
        monkeypatch.setattr(module, "PIECE", 3)


@pytest.fixture
def crash_at(monkeypatch):
    """Let the process end at the `n`-th piece of a step, before or after its transaction."""

    def crash_at(module, name: str, n: int, *, after: bool) -> None:
        step, calls = getattr(module, name), iter(range(1, 1000))

        def falls(*args):
            at = next(calls)
            if at == n and not after:
                raise Crash
            answer = step(*args)
            if at == n:
                raise Crash
            return answer

        monkeypatch.setattr(module, name, falls)

    return crash_at


STEPS = [
    (checking, "_write", BatchState.CHECKED),
    (committing, "take_rows", BatchState.COMMITTED),
    (enrolling, "enrol_rows", BatchState.ENROLLED),
    (undoing, "undo_rows", BatchState.UNDONE),
]


def advance(batch_id) -> None:
    sessions.remove()
    try:
        jobs.advance(batch_id)
    except Crash:
        sessions.remove()
        jobs.advance(batch_id)
    sessions.expire_all()


@pytest.mark.parametrize(("piece", "after"), [(1, False), (2, True), (3, False)])
@pytest.mark.parametrize(("module", "name", "reached"), STEPS, ids=[step[1] for step in STEPS])
def test_a_crash_at_any_piece_loses_and_doubles_nothing(
    fund, supervisor, agent, crash_at, module, name, reached, piece, after
):
    crash_at(module, name, piece, after=after)
    batch = service.receive(fund.officer, fund.id, "daftar.csv", people(8))
    batch_id, officer = batch.id, fund.officer
    advance(batch_id)
    assert count(BatchRow) == 8
    if reached != BatchState.CHECKED:
        committing.commit(officer, batch_id)
        advance(batch_id)
    if reached in (BatchState.ENROLLED, BatchState.UNDONE):
        verify(supervisor, sessions().get_one(Batch, batch_id))
        verifying.approve(supervisor, batch_id, agent.id)
        advance(batch_id)
        assert (count(Worker), count(Card), count(FundPlace)) == (8, 8, 8)
    if reached == BatchState.UNDONE:
        undoing.undo(officer, batch_id)
        advance(batch_id)
        assert sessions().get_one(Fund, fund.id).reserved == 0

    assert sessions().get_one(Batch, batch_id).state == reached
    all_is_well(fund)


def test_a_job_that_finds_the_batch_stopped_writes_no_more(fund, monkeypatch):
    batch = service.receive(fund.officer, fund.id, "daftar.csv", people(8))
    write, batch_id, officer = checking._write, batch.id, fund.officer

    def stopped(*args):
        answer = write(*args)
        if sessions().get_one(Batch, batch_id).state == BatchState.CHECKING:
            service.cancel(officer, batch_id)
        return answer

    monkeypatch.setattr(checking, "_write", stopped)
    batch = done(batch)

    assert batch.state == BatchState.CANCELLED
    assert count(BatchRow) == 0


def snapshot(fund) -> dict[str, object]:
    """What stands: counters, who pays for whom, who is a worker."""
    sessions.expire_all()
    known = sessions().get_one(Fund, fund.id)
    return {
        "fund": (known.reserved, known.spent),
        "quotas": sorted(sessions.scalars(select(FundQuota.taken))),
        "workers": sorted(
            (str(worker.id), worker.payer, worker.payer_code)
            for worker in sessions.scalars(select(Worker).where(Worker.withdrawn_at.is_(None)))
        ),
        "places": sessions().scalar(select(func.count()).where(FundPlace.state != PlaceState.ENDED)),
        "rows": count(BatchRow),
    }


@pytest.mark.parametrize("reached", [BatchState.COMMITTED, BatchState.ENROLLED])
def test_taken_in_and_undone_everything_is_as_it_was(session, supervisor, agent, commit, approve, reached):
    fund = FundFactory(quotas=[FundQuota(region_code="13.03.06", places=50)], ceiling=20_000_000)
    alone = WorkerFactory(n=500)
    before = snapshot(fund)
    rows = [*(person(n) for n in range(1, 8)), person(40, NIK=alone.nik.digits), person(41, NIK="7")]
    batch = done(service.receive(fund.officer, fund.id, "daftar.csv", sheet(rows)))
    service.decide(fund.officer, batch.id, {"self": "take"})
    batch = commit(batch)
    if reached == BatchState.ENROLLED:
        batch = approve(batch)
    assert snapshot(fund) != before
    assert sessions.scalars(select(FundQuota.taken)).one() == 8
    all_is_well(fund)

    undoing.undo(fund.officer, batch.id)
    done(batch)

    assert snapshot(fund) == before
    all_is_well(fund)
