"""Rows of people who are workers already: from the next unpaid month on the fund pays for them."""

from uuid import UUID

from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.contributions.assessment import lock
from agentapp.contributions.handover import hand_over, next_unpaid, raise_for
from agentapp.contributions.protection import ProtectionStatus
from agentapp.contributions.service import lapse_before
from agentapp.contributions.standing import standing
from agentapp.core.errors import DomainError
from agentapp.core.period import Month
from agentapp.funds.batches.kinds import ConflictKind, Decision, decided
from agentapp.funds.batches.models import Batch, BatchRow
from agentapp.funds.batches.states import RowState
from agentapp.funds.holding import Wish, enter, source_of, standing_place
from agentapp.funds.places import PlaceState
from agentapp.programmes.kinds import Payer
from agentapp.workers.events import note_event
from agentapp.workers.models import Worker, WorkerEventKind
from agentapp.workers.registration import open_membership


def join(session: Session, batch: Batch, row: BatchRow, worker: Worker, first: Month) -> None:
    """Carry a worker who is known, if that was decided and still may be; else the row is skipped. Not committed."""
    lock(session, worker)
    kind = _known_as(session, batch, worker)
    if decided(kind, batch.decisions) != Decision.TAKE:
        skip(row, kind)
        return
    approver = batch.checked_by
    assert approver is not None
    try:
        with session.begin_nested():
            if kind == ConflictKind.ENDED:
                _begin_anew(session, approver, worker, first)
            _carry(session, batch, row, worker, max(first, next_unpaid(session, worker)))
    except DomainError:
        session.refresh(worker)
        skip(row, ConflictKind.NO_ROOM)
        return
    row.conflict = kind.value
    enrolled(row, worker.id)


def skip(row: BatchRow, kind: ConflictKind) -> None:
    """Nothing comes of the row, and why."""
    row.state, row.conflict = RowState.SKIPPED, kind.value


def enrolled(row: BatchRow, worker_id: UUID) -> None:
    """The row is a worker now, who has all that was kept of it."""
    row.state, row.worker_id, row.person = RowState.ENROLLED, worker_id, None


def _known_as(session: Session, batch: Batch, worker: Worker) -> ConflictKind:
    place = standing_place(session, worker.id)
    if place is not None and place.fund_id == batch.fund_id:
        return ConflictKind.IN_THIS_FUND
    if worker.payer == Payer.FUND or (place is not None and place.state == PlaceState.HELD):
        return ConflictKind.OTHER_FUND
    if worker.payer == Payer.SPONSOR:
        return ConflictKind.SPONSOR
    ended = standing(session, worker).protection.status == ProtectionStatus.ENDED
    return ConflictKind.ENDED if ended else ConflictKind.SELF


def _begin_anew(session: Session, approver: User, worker: Worker, first: Month) -> None:
    """A new membership from `first` on; old arrears are not charged."""
    note_event(session, worker, WorkerEventKind.MEMBERSHIP_RENEWED, approver)
    open_membership(session, approver, worker, first)
    lapse_before(session, worker, first)


def _carry(session: Session, batch: Batch, row: BatchRow, worker: Worker, first: Month) -> None:
    wish = Wish(
        cohort=batch.cohort,
        until=row.last_month,
        agency=batch.agency,
        decile=row.person["decile"] if row.person else None,
    )
    place = enter(session, batch.fund, worker, first, batch.checked_by, wish)
    if place.state == PlaceState.HELD:
        hand_over(session, batch.checked_by, worker, source_of(place), first)
        raise_for(session, worker, first)
