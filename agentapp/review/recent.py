"""What a supervisor decided last, and what of it may still be taken back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.enrolment.models import Enrolment, EnrolmentMove, EnrolmentState, ReturnReason
from agentapp.review.decisions import DECISIONS, followed
from agentapp.review.models import UNDO

MOST = 50


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision. `target` is where it led, `state` where the case is now."""

    id: UUID
    number: str
    name: str
    target: EnrolmentState
    state: EnrolmentState
    reason: ReturnReason | None
    at: datetime
    undo_until: datetime | None


def decided(session: Session, reader: User, only: UUID | None = None) -> list[Decided]:
    """The reader's last decisions, latest first; those about one case where `only` names it."""
    query = (
        select(
            Enrolment.id,
            Enrolment.number,
            Enrolment.name,
            EnrolmentMove.target,
            Enrolment.state,
            EnrolmentMove.reason,
            EnrolmentMove.at,
        )
        .join(Enrolment, Enrolment.id == EnrolmentMove.enrolment_id)
        .where(EnrolmentMove.by_id == reader.id, EnrolmentMove.verb.in_(DECISIONS))
        .where(Enrolment.branch_id == reader.branch_id)
        .order_by(EnrolmentMove.at.desc())
        .limit(MOST)
    )
    if only is not None:
        query = query.where(EnrolmentMove.enrolment_id == only)
    rows = session.execute(query).all()
    last = _undoable(session, [row.id for row in rows if row.at > now() - UNDO])
    return [Decided(*row, undo_until=row.at + UNDO if last.get(row.id) == row.at else None) for row in rows]


def _undoable(session: Session, ids: Collection[UUID]) -> dict[UUID, datetime]:
    """The moment of the latest move of each case on which nothing rests."""
    if not ids:
        return {}
    latest = (
        select(EnrolmentMove.enrolment_id, func.max(EnrolmentMove.at))
        .where(EnrolmentMove.enrolment_id.in_(ids))
        .group_by(EnrolmentMove.enrolment_id)
    )
    resting = followed(session, ids)
    return {key: at for key, at in session.execute(latest) if key not in resting}
