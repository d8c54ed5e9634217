"""Work on a batch goes a piece at a time, a transaction each: a crash loses one piece, and a word stops it."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.funds.batches.models import Batch, BatchRow
from agentapp.funds.batches.states import BatchState


def at_work(session: Session, batch_id: UUID, *states: BatchState) -> Batch | None:
    """The batch, held until the transaction ends; None where it has left these states, or another job holds it."""
    found = select(Batch).where(Batch.id == batch_id, Batch.state.in_(states))
    return session.scalar(
        found.with_for_update(of=Batch, skip_locked=True).execution_options(populate_existing=True)
    )


def end_of_piece(session: Session, batch: Batch, most: int) -> int | None:
    """The place of the last row of the next piece, which begins behind `rows_done`; None where no row is left."""
    rows = (
        select(BatchRow.position)
        .where(BatchRow.batch_id == batch.id, BatchRow.position > batch.rows_done)
        .order_by(BatchRow.position)
    )
    end = session.scalar(rows.offset(most - 1).limit(1))
    if end is not None:
        return end
    last = select(BatchRow.position).where(BatchRow.batch_id == batch.id, BatchRow.position > batch.rows_done)
    return session.scalar(last.order_by(BatchRow.position.desc()).limit(1))
