"""A batch takes its money and its places: all of it in one transaction, then its rows a piece at a time."""

from uuid import UUID

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import today
from agentapp.core.db import transaction
from agentapp.core.errors import N_, Conflict
from agentapp.core.period import Month
from agentapp.funds import commitments
from agentapp.funds.batches import conflicts
from agentapp.funds.batches.costing import places_of, to_be_taken
from agentapp.funds.batches.finding import own_batch
from agentapp.funds.batches.models import Batch, BatchRow
from agentapp.funds.batches.pieces import at_work, end_of_piece
from agentapp.funds.batches.states import BatchState, RowState

PIECE = 20_000


class NobodyToTake(Conflict):
    """No row is ready."""

    default = N_("Belum ada baris yang dapat diterima. Perbaiki dahulu barisnya.")


class TooLate(Conflict):
    """The first month is over, and nobody is carried for a month that is over."""

    default = N_("Bulan pertamanya sudah lewat. Periksa ulang daftarnya dahulu.")


def commit(actor: User, batch_id: UUID) -> Batch:
    """Promise the money and the places for every row that is to be taken; its rows follow by `take_rows`.

    What conflicts is looked for once more. Raises NotFound, IllegalMove, NobodyToTake, TooLate, and NotOpen,
    OverCeiling, OverQuota, after which nothing has changed.
    """
    with transaction() as session:
        batch = own_batch(session, actor, batch_id, lock=True)
        batch.move("commit", actor)
        conflicts.find(session, batch)
        _promise(session, batch)
        batch.rows_done = 0
    return batch


def _promise(session: Session, batch: Batch) -> None:
    which = to_be_taken(batch)
    people, cost, first = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(BatchRow.cost), 0),
            func.min(BatchRow.first_month, type_=BatchRow.first_month.type),
        ).where(which)
    ).one()
    if not people or first is None:
        raise NobodyToTake
    if first < Month.of(today()):
        raise TooLate
    places = places_of(session, batch, which)
    total = int(cost or 0)
    commitments.commit(session, batch.fund_id, total, places)
    batch.reserved, batch.places = total, {str(quota_id): count for quota_id, count in places.items()}


def take_rows(batch_id: UUID) -> bool:
    """Take or skip the rows of the next piece, as was decided. Whether there is more to do. Safe to run again."""
    with transaction() as session:
        batch = at_work(session, batch_id, BatchState.COMMITTING)
        if batch is None:
            return False
        last = end_of_piece(session, batch, PIECE)
        if last is not None:
            _settle(session, batch, last)
            batch.rows_done = last
        if batch.rows_done >= batch.rows_all or last is None:
            batch.move("finish_commit")
            return False
    return True


def _settle(session: Session, batch: Batch, last: int) -> None:
    piece = BatchRow.position > batch.rows_done, BatchRow.position <= last
    whole = BatchRow.state.in_((RowState.READY, RowState.CONFLICT))
    session.execute(
        update(BatchRow)
        .where(BatchRow.batch_id == batch.id, whole, *piece)
        .values(state=case((to_be_taken(batch), RowState.TAKEN.value), else_=RowState.SKIPPED.value))
        .execution_options(synchronize_session=False)
    )
