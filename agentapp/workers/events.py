"""What happened to a worker after approval, kept for ever."""

from datetime import datetime

from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.workers.models import Worker, WorkerEvent, WorkerEventKind


def note_event(
    session: Session, worker: Worker, kind: WorkerEventKind, actor: User, at: datetime | None = None
) -> None:
    """Add to the worker's history what `actor` did, and when (now unless told)."""
    session.add(WorkerEvent(worker_id=worker.id, kind=kind, by_id=actor.id, at=at or now()))
