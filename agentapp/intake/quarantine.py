"""What could not be placed: kept, looked at by an administrator, tried again or thrown away, at last erased."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.core.db import sessions, transaction
from agentapp.core.errors import NotFound
from agentapp.intake.content import Package
from agentapp.intake.held import HeldMove, HeldReason, HeldSending, HeldState

PAGE = 30
BODY_KEPT = timedelta(days=30)
"""So long after it was placed or thrown away one can still change one's mind; then the body is erased."""

AT_ONCE = 500


def keep(package: Package, reason: HeldReason) -> UUID:
    """Keep a body as it came; the same again under the same id is kept once. Returns its key."""
    digest = hashlib.sha256(package.body).hexdigest()
    known = _known(sessions(), package.submission_id, digest)
    if known is not None:
        return known
    try:
        with transaction() as session:
            session.add(held := _held(package, reason, digest))
            session.flush()
    except IntegrityError:  # the same came twice at once
        known = _known(sessions(), package.submission_id, digest)
        if known is None:
            raise
        return known
    return held.id


def _known(session: Session, submission_id: UUID, digest: str) -> UUID | None:
    return session.scalar(
        select(HeldSending.id).where(
            HeldSending.submission_id == submission_id, HeldSending.body_digest == digest
        )
    )


def _held(package: Package, reason: HeldReason, digest: str) -> HeldSending:
    return HeldSending(
        submission_id=package.submission_id,
        reason=reason,
        state=HeldState.OPEN,
        content_type=package.content_type,
        body=package.body.decode("latin-1"),
        body_digest=digest,
        size=len(package.body),
        sent_by_id=package.sender.id,
        received_at=now(),
    )


def count_open() -> int:
    return sessions().scalar(select(func.count()).where(HeldSending.state == HeldState.OPEN)) or 0


def listed(state: HeldState, after: UUID | None = None) -> tuple[Sequence[HeldSending], UUID | None]:
    """A page of them, oldest first, and the last one's key if there are more."""
    asked = select(HeldSending).where(HeldSending.state == state).options(joinedload(HeldSending.sent_by))
    last = sessions().get(HeldSending, after) if after else None
    if last is not None:
        asked = asked.where(tuple_(HeldSending.received_at, HeldSending.id) > (last.received_at, last.id))
    oldest_first = asked.order_by(HeldSending.received_at, HeldSending.id)
    found = sessions().scalars(oldest_first.limit(PAGE + 1)).all()
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def one(held_id: UUID) -> HeldSending:
    """Raises NotFound."""
    found = sessions().get(HeldSending, held_id, options=[joinedload(HeldSending.sent_by)])
    if found is None:
        raise NotFound
    return found


def history(held: HeldSending) -> Sequence[HeldMove]:
    return sessions().scalars(held.history.select().options(joinedload(HeldMove.by))).all()


def package_of(held: HeldSending) -> Package:
    """As it came, to be tried again by an administrator."""
    return Package(
        submission_id=held.submission_id,
        content_type=held.content_type,
        body=(held.body or "").encode("latin-1"),
        sender=held.sent_by,
        trusting=True,
    )


def note_retry(actor: User, held_id: UUID, reason: HeldReason | None) -> None:
    """Write down that it was tried again: placed, or not for `reason`. Raises NotFound, IllegalMove."""
    with transaction() as session:
        held = _locked(session, held_id)
        if reason is None:
            held.place(actor)
        else:
            held.retry(actor, reason)


def discard(actor: User, held_id: UUID, note: str) -> None:
    """Decide that it is not to be placed; its body is erased later. Raises NotFound, IllegalMove."""
    with transaction() as session:
        _locked(session, held_id).discard(actor, note)


def _locked(session: Session, held_id: UUID) -> HeldSending:
    asked = select(HeldSending).where(HeldSending.id == held_id).with_for_update(of=HeldSending)
    held = session.scalar(asked.execution_options(populate_existing=True))
    if held is None:
        raise NotFound
    return held


def erase_old(moment: datetime | None = None) -> int:
    """Erase the bodies that were decided long ago; how many. Who decided, when and why, stays."""
    before = (moment or now()) - BODY_KEPT
    old = (
        select(HeldSending.id)
        .where(HeldSending.body.is_not(None), HeldSending.closed_at < before)
        .limit(AT_ONCE)
    )
    with transaction() as session:
        erased = session.scalars(
            update(HeldSending).where(HeldSending.id.in_(old)).values(body=None).returning(HeldSending.id),
            execution_options={"synchronize_session": False},
        )
        return len(erased.all())
