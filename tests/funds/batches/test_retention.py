"""What a list keeps of people goes 90 days after its end; what became of its rows stays."""

import json
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from sqlalchemy import func, select

from agentapp.core.clock import now
from agentapp.core.db import sessions
from agentapp.core.errors import NotFound
from agentapp.core.outbox_entry import OutboxEntry
from agentapp.funds.batches import retention, service, undoing, verifying
from agentapp.funds.batches.files import store
from agentapp.funds.batches.models import Batch, BatchMove, BatchRow
from agentapp.funds.batches.retention import Swept, sweep
from agentapp.funds.batches.samples import BatchSample, Verdict
from agentapp.funds.batches.states import BatchState, RowState
from agentapp.workers.models import Worker
from tests.factories import FundFactory, WorkerFactory
from tests.funds.batches.conftest import done, verify
from tests.funds.batches.sheets import people, person, sheet

NOTHING = Swept(cancelled=0, forgotten=0)
ONCE = Swept(cancelled=0, forgotten=1)


def later(days: int) -> time_machine.travel:
    return time_machine.travel(now() + timedelta(days=days), tick=False)


def mixed() -> bytes:
    """Two who become workers, one who pays alone and is skipped, one who is twice in it, one to repair."""
    known = WorkerFactory(n=500)
    return sheet(
        [
            person(901),
            person(902),
            person(903, NIK=known.nik.digits),
            person(901),
            person(905, Penghasilan="banyak"),
        ]
    )


@pytest.fixture
def enrolled(send, commit, approve) -> Batch:
    return approve(commit(send(mixed())))


def rows(batch: Batch) -> list[BatchRow]:
    sessions.expire_all()
    found = select(BatchRow).where(BatchRow.batch_id == batch.id).order_by(BatchRow.position)
    return list(sessions.scalars(found))


def told(batch: Batch) -> list[tuple[object, ...]]:
    """What a page says of each row but for who it is."""
    return [
        (row.number, row.state, row.conflict, row.problem, row.village_code, row.cost) for row in rows(batch)
    ]


def is_kept(batch: Batch) -> bool:
    try:
        return bool(store().get(batch.digest))
    except NotFound:
        return False


def test_90_days_after_its_end_it_keeps_nobody_who_came_to_nothing(enrolled):
    before = told(enrolled)
    verdicts = sessions.scalar(select(func.count()).select_from(BatchSample))
    with later(91):
        assert sweep() == ONCE

    assert told(enrolled) == before
    kept = rows(enrolled)
    assert [bool(row.worker_id) for row in kept] == [True, True, False, False, False]
    assert [row.state for row in kept if row.nik_hash] == [RowState.ENROLLED] * 2
    assert not any(row.person or row.phone_hash for row in kept[2:])
    assert [each["value"] for each in kept[4].problems] == [""]
    assert [each["code"] for each in kept[4].problems] == ["income_odd"]
    assert sessions.scalar(select(func.count()).select_from(BatchSample)) == verdicts
    assert sessions.scalar(select(func.count()).select_from(Worker)) == 3
    assert (enrolled.state, enrolled.columns, enrolled.rows_all) == (BatchState.ENROLLED, [], 5)
    assert not is_kept(enrolled)


def test_until_then_everything_stays(enrolled):
    with later(89):
        assert sweep() == NOTHING

    assert is_kept(enrolled)
    assert rows(enrolled)[2].person["name"]


def test_what_is_under_way_stays_however_old(send, commit):
    batch = commit(send(people(2)))
    with later(2000):
        assert sweep() == NOTHING

    assert all(row.person for row in rows(batch))


def test_twice_it_is_done_once(enrolled):
    with later(91):
        assert (sweep(), sweep()) == (ONCE, NOTHING)
    with later(400):
        assert sweep() == NOTHING

    steps = sessions.scalars(select(BatchMove.verb).where(BatchMove.batch_id == enrolled.id)).all()
    assert steps.count("forget") == 1


