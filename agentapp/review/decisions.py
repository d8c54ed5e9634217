"""What decisions rest on: a case that may be decided, the last move, and whether anything has followed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.contributions.models import OPEN, Obligation, ObligationState, Payment
from agentapp.core.clock import now
from agentapp.core.errors import NotFound
from agentapp.enrolment.models import Enrolment, EnrolmentMove, EnrolmentState, SecondReviewerRequired
from agentapp.enrolment.unsent import Draft
from agentapp.review import claims
from agentapp.review.models import UNDO
from agentapp.review.refusals import AlreadyDecided, NothingToUndo, SomethingFollowed, TooLateToUndo

DECISIONS = ("approve", "send_back", "reject")
_UNTOUCHED = (*OPEN, ObligationState.VOID)


@dataclass(frozen=True, slots=True)
class Move:
    """The latest change of a case's state."""

    verb: str
    by_id: UUID
    by: str
    at: datetime


def find_case(session: Session, actor: User, enrolment_id: UUID, *, lock: bool = False) -> Enrolment:
    """An application of the actor's branch; locked until the transaction ends. Raises NotFound."""
    asked = select(Enrolment).where(Enrolment.id == enrolment_id, Enrolment.branch_id == actor.branch_id)
    if lock:
        asked = asked.with_for_update(of=Enrolment, key_share=True).execution_options(populate_existing=True)
    enrolment = session.scalar(asked)
    if enrolment is None:
        raise NotFound
    return enrolment


def waiting_case(session: Session, actor: User, enrolment_id: UUID) -> Enrolment:
    """A locked case that waits, and that the actor did not send.

    Raises NotFound outside the branch, SecondReviewerRequired for one's own, AlreadyDecided.
    """
    enrolment = find_case(session, actor, enrolment_id, lock=True)
    if is_own(actor, enrolment):
        raise SecondReviewerRequired
    if enrolment.state != EnrolmentState.SUBMITTED:
        move = last_move(session, enrolment.id)
        assert move is not None
        raise AlreadyDecided(enrolment.state, move.by, move.at)
    return enrolment


def case_to_decide(session: Session, actor: User, enrolment_id: UUID, version: int | None) -> Enrolment:
    """As `waiting_case`; also raises HeldByAnother, and StaleVersion if the page was made before a change."""
    enrolment = waiting_case(session, actor, enrolment_id)
    claims.check_free(session, actor, enrolment.id)
    enrolment.expect_version(version)
    return enrolment


def is_own(actor: User, enrolment: Enrolment) -> bool:
    """Whether the actor sent it or looks after it now."""
    return actor.id in (enrolment.agent_id, enrolment.author_id)


def last_move(session: Session, enrolment_id: UUID) -> Move | None:
    query = (
        select(EnrolmentMove.verb, EnrolmentMove.by_id, User.name, EnrolmentMove.at)
        .join(User, User.id == EnrolmentMove.by_id)
        .where(EnrolmentMove.enrolment_id == enrolment_id)
        .order_by(EnrolmentMove.at.desc())
        .limit(1)
    )
    row = session.execute(query).first()
    return Move(*row) if row else None


def names_of(session: Session, reader: User, ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of those of the cases that the reader may see."""
    query = select(Enrolment.id, Enrolment.name).where(
        Enrolment.id.in_(ids), Enrolment.branch_id == reader.branch_id
    )
    return dict(session.execute(query).all())


def check_undo(session: Session, actor: User, enrolment: Enrolment) -> datetime:
    """Until when the actor may undo. Raises NothingToUndo, TooLateToUndo or SomethingFollowed."""
    move = last_move(session, enrolment.id)
    if move is None or move.verb not in DECISIONS or move.by_id != actor.id:
        raise NothingToUndo
    if now() > move.at + UNDO:
        raise TooLateToUndo
    if followed(session, [enrolment.id]):
        raise SomethingFollowed
    return move.at + UNDO


def followed(session: Session, ids: Collection[UUID]) -> set[UUID]:
    """Those of the cases whose decision something rests on: money, or a correction the agent began."""
    paid = select(Payment.id).where(Payment.worker_id == Enrolment.worker_id)
    settled = select(Obligation.id).where(
        Obligation.worker_id == Enrolment.worker_id, Obligation.state.not_in(_UNTOUCHED)
    )
    corrected = select(Draft.id).where(Draft.id == Enrolment.id)
    query = select(Enrolment.id).where(
        Enrolment.id.in_(ids), or_(paid.exists(), settled.exists(), corrected.exists())
    )
    return set(session.scalars(query))


def undo_until(session: Session, actor: User, enrolment: Enrolment) -> datetime | None:
    """Until when the actor may undo the last decision; None where that is not possible."""
    try:
        return check_undo(session, actor, enrolment)
    except (NothingToUndo, TooLateToUndo, SomethingFollowed):
        return None
