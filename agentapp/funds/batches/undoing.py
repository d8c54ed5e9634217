"""A whole batch is taken back while nothing is paid: money, places, people; what remains is its history."""

from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.contributions.assessment import lock, void_months
from agentapp.contributions.models import Obligation, ObligationState
from agentapp.core.db import transaction
from agentapp.core.errors import N_, Conflict
from agentapp.funds import commitments
from agentapp.funds.batches.finding import own_batch
from agentapp.funds.batches.models import Batch, BatchRow
from agentapp.funds.batches.pieces import at_work
from agentapp.funds.batches.service import forget_rows, forget_samples
from agentapp.funds.batches.states import BatchState, RowState
from agentapp.funds.ending import end_place
from agentapp.funds.holding import standing_place
from agentapp.funds.places import EndReason
from agentapp.workers.models import Worker
from agentapp.workers.registration import withdraw

PIECE = 100
_TOUCHED = (
    ObligationState.PAID,
    ObligationState.COLLECTING,
    ObligationState.REVERSED,
)


class AlreadyPaid(Conflict):
    """A month of somebody of the batch was paid."""

    default = N_("Iuran dari daftar ini sudah ada yang dibayar, jadi tidak bisa dibatalkan.")


def undo(actor: User, batch_id: UUID) -> Batch:
    """Take the batch back; its people follow by `undo_rows`. Raises NotFound, IllegalMove, AlreadyPaid."""
    with transaction() as session:
        batch = own_batch(session, actor, batch_id, lock=True)
        if _paid(session, batch):
            raise AlreadyPaid
        batch.move("undo", actor)
        forget_samples(session, batch)
        batch.rows_done = 0
    return batch


def _paid(session: Session, batch: Batch) -> bool:
    """Whether the fund, or anybody, has paid a month of somebody who came with the batch."""
    paid = (
        select(Obligation.id)
        .join(BatchRow, BatchRow.worker_id == Obligation.worker_id)
        .where(
            BatchRow.batch_id == batch.id,
            BatchRow.state == RowState.ENROLLED,
            Obligation.payer_code == batch.fund.code,
            Obligation.state.in_(_TOUCHED),
        )
    )
    return bool(session.scalar(select(exists(paid))))


def undo_rows(batch_id: UUID) -> bool:
    """Take back the people of the next piece. Whether there is more to do. Safe to run again after a crash."""
    with transaction() as session:
        batch = at_work(session, batch_id, BatchState.UNDOING)
        if batch is None:
            return False
        rows = session.scalars(
            select(BatchRow)
            .where(BatchRow.batch_id == batch.id, BatchRow.state == RowState.ENROLLED)
            .order_by(BatchRow.position)
            .limit(PIECE)
        ).all()
        for row in rows:
            _take_back(session, batch, row)
            session.delete(row)
        session.flush()
        if rows:
            batch.rows_done = min(batch.rows_all, rows[-1].position)
            return True
        _finish(session, batch)
    return False


def _take_back(session: Session, batch: Batch, row: BatchRow) -> None:
    """Who came with the batch leaves the scheme; who was there before is left to the former payer's months."""
    worker = session.get_one(Worker, row.worker_id)
    lock(session, worker)
    if row.conflict is None:
        void_months(session, worker)
        withdraw(session, batch.officer, worker)
        return
    place = standing_place(session, worker.id)
    if place is not None and place.fund_id == batch.fund_id:
        end_place(session, place, EndReason.UNDONE, batch.officer)


def _finish(session: Session, batch: Batch) -> None:
    """What the batch still keeps for rows that were never enrolled is free again."""
    places = {UUID(quota_id): count for quota_id, count in batch.places.items()}
    commitments.release(session, batch.fund_id, batch.reserved, places)
    batch.reserved, batch.places, batch.rows_done = 0, {}, batch.rows_all
    forget_rows(session, batch)
    batch.move("finish_undo")
