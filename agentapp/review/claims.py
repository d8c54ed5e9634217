"""Leases: a case is one supervisor's for ten minutes, visible to the others, and free again after that."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.enrolment.models import Enrolment
from agentapp.review.filters import Filters
from agentapp.review.holder import latest_holder
from agentapp.review.models import LEASE, Claim, ReviewEvent, ReviewEventKind
from agentapp.review.queue import PLACE_IN_QUEUE, branch_waits
from agentapp.review.refusals import HeldByAnother


def take(session: Session, actor: User, enrolment_id: UUID) -> None:
    """Lease a case to the actor, or lease it anew. Raises HeldByAnother while somebody else's lease runs."""
    at = now()
    former = latest_holder(session, enrolment_id)
    if not _take(session, actor, enrolment_id, at):
        holder = latest_holder(session, enrolment_id)
        assert holder is not None
        raise HeldByAnother(holder)
    if former is None or former.id != actor.id or former.until <= at:
        first = former is None or former.id == actor.id
        kind = ReviewEventKind.CLAIMED if first else ReviewEventKind.TAKEN_OVER
        note_event(session, actor, enrolment_id, kind)


def take_oldest(session: Session, actor: User, filters: Filters) -> UUID | None:
    """Lease the oldest free case to the actor, first those the actor had returned; None if none is left.

    Rows that somebody else is just taking are passed over.
    """
    for wanted in ([Enrolment.returned_by_id == actor.id], []):
        while (oldest := session.scalar(_oldest_free(actor, filters, wanted))) is not None:
            if _take(session, actor, oldest, now()):
                note_event(session, actor, oldest, ReviewEventKind.CLAIMED)
                return oldest
    return None


def renew(session: Session, actor: User, enrolment_id: UUID) -> None:
    """Let the actor's running lease run ten minutes from now; nothing happens where there is none."""
    mine = (Claim.enrolment_id == enrolment_id, Claim.supervisor_id == actor.id, Claim.expires_at > now())
    session.execute(update(Claim).where(*mine).values(expires_at=now() + LEASE))


def release(session: Session, actor: User, enrolment_id: UUID) -> None:
    """Give the actor's lease back, if there is one."""
    mine = delete(Claim).where(Claim.enrolment_id == enrolment_id, Claim.supervisor_id == actor.id)
    if session.scalar(mine.returning(Claim.enrolment_id)):
        note_event(session, actor, enrolment_id, ReviewEventKind.RELEASED)


def end(session: Session, enrolment_id: UUID) -> None:
    """The case was decided: nobody holds it any longer."""
    session.execute(delete(Claim).where(Claim.enrolment_id == enrolment_id))


def check_free(session: Session, actor: User, enrolment_id: UUID) -> None:
    """Raises HeldByAnother while somebody else's lease runs."""
    holder = latest_holder(session, enrolment_id)
    if holder is not None and holder.id != actor.id and holder.until > now():
        raise HeldByAnother(holder)


def note_event(
    session: Session, actor: User, enrolment_id: UUID, kind: ReviewEventKind, note: str | None = None
) -> None:
    """Add to the case's history."""
    session.add(ReviewEvent(enrolment_id=enrolment_id, kind=kind, by_id=actor.id, at=now(), note=note))


def _take(session: Session, actor: User, enrolment_id: UUID, at: datetime) -> bool:
    """One statement, so that of two who try at once one wins."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    lease = {"supervisor_id": actor.id, "expires_at": at + LEASE}
    taken = (
        insert(Claim)
        .values(enrolment_id=enrolment_id, **lease)
        .on_conflict_do_update(
            index_elements=[Claim.enrolment_id],
            set_=lease,
            where=or_(Claim.expires_at <= at, Claim.supervisor_id == actor.id),
        )
        .returning(Claim.enrolment_id)
    )
    return session.scalar(taken) is not None


def _oldest_free(actor: User, filters: Filters, wanted: Iterable[ColumnElement[bool]]) -> Select[UUID]:
    at = now()
    leased = select(Claim.enrolment_id).where(Claim.enrolment_id == Enrolment.id, Claim.expires_at > at)
    return (
        select(Enrolment.id)
        .where(
            *branch_waits(actor.branch_id),
            *filters.conditions(at),
            *wanted,
            Enrolment.agent_id != actor.id,
            Enrolment.author_id != actor.id,
            ~leased.exists(),
        )
        .order_by(*PLACE_IN_QUEUE)
        .limit(1)
        .with_for_update(of=Enrolment, skip_locked=True, key_share=True)
    )
