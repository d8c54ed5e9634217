"""What a worker does for batches: goes on with each from where it stands; safe to run twice, or by two at once."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from uuid import UUID

from sqlalchemy import select

from agentapp.core.db import look_afresh
from agentapp.funds.batches import checking, committing, enrolling, retention, undoing
from agentapp.funds.batches.models import Batch
from agentapp.funds.batches.states import AT_WORK, BatchState

JOB = "batches"


def go_on() -> Mapping[str, int]:
    """Do what is left of every batch that a job is to work on, the oldest first."""
    waiting = select(Batch.id).where(Batch.state.in_(AT_WORK)).order_by(Batch.made_at)
    batches = look_afresh().scalars(waiting).all()
    return {"batches": sum(advance(batch_id) for batch_id in batches)}


def sweep() -> Mapping[str, int]:
    """Cancel what waits too long for its officer, forget the people of what ended long ago."""
    return asdict(retention.sweep())


def advance(batch_id: UUID) -> bool:
    """Bring one batch as far as it goes without a person. Whether there was something to do."""
    state = look_afresh().scalar(select(Batch.state).where(Batch.id == batch_id))
    if state in (BatchState.RECEIVED, BatchState.CHECKING):
        return checking.check(batch_id)
    if state == BatchState.APPROVED and not enrolling.begin(batch_id):
        return False
    steps: dict[BatchState | None, Callable[[UUID], bool]] = {
        BatchState.COMMITTING: committing.take_rows,
        BatchState.APPROVED: enrolling.enrol_rows,
        BatchState.ENROLLING: enrolling.enrol_rows,
        BatchState.UNDOING: undoing.undo_rows,
    }
    step = steps.get(state)
    if step is None:
        return False
    while step(batch_id):
        pass
    return True
