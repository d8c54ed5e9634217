"""An agent's portfolio, as work that passes to a successor."""

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.orm import Session

from agentapp.accounts.models import BranchOffice, User
from agentapp.accounts.permissions import Role
from agentapp.core.clock import now
from agentapp.core.errors import N_
from agentapp.workers.models import Worker, WorkerEvent, WorkerEventKind


class Portfolio:
    """The standing workers whom an agent looks after."""

    code = "workers"
    label = N_("pekerja")
    role = Role.AGENT

    def held_by(self, session: Session, person: User) -> int:
        return _count(session, Worker.agent_id == person.id)

    def held_in(self, session: Session, branch: BranchOffice) -> int:
        return _count(session, Worker.branch_id == branch.id)

    def pass_on(self, session: Session, giver: User, taker: User, by: User) -> int:
        passed = session.scalars(
            update(Worker)
            .where(Worker.agent_id == giver.id, Worker.withdrawn_at.is_(None))
            .values(agent_id=taker.id)
            .returning(Worker.id),
            execution_options={"synchronize_session": False},
        ).all()
        event = {"kind": WorkerEventKind.AGENT_CHANGED, "by_id": by.id, "at": now()}
        if passed:
            session.execute(insert(WorkerEvent), [event | {"worker_id": worker_id} for worker_id in passed])
        return len(passed)


def _count(session: Session, whose: ColumnElement[bool]) -> int:
    standing = select(func.count()).select_from(Worker).where(whose, Worker.withdrawn_at.is_(None))
    return session.scalar(standing) or 0
