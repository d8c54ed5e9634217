"""What a list keeps of people goes when nobody needs it any more (UU 27/2022: no longer than needed).

What became of every row stays: its number, state, kind of conflict or problem, village and cost; and the history. Of
somebody who became a worker, the worker's record has all.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, bindparam, exists, select, update
from sqlalchemy.orm import Session, aliased

from agentapp.core.clock import now
from agentapp.core.db import look_afresh, only_one, sessions, transaction
from agentapp.funds.batches.expiring import tell_expired
from agentapp.funds.batches.files import file_work, store
from agentapp.funds.batches.models import FORGET, Batch, BatchMove, BatchRow
from agentapp.funds.batches.samples import BatchSample
from agentapp.funds.batches.service import forget_rows
from agentapp.funds.batches.states import ENDED, BatchState, RowState

KEPT = timedelta(days=90)
"""How long after its end a batch can be looked into, and its rows mended."""

WAITS = timedelta(days=180)
"""How long a checked batch waits for its officer."""

PIECE = 5_000
_ROWS = cast(Table, BatchRow.__table__)
_NOTHING = {"person": None, "nik_hash": None, "phone_hash": None, "monthly_income": None, "worker_id": None}


@dataclass(frozen=True, slots=True)
class Swept:
    """Batches that waited too long, and batches whose people were forgotten."""

    cancelled: int
    forgotten: int


def sweep() -> Swept:
    """Cancel what waits too long, then forget what ended long ago. Safe at any time, by any number of processes."""
    return Swept(cancelled=_each(_waits_too_long(), _cancel), forgotten=_each(_ended_long_ago(), _forget))


def is_forgotten(batch: Batch) -> bool:
    """Whether its file and who came to nothing are forgotten."""
    return sessions().scalar(_steps(batch)) == FORGET


def _steps(batch: Any) -> Select[str]:
    """The last step of a batch, or of the batch of each row of a statement around it."""
    return select(BatchMove.verb).where(BatchMove.batch_id == batch.id).order_by(BatchMove.at.desc()).limit(1)


def _is_kept(batch: Any) -> ColumnElement[bool]:
    return _steps(batch).scalar_subquery() != FORGET


def _still_for(age: timedelta) -> ColumnElement[bool]:
    """Nothing has happened to the batch for so long."""
    return ~exists().where(BatchMove.batch_id == Batch.id, BatchMove.at >= now() - age)


def _waits_too_long() -> Select[Batch]:
    return select(Batch).where(Batch.state == BatchState.CHECKED, _still_for(WAITS))


def _ended_long_ago() -> Select[Batch]:
    return select(Batch).where(Batch.state.in_(ENDED), _still_for(KEPT), _is_kept(Batch))


def _each(due: Select[Batch], do: Callable[[UUID], bool]) -> int:
    """Do it to each batch that is due; to how many it was done."""
    batches = look_afresh().scalars(due.with_only_columns(Batch.id).order_by(Batch.made_at)).all()
    return sum(map(do, batches))


def _held(session: Session, due: Select[Batch], batch_id: UUID) -> Batch | None:
    """The batch if it is still due, until the transaction ends; None where somebody else is at it."""
    found = due.where(Batch.id == batch_id).with_for_update(of=Batch, skip_locked=True)
    return session.scalar(found.execution_options(populate_existing=True))


def _cancel(batch_id: UUID) -> bool:
    with transaction() as session:
        batch = _held(session, _waits_too_long(), batch_id)
        if batch is None:
            return False
        batch.move("expire")
        forget_rows(session, batch)
        tell_expired(session, batch)
    return True


def _forget(batch_id: UUID) -> bool:
    """A piece of its rows at a time, then the rest. After a crash it begins anew, which changes nothing twice."""
    position: int | None = 0
    while position is not None:
        position = _forget_piece(batch_id, position)
    return _forget_the_rest(batch_id)


def _forget_piece(batch_id: UUID, behind: int) -> int | None:
    """Forget who stands in the next rows behind a position. The last of them; None where no row is left."""
    with transaction() as session:
        if _held(session, _ended_long_ago(), batch_id) is None:
            return None
        piece = session.execute(
            select(BatchRow.position, BatchRow.problems)
            .where(BatchRow.batch_id == batch_id, _CAME_TO_NOTHING, BatchRow.position > behind)
            .order_by(BatchRow.position)
            .limit(PIECE)
        ).all()
        if not piece:
            return None
        last = int(piece[-1].position)
        _forget_people(session, batch_id, behind, last)
        _forget_values(session, batch_id, piece)
    return last


_CAME_TO_NOTHING = BatchRow.state != RowState.ENROLLED


def _forget_people(session: Session, batch_id: UUID, behind: int, last: int) -> None:
    session.execute(
        update(BatchRow)
        .where(BatchRow.batch_id == batch_id, _CAME_TO_NOTHING, BatchRow.position.between(behind + 1, last))
        .values(_NOTHING)
        .execution_options(synchronize_session=False)
    )


def _forget_values(session: Session, batch_id: UUID, piece: Iterable[Any]) -> None:
    """What was wrong stays said, without what stood in the cell."""
    told = [
        {"row": row.position, "told": [{**each, "value": ""} for each in row.problems]}
        for row in piece
        if any(each["value"] for each in row.problems)
    ]
    if told:
        here = update(_ROWS).where(_ROWS.c.batch_id == batch_id, _ROWS.c.position == bindparam("row"))
        session.connection().execute(here.values(problems=bindparam("told")), told)


def _forget_the_rest(batch_id: UUID) -> bool:
    with transaction() as session:
        batch = _held(session, _ended_long_ago(), batch_id)
        if batch is None:
            return False
        session.execute(
            update(BatchSample)
            .where(BatchSample.batch_id == batch.id)
            .values(note="")
            .execution_options(synchronize_session=False)
        )
        _let_go_of_file(session, batch)
        batch.forget()
    return True


def _let_go_of_file(session: Session, batch: Batch) -> None:
    """Unless another batch came from the same file, and is not forgotten itself."""
    only_one(session, file_work(batch.digest))
    other = aliased(Batch)
    needs = select(other.id).where(other.digest == batch.digest, other.id != batch.id, _is_kept(other))
    if session.scalar(needs.limit(1)) is None:
        store().remove(batch.digest)
