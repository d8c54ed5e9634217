"""The rows of an approved batch become people whom the fund carries, a piece at a time.

Why a worker did not sign a consent: who is chosen by a public budget is registered on the ground of that duty (UU
27/2022, article 20, 2e), and is told at the hand-over of the card. What is recorded says so, and names the officer who
sent the list.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session, defer

from agentapp.contributions.monthly import raise_for_workers
from agentapp.core.bulk import write
from agentapp.core.clock import now, today
from agentapp.core.db import transaction
from agentapp.core.encryption import keyed_hashes
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.funds import commitments
from agentapp.funds.batches.joining import join, skip
from agentapp.funds.batches.kinds import ConflictKind
from agentapp.funds.batches.models import Batch, BatchRow
from agentapp.funds.batches.pieces import at_work
from agentapp.funds.batches.staging import Staged
from agentapp.funds.batches.states import BatchState, RowState
from agentapp.funds.commitments import NotOpen, OverCeiling, quotas_taken
from agentapp.funds.costs import PricedBy, PriceList
from agentapp.funds.keeping import prices_of
from agentapp.funds.places import FundPlace, PlaceState
from agentapp.workers.intake import Newcomer, register_many
from agentapp.workers.models import Worker
from agentapp.workers.registration import Admission, ConsentGiven

PIECE = 5_000
LEGAL_BASIS = "legal_basis"
LEGAL_TEXT = "2026-11-budget"
LONGEST_SOURCE = 40


@dataclass(frozen=True, slots=True)
class Entrant:
    """A taken row, read: from when to when the fund carries whom, and what its place needs (rupiah)."""

    row: BatchRow
    staged: Staged
    first: Month
    last: Month
    cost: Rupiah

    @property
    def span(self) -> int:
        return self.last - self.first + 1


def begin(batch_id: UUID) -> bool:
    """An approved batch is about to be enrolled. Whether it is this job's to do."""
    with transaction() as session:
        batch = at_work(session, batch_id, BatchState.APPROVED)
        if batch is not None:
            batch.move("enrol")
            batch.rows_done = 0
        return batch is not None


def enrol_rows(batch_id: UUID) -> bool:
    """Enrol the next piece. Whether there is more to do. Safe to run again after a crash."""
    with transaction() as session:
        batch = at_work(session, batch_id, BatchState.ENROLLING)
        if batch is None:
            return False
        rows = _next_rows(session, batch)
        _enrol(session, batch, rows)
        if len(rows) == PIECE:
            batch.rows_done = rows[-1].position
            return True
        _finish(session, batch)
    return False


def _next_rows(session: Session, batch: Batch) -> Sequence[BatchRow]:
    return session.scalars(
        select(BatchRow)
        .where(
            BatchRow.batch_id == batch.id,
            BatchRow.state == RowState.TAKEN,
            BatchRow.position > batch.rows_done,
        )
        .order_by(BatchRow.position)
        .limit(PIECE)
        .options(defer(BatchRow.problems), defer(BatchRow.risks))
    ).all()


def _finish(session: Session, batch: Batch) -> None:
    """What the rows did not need after all is free again."""
    commitments.release(session, batch.fund_id, batch.reserved, _places(batch))
    batch.reserved, batch.places, batch.rows_done = 0, {}, batch.rows_all
    batch.move("finish_enrol")


def _places(batch: Batch) -> dict[UUID, int]:
    return {UUID(quota_id): count for quota_id, count in batch.places.items()}


def _enrol(session: Session, batch: Batch, rows: Sequence[BatchRow]) -> None:
    prices, month = prices_of(session, batch.fund), Month.of(today())
    entrants = [_entrant(row, prices, month) for row in rows]
    _let_go_of(batch, rows)
    known = _known(session, entrants)
    fresh = [each for each in entrants if each.row.nik_hash not in known and each.span > 0]
    others = [each for each in entrants if each.row.nik_hash in known or each.span <= 0]
    if _keep(session, batch, entrants, fresh):
        _let_in(session, batch, fresh, month)
    else:
        for each in fresh:
            skip(each.row, ConflictKind.NO_ROOM)
    for each in others:
        if each.span <= 0:
            skip(each.row, ConflictKind.PERIOD)
        else:
            join(session, batch, each.row, known[each.row.nik_hash or b""], each.first)
    session.flush()


def _entrant(row: BatchRow, prices: PriceList, month: Month) -> Entrant:
    """Months that have passed while the batch waited are not carried."""
    assert row.first_month is not None
    assert row.last_month is not None
    assert row.monthly_income is not None
    assert row.sector is not None
    assert row.programmes is not None
    first = max(row.first_month, month)
    priced = PricedBy(row.monthly_income, row.sector, row.programmes)
    cost = prices.total(priced, first, row.last_month)
    return Entrant(row, Staged(row.person or {}), first, row.last_month, cost)


