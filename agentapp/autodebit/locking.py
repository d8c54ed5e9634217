"""Whoever changes a debit holds, in this order: its mandate, itself, its workers, their months.

So nobody waits in a ring. On SQLite the transaction itself is the lock.
"""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.autodebit.attempts import Attempt, AttemptItem
from agentapp.autodebit.models import Mandate
from agentapp.contributions.models import Obligation
from agentapp.workers.models import Worker


def hold(session: Session, attempt_id: UUID, *, skip_busy: bool = False) -> Attempt | None:
    """The attempt, afresh, with all it touches, until the transaction ends.

    None where it is gone, or with `skip_busy` where somebody else holds its mandate at this moment.
    """
    mandate_id = session.scalar(select(Attempt.mandate_id).where(Attempt.id == attempt_id))
    if mandate_id is None or hold_mandate(session, mandate_id, skip_busy=skip_busy) is None:
        return None
    attempt = session.get(Attempt, attempt_id, with_for_update=True, populate_existing=True)
    if attempt is not None:
        session.expire(attempt, ["items"])
        hold_months(session, attempt)
    return attempt


def hold_mandate(session: Session, mandate_id: UUID, *, skip_busy: bool = False) -> Mandate | None:
    """The mandate, afresh; None where it is gone or, with `skip_busy`, held by somebody else."""
    found = select(Mandate).where(Mandate.id == mandate_id).execution_options(populate_existing=True)
    return session.scalar(found.with_for_update(skip_locked=skip_busy))


def hold_months(session: Session, attempt: Attempt) -> None:
    """The workers of an attempt, and then their months, afresh."""
    asked = select(AttemptItem.obligation_id).where(AttemptItem.attempt_id == attempt.id)
    owners = select(Obligation.worker_id).where(Obligation.id.in_(asked))
    session.scalars(
        select(Worker.id).where(Worker.id.in_(owners)).order_by(Worker.id).with_for_update()
    ).all()
    session.scalars(
        select(Obligation)
        .where(Obligation.id.in_(asked))
        .execution_options(populate_existing=True)
        .order_by(Obligation.id)
        .with_for_update()
    ).all()
