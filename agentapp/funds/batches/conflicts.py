"""Rows that meet what the database knows already: found by a few statements, however many rows there are."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, exists, func, literal, select, update
from sqlalchemy.orm import Session, aliased

from agentapp.contributions.protection import ProtectionStatus
from agentapp.contributions.status_filter import has_status
from agentapp.core.bulk import count_anew
from agentapp.core.clock import today
from agentapp.core.period import Month
from agentapp.enrolment.handover import OPEN as WAITING
from agentapp.enrolment.models import Enrolment
from agentapp.funds.batches.kinds import OF_THE_ROW, ConflictKind, Decision, decided
from agentapp.funds.batches.models import Batch, BatchRow
from agentapp.funds.batches.states import PROMISED, RowState
from agentapp.funds.models import Fund
from agentapp.funds.places import EndReason, FundPlace, PlaceState
from agentapp.programmes.kinds import Payer
from agentapp.programmes.rulebook import current_rulebook
from agentapp.workers.models import Worker


def find(session: Session, batch: Batch) -> None:
    """Sort the whole rows of a batch into ready ones and conflicts, by what is known now. Commits nothing."""
    count_anew(session, BatchRow.__table__)
    _forget(session, batch)
    _mark(session, batch, ConflictKind.TWICE, BatchRow.position.in_(_repeated(batch)))
    _find_workers(session, batch)
    _mark(session, batch, _known_as(session, batch.fund), BatchRow.worker_id.is_not(None))
    _mark(session, batch, ConflictKind.OTHER_BATCH, BatchRow.nik_hash.in_(_promised_elsewhere(batch)))
    _mark(session, batch, ConflictKind.APPLICATION, exists(_applications()))


def _forget(session: Session, batch: Batch) -> None:
    """Undo what was found before, but for what the rows themselves say."""
    found = BatchRow.conflict.is_not(None) & BatchRow.conflict.not_in(OF_THE_ROW)
    _change(
        session,
        batch,
        RowState.CONFLICT,
        found,
        {"state": RowState.READY, "conflict": None, "worker_id": None},
    )


def _mark(
    session: Session, batch: Batch, kind: ConflictKind | ColumnElement[str], which: ColumnElement[bool]
) -> None:
    told = kind.value if isinstance(kind, ConflictKind) else kind
    _change(session, batch, RowState.READY, which, {"state": RowState.CONFLICT, "conflict": told})


def _change(
    session: Session, batch: Batch, state: RowState, which: ColumnElement[bool], values: dict[str, Any]
) -> None:
    session.execute(
        update(BatchRow)
        .where(BatchRow.batch_id == batch.id, BatchRow.state == state, which)
        .values(values)
        .execution_options(synchronize_session=False)
    )


def _repeated(batch: Batch) -> Select[int]:
    """The places of rows whose NIK stands in another row that counts."""
    last = decided(ConflictKind.TWICE, batch.decisions) == Decision.LAST
    order = BatchRow.position.desc() if last else BatchRow.position
    ranked = (
        select(
            BatchRow.position,
            func.row_number().over(partition_by=BatchRow.nik_hash, order_by=order).label("rank"),
        )
        .where(BatchRow.batch_id == batch.id, BatchRow.state == RowState.READY)
        .subquery()
    )
    return select(ranked.c.position).where(ranked.c.rank > 1)


def _find_workers(session: Session, batch: Batch) -> None:
    """Tell each ready row which standing worker has its NIK."""
    worker = select(Worker.id).where(Worker.nik_hash == BatchRow.nik_hash, Worker.withdrawn_at.is_(None))
    _change(session, batch, RowState.READY, exists(worker), {"worker_id": worker.scalar_subquery()})


def _known_as(session: Session, fund: Fund) -> ColumnElement[str]:
    """What a row's worker is to this fund."""
    held = FundPlace.state == PlaceState.HELD
    mine = FundPlace.fund_id == fund.id
    return case(
        (exists(_places(FundPlace.state != PlaceState.ENDED, mine)), ConflictKind.IN_THIS_FUND.value),
        (exists(_places(FundPlace.reason == EndReason.DIED)), ConflictKind.DECEASED.value),
        (exists(_places(held)), ConflictKind.OTHER_FUND.value),
        (
            exists(_workers(Worker.payer == Payer.FUND, Worker.payer_code == fund.code)),
            ConflictKind.IN_THIS_FUND.value,
        ),
        (exists(_workers(Worker.payer == Payer.SPONSOR)), ConflictKind.SPONSOR.value),
        (_ended(session), ConflictKind.ENDED.value),
        else_=ConflictKind.SELF.value,
    )


def _places(*which: ColumnElement[bool]) -> Select[Any]:
    return select(literal(1)).where(FundPlace.worker_id == BatchRow.worker_id, *which)


def _workers(*which: ColumnElement[bool]) -> Select[Any]:
    return select(literal(1)).where(Worker.id == BatchRow.worker_id, *which)


def _ended(session: Session) -> ColumnElement[bool]:
    """The membership is over: whoever is carried now begins a new one."""
    month = Month.of(today())
    return exists(_workers(has_status(ProtectionStatus.ENDED, current_rulebook(session), month)))


def _promised_elsewhere(batch: Batch) -> Select[bytes | None]:
    """NIKs of rows for which another batch has money."""
    other, theirs = aliased(Batch), aliased(BatchRow)
    return (
        select(theirs.nik_hash)
        .join(other, other.id == theirs.batch_id)
        .where(other.id != batch.id, other.state.in_(PROMISED), theirs.state == RowState.TAKEN)
    )


def _applications() -> Select[Any]:
    return select(literal(1)).where(Enrolment.nik_hash == BatchRow.nik_hash, Enrolment.state.in_(WAITING))


def kinds_of(session: Session, batch_id: UUID) -> dict[ConflictKind, int]:
    """How many rows there are of each kind of conflict."""
    rows = session.execute(
        select(BatchRow.conflict, func.count())
        .where(BatchRow.batch_id == batch_id, BatchRow.conflict.is_not(None))
        .group_by(BatchRow.conflict)
    )
    counts: dict[str | None, int] = dict(rows.all())
    return {kind: counts[kind] for kind in ConflictKind if kind in counts}