def _known(session: Session, entrants: Iterable[Entrant]) -> dict[bytes, Worker]:
    """The standing workers who have a NIK of these, by the hash that the row has."""
    hashes = {
        looked_up: each.row.nik_hash or b""
        for each in entrants
        for looked_up in keyed_hashes(each.staged.nik.digits, "nik")
    }
    found = session.scalars(
        select(Worker).where(Worker.nik_hash.in_(hashes), Worker.withdrawn_at.is_(None)).order_by(Worker.id)
    )
    return {hashes[worker.nik_hash]: worker for worker in found}


def _let_go_of(batch: Batch, rows: Iterable[BatchRow]) -> None:
    """What the batch keeps for these rows is theirs from now on."""
    batch.reserved -= sum(row.cost or 0 for row in rows)
    places = _places(batch)
    for quota_id, count in _places_of(batch, rows).items():
        places[quota_id] -= count
    batch.places = {str(quota_id): count for quota_id, count in places.items()}


def _places_of(batch: Batch, rows: Iterable[BatchRow]) -> Counter[UUID]:
    taken: Counter[UUID] = Counter()
    for row in rows:
        taken.update(quotas_taken(batch.fund.quotas, row.village_code or "", batch.agency))
    return taken


def _keep(session: Session, batch: Batch, entrants: Sequence[Entrant], fresh: Sequence[Entrant]) -> bool:
    """Let the fund keep what the newcomers need, and no more. False where prices have risen beyond the ceiling."""
    kept = sum(each.row.cost or 0 for each in entrants)
    needed = sum(each.cost for each in fresh)
    unused = _places_of(batch, (each.row for each in entrants))
    unused.subtract(_places_of(batch, (each.row for each in fresh)))
    try:
        with session.begin_nested():
            if needed > kept:
                commitments.commit(session, batch.fund_id, needed - kept, {})
            elif needed < kept or unused.total():
                commitments.release(session, batch.fund_id, kept - needed, unused)
    except (OverCeiling, NotOpen):
        commitments.release(session, batch.fund_id, kept, _places_of(batch, (each.row for each in entrants)))
        return False
    return True


def _let_in(session: Session, batch: Batch, fresh: Sequence[Entrant], month: Month) -> None:
    """Newcomers become workers with a place each; those whose first month it is owe it."""
    approver, agent = batch.checked_by, batch.agent
    assert approver is not None
    assert agent is not None
    assert agent.branch_id is not None
    moment = now()
    admission = Admission(
        agent_id=agent.id, branch_id=agent.branch_id, funding=batch.fund.kind, accepted_at=moment
    )
    newcomers = [_newcomer(batch, each) for each in fresh]
    ids = register_many(session, approver, newcomers, legal_basis(batch), admission)
    places = (_place(batch, each, key, moment) for key, each in zip(ids, fresh, strict=True))
    write(session, FundPlace.__table__, places)
    raise_for_workers(
        session, month, [key for key, each in zip(ids, fresh, strict=True) if each.first == month]
    )
    _enrolled(session, batch, [each.row.position for each in fresh])


def _enrolled(session: Session, batch: Batch, positions: Sequence[int]) -> None:
    """The rows are workers now, who have all that was kept of them: found by their NIK, in one statement."""
    worker = select(Worker.id).where(Worker.nik_hash == BatchRow.nik_hash, Worker.withdrawn_at.is_(None))
    session.execute(
        update(BatchRow)
        .where(BatchRow.batch_id == batch.id, BatchRow.position.in_(positions))
        .values(state=RowState.ENROLLED, worker_id=worker.scalar_subquery(), person=None)
        .execution_options(synchronize_session=False)
    )


def _newcomer(batch: Batch, entrant: Entrant) -> Newcomer:
    columns = entrant.staged.columns(batch.fund, entrant.span)
    return Newcomer(columns, entrant.staged.heirs, entrant.first, payer_until=entrant.last)


def legal_basis(batch: Batch) -> ConsentGiven:
    """Why everybody of the batch may be registered: told by its officer, when the list was sent."""
    return ConsentGiven(
        purpose=LEGAL_BASIS,
        text_version=LEGAL_TEXT,
        language="id",
        given_at=batch.made_at,
        latitude=None,
        longitude=None,
        recorded_by_id=batch.officer_id,
    )


def _place(batch: Batch, entrant: Entrant, worker_id: UUID, moment: datetime) -> dict[str, Any]:
    row = entrant.row
    return {
        "id": uuid4(),
        "fund_id": batch.fund_id,
        "worker_id": worker_id,
        "cohort_id": batch.cohort_id,
        "state": PlaceState.HELD,
        "first_month": entrant.first,
        "last_month": entrant.last,
        "village_code": row.village_code,
        "agency": batch.agency,
        "programmes": row.programmes,
        "own_programmes": row.programmes,
        "reserved": entrant.cost,
        "decile": entrant.staged.kept["decile"],
        "source": entrant.staged.kept["source"][:LONGEST_SOURCE],
        "asked_at": moment,
        "held_at": moment,
        "note": "",
    }