def test_two_at_once_do_it_once(enrolled):
    found, ready = [], Barrier(2)

    def one() -> None:
        ready.wait()
        found.append(sweep())
        sessions.remove()

    sessions.commit()
    with later(91):
        threads = [Thread(target=one) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert sum(each.forgotten for each in found) == 1
    assert not any(row.person for row in rows(enrolled))


def test_a_crash_between_two_pieces_loses_nothing(enrolled, monkeypatch):
    class Crash(Exception):
        pass

    def falls(*_args):
        raise Crash

    monkeypatch.setattr(retention, "PIECE", 2)
    with later(91):
        with monkeypatch.context() as broken:
            broken.setattr(retention, "_forget_the_rest", falls)
            with pytest.raises(Crash):
                sweep()
        assert is_kept(enrolled)
        assert sweep() == ONCE

    assert not is_kept(enrolled)


def test_a_file_stays_while_another_list_came_from_it(enrolled, send, fund):
    content = store().get(enrolled.digest)
    other = FundFactory(first_month=fund.first_month, last_month=fund.last_month)
    with later(60):
        twin = done(service.receive(other.officer, other.id, "daftar.csv", content))
        service.cancel(other.officer, twin.id)
    with later(91):
        assert sweep() == ONCE
        assert is_kept(enrolled)
    with later(151):
        assert sweep() == ONCE
    assert not is_kept(enrolled)


def test_what_the_branch_sent_back_goes_with_its_notes(send, commit, supervisor):
    batch = commit(send(people(3)))
    verify(supervisor, batch, Verdict.WRONG)
    verifying.refuse(supervisor, batch.id, "Periksa lagi")
    with later(91):
        assert sweep() == ONCE

    assert not any(row.person or row.nik_hash for row in rows(batch))
    assert {row.state for row in rows(batch)} == {RowState.TAKEN}
    assert set(sessions.scalars(select(BatchSample.note))) == {""}


def test_what_could_not_be_read_goes_too(send):
    batch = send(b"NIK,Nama\n1,Budi\n")
    assert batch.state == BatchState.FAILED
    with later(91):
        assert sweep() == ONCE

    assert not is_kept(batch)


def test_a_list_nobody_decided_about_is_stopped_and_its_officer_told(send, fund):
    batch = send(mixed())
    with later(179):
        assert sweep() == NOTHING
    with later(181):
        assert sweep() == Swept(cancelled=1, forgotten=0)
        assert sweep() == NOTHING

    assert (batch.state, rows(batch)) == (BatchState.CANCELLED, [])
    notice = sessions.scalars(select(OutboxEntry).where(OutboxEntry.kind == "batch_expired")).one()
    assert notice.email == fund.officer.email
    assert fund.name in notice.text
    assert is_kept(batch)
    with later(272):
        assert sweep() == ONCE
    assert not is_kept(batch)


def test_a_forgotten_list_can_still_be_undone(enrolled):
    with later(91):
        sweep()
    undoing.undo(enrolled.fund.officer, enrolled.id)
    batch = done(enrolled)

    assert (batch.state, rows(batch)) == (BatchState.UNDONE, [])
    assert batch.fund.reserved == 0


def test_the_same_file_again_changes_nothing_and_is_not_kept_anew(enrolled):
    content = store().get(enrolled.digest)
    with later(91):
        sweep()

    same = service.receive(enrolled.fund.officer, enrolled.fund_id, "daftar.csv", content)

    assert same.id == enrolled.id
    assert not is_kept(enrolled)


def test_a_file_of_a_stopped_list_may_be_sent_anew(send, fund):
    content = people(2)
    old = send(content)
    service.cancel(fund.officer, old.id)
    with later(91):
        sweep()

    batch = send(content)

    assert batch.id != old.id
    assert (batch.state, is_kept(batch)) == (BatchState.CHECKED, True)


def test_its_pages_still_answer(enrolled, sign_in):
    sessions.commit()
    with later(91):
        sweep()
    officer = sign_in(enrolled.fund.officer)

    page = officer.get(f"/funds/batches/{enrolled.id}")
    assert "Mereka sudah menjadi peserta" in page.main
    assert "Isi berkas ini sudah dihapus" in page.main
    assert "Unduh baris untuk diperbaiki" not in page.main
    assert "Isi berkas ini sudah dihapus" in officer.get(f"/funds/batches/{enrolled.id}/columns").main
    gone = officer.get(f"/funds/batches/{enrolled.id}/repair.xlsx", status=404)
    assert "Berkas daftar ini sudah dihapus." in gone.main


def test_by_command(app, enrolled):
    sessions.commit()
    with time_machine.travel(datetime.now(UTC) + timedelta(days=91)):
        result = app.test_cli_runner().invoke(args=["batches", "sweep", "--json"])

    assert json.loads(result.stdout) == {"cancelled": 0, "forgotten": 1}
