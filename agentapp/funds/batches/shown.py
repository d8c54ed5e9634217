"""What a page tells about a batch besides its figures: its history, what may be done, what became of its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from agentapp.core.db import sessions
from agentapp.funds.batches.models import Batch, BatchMove, BatchRow
from agentapp.funds.batches.retention import is_forgotten
from agentapp.funds.batches.rows import count_states
from agentapp.funds.batches.samples import BatchSample
from agentapp.funds.batches.states import LIFECYCLE, BatchState, RowState
from agentapp.funds.batches.verifying import sample_of

_HAS_FILE = frozenset(BatchState) - {BatchState.CANCELLED, BatchState.UNDONE, BatchState.UNDOING}


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be done with a batch now, and how many of its rows stand where."""

    may_cancel: bool
    may_undo: bool
    to_repair: int
    skipped: int
    taken: int
    enrolled: int
    has_repairs: bool
    is_forgotten: bool
    has_rows: bool


def shown(batch: Batch) -> Shown:
    counts = count_states(sessions(), batch.id)
    gone = is_forgotten(batch)
    return Shown(
        may_cancel=LIFECYCLE.allows("cancel", batch.state),
        may_undo=LIFECYCLE.allows("undo", batch.state),
        to_repair=counts.get(RowState.TO_REPAIR, 0),
        skipped=counts.get(RowState.SKIPPED, 0),
        taken=counts.get(RowState.TAKEN, 0),
        enrolled=counts.get(RowState.ENROLLED, 0),
        has_repairs=not gone
        and batch.state in _HAS_FILE
        and (counts.get(RowState.TO_REPAIR, 0) > 0 or batch.state == BatchState.REFUSED),
        is_forgotten=gone,
        has_rows=bool(counts),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sample as a checker sees it: no birth date, of the NIK the last digits."""

    position: int
    number: int
    name: str
    tail: str
    mother_name: str
    occupation: str
    village_code: str
    reason: str
    verdict: str
    note: str


def sample_lines(batch: Batch) -> list[Line]:
    """The rows of the sample whose person is still kept apart."""
    return [_line(sample, row) for sample, row in sample_of(batch) if row.person]


def _line(sample: BatchSample, row: BatchRow) -> Line:
    person: Mapping[str, Any] = row.person or {}
    return Line(
        position=sample.position,
        number=row.number,
        name=person["name"],
        tail=person["nik"][-4:],
        mother_name=person["mother_name"],
        occupation=person["occupation"],
        village_code=person["village_code"],
        reason=sample.reason,
        verdict=sample.verdict.value if sample.verdict else "",
        note=sample.note,
    )


def moves_of(batch: Batch) -> Sequence[BatchMove]:
    """The batch's history, newest first."""
    return (
        sessions()
        .scalars(
            select(BatchMove)
            .where(BatchMove.batch_id == batch.id)
            .options(joinedload(BatchMove.by))
            .order_by(BatchMove.at.desc())
        )
        .all()
    )
