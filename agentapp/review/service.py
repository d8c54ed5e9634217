"""What a supervisor does with cases, one transaction each; `approve_several` has one for each case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.contributions import assessment
from agentapp.core.clock import now
from agentapp.core.db import transaction, violated
from agentapp.core.errors import DomainError
from agentapp.enrolment.models import Enrolment, ReturnReason, SecondContent
from agentapp.review import claims
from agentapp.review.admission import admit
from agentapp.review.decisions import case_to_decide, check_undo, find_case, waiting_case
from agentapp.review.filters import Filters
from agentapp.review.models import ReviewEventKind
from agentapp.review.refusals import NoLongerClean, SameNikWaits
from agentapp.workers import registration


def claim(actor: User, enrolment_id: UUID) -> None:
    """Lease a case to the actor for ten minutes, or anew.

    Raises NotFound, SecondReviewerRequired, AlreadyDecided, HeldByAnother.
    """
    with transaction() as session:
        waiting_case(session, actor, enrolment_id)
        claims.take(session, actor, enrolment_id)


def claim_next(actor: User, filters: Filters) -> UUID | None:
    """Lease the oldest free case, the actor's returned ones first. None where nothing is left."""
    with transaction() as session:
        return claims.take_oldest(session, actor, filters)


def release(actor: User, enrolment_id: UUID) -> None:
    """Give the actor's lease back; nothing happens where there is none. Raises NotFound."""
    with transaction() as session:
        find_case(session, actor, enrolment_id, lock=True)
        claims.release(session, actor, enrolment_id)


def add_note(actor: User, enrolment_id: UUID, text: str) -> None:
    """Keep a note on a case for colleagues; a lease of the actor runs anew. Raises NotFound."""
    with transaction() as session:
        enrolment = find_case(session, actor, enrolment_id, lock=True)
        claims.note_event(session, actor, enrolment.id, ReviewEventKind.NOTED, text)
        claims.renew(session, actor, enrolment.id)


def approve(actor: User, enrolment_id: UUID, note: str = "", version: int | None = None) -> Enrolment:
    """Grant cover: the person becomes a worker who owes the months chosen, from this month on.

    Raises NotFound, SecondReviewerRequired, AlreadyDecided, HeldByAnother, StaleVersion; AlreadyRegistered if
    somebody in the scheme has this NIK, FieldError if the payer no longer pays.
    """
    with transaction() as session:
        enrolment = case_to_decide(session, actor, enrolment_id, version)
        _approve(session, actor, enrolment, note)
    return enrolment


@dataclass(frozen=True, slots=True)
class Pick:
    """A case ticked on the list, and the version that was shown."""

    id: UUID
    version: int | None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one ticked case: approved, or the rule that refused it."""

    id: UUID
    error: DomainError | None

    @property
    def refused(self) -> bool:
        return self.error is not None


def approve_several(actor: User, picks: Iterable[Pick]) -> list[Result]:
    """Approve clean cases one by one, each for itself; a flagged one is refused."""
    return [Result(pick.id, _approve_clean(actor, pick)) for pick in picks]


def _approve_clean(actor: User, pick: Pick) -> DomainError | None:
    try:
        with transaction() as session:
            enrolment = case_to_decide(session, actor, pick.id, pick.version)
            if not enrolment.is_clean:
                raise NoLongerClean
            _approve(session, actor, enrolment, "")
    except DomainError as error:
        return error
    return None


def _approve(session: Session, actor: User, enrolment: Enrolment, note: str) -> None:
    worker = admit(session, actor, enrolment)
    enrolment.approve(by=actor, worker=worker, note=note)
    _close(session, actor, enrolment)


def send_back(
    actor: User,
    enrolment_id: UUID,
    reason: ReturnReason,
    note: str = "",
    notes: dict[str, str] | None = None,
    version: int | None = None,
) -> Enrolment:
    """Return a case to its agent with a reason and notes by field. Raises as `approve` but for admission."""
    with transaction() as session:
        enrolment = case_to_decide(session, actor, enrolment_id, version)
        enrolment.send_back(by=actor, reason=reason, note=note, notes=notes or {})
        claims.end(session, enrolment.id)
    return enrolment


def reject(
    actor: User, enrolment_id: UUID, reason: ReturnReason, note: str = "", version: int | None = None
) -> Enrolment:
    """Refuse cover for good. Raises as `approve` but for admission."""
    with transaction() as session:
        enrolment = case_to_decide(session, actor, enrolment_id, version)
        enrolment.reject(by=actor, reason=reason, note=note)
        _close(session, actor, enrolment)
    return enrolment


def undo(actor: User, enrolment_id: UUID) -> Enrolment:
    """Take the actor's own decision back within five minutes: it waits at its old place, leased to the actor.

    Raises NotFound, NothingToUndo, TooLateToUndo, SomethingFollowed, AlreadyPaid, SameNikWaits.
    """
    with transaction() as session:
        enrolment = find_case(session, actor, enrolment_id, lock=True)
        check_undo(session, actor, enrolment)
        decided_at = enrolment.decided_at
        if enrolment.worker is not None:
            assessment.void_months(session, enrolment.worker)
            registration.withdraw(session, actor, enrolment.worker)
        enrolment.undo(by=actor)
        _flush_undone(session)
        if decided_at is not None:
            _reopen_second_contents(session, enrolment, decided_at)
        claims.take(session, actor, enrolment.id)
    return enrolment


def _flush_undone(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        if violated(error, "uq_enrolments_nik_hash_waiting", "enrolments.nik_hash"):
            raise SameNikWaits from None
        raise


def _close(session: Session, actor: User, enrolment: Enrolment) -> None:
    """A final decision also settles what else came under the same submission, and frees the case."""
    session.execute(
        update(SecondContent)
        .where(SecondContent.enrolment_id == enrolment.id, SecondContent.settled_at.is_(None))
        .values(settled_at=now(), settled_by_id=actor.id)
    )
    claims.end(session, enrolment.id)


def _reopen_second_contents(session: Session, enrolment: Enrolment, decided_at: datetime) -> None:
    """Those that the decision settled; what was chosen between before it stays chosen."""
    session.execute(
        update(SecondContent)
        .where(SecondContent.enrolment_id == enrolment.id, SecondContent.settled_at >= decided_at)
        .values(settled_at=None, settled_by_id=None)
    )
