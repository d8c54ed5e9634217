"""Whose workers somebody may see: an agent the own portfolio, a supervisor the own branch, nobody else any."""

from uuid import UUID

from sqlalchemy import ColumnElement, false, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.accounts.permissions import Role
from agentapp.core.errors import NotFound
from agentapp.workers.models import Worker


def in_scope(actor: User) -> ColumnElement[bool]:
    """What makes a worker one that the actor may see, whether standing or not."""
    if actor.role == Role.AGENT:
        return Worker.agent_id == actor.id
    if actor.role == Role.SUPERVISOR:
        return Worker.branch_id == actor.branch_id
    return false()


def find_worker(session: Session, actor: User, worker_id: UUID) -> Worker:
    """A standing worker of the actor. Raises NotFound."""
    worker = session.scalar(
        select(Worker).where(Worker.id == worker_id, Worker.withdrawn_at.is_(None), in_scope(actor))
    )
    if worker is None:
        raise NotFound
    return worker
