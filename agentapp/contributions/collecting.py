"""Months that nobody may pay by hand, for a debit for them is on its way."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.contributions.models import STANDS, Obligation, ObligationState
from agentapp.core.period import Month
from agentapp.workers.models import Worker


def being_collected(session: Session, worker: Worker) -> Sequence[Month]:
    """The worker's months whose debit was sent and not yet decided, oldest first."""
    collecting = Obligation.state == ObligationState.COLLECTING
    found = select(Obligation.month).where(Obligation.worker_id == worker.id, collecting, STANDS)
    return session.scalars(found.order_by(Obligation.month)).all()
