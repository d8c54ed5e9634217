"""Applications without a decision, and drafts, as work that passes to a successor.

The author stays the one who sent it: neither may decide it.
"""

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from agentapp.accounts.models import BranchOffice, User
from agentapp.accounts.permissions import Role
from agentapp.core.errors import N_
from agentapp.enrolment.models import Enrolment, EnrolmentState
from agentapp.enrolment.unsent import Draft

OPEN = (EnrolmentState.SUBMITTED, EnrolmentState.RETURNED)


class Applications:
    """Applications that wait for a decision or for a correction."""

    code = "enrolments"
    label = N_("pendaftaran yang belum diputuskan")
    role = Role.AGENT

    def held_by(self, session: Session, person: User) -> int:
        return _count(session, Enrolment.agent_id == person.id)

    def held_in(self, session: Session, branch: BranchOffice) -> int:
        return _count(session, Enrolment.branch_id == branch.id)

    def pass_on(self, session: Session, giver: User, taker: User, by: User) -> int:
        passed = session.scalars(
            update(Enrolment)
            .where(Enrolment.agent_id == giver.id, Enrolment.state.in_(OPEN))
            .values(agent_id=taker.id)
            .returning(Enrolment.id),
            execution_options={"synchronize_session": False},
        )
        return len(passed.all())


class Drafts:
    """What was typed and not sent yet."""

    code = "drafts"
    label = N_("draf")
    role = Role.AGENT

    def held_by(self, session: Session, person: User) -> int:
        return session.scalar(select(func.count()).where(Draft.agent_id == person.id)) or 0

    def held_in(self, session: Session, branch: BranchOffice) -> int:
        """A draft belongs to nobody but its agent."""
        return 0

    def pass_on(self, session: Session, giver: User, taker: User, by: User) -> int:
        passed = session.scalars(
            update(Draft).where(Draft.agent_id == giver.id).values(agent_id=taker.id).returning(Draft.id),
            execution_options={"synchronize_session": False},
        )
        return len(passed.all())


def _count(session: Session, whose: ColumnElement[bool]) -> int:
    waiting = select(func.count()).select_from(Enrolment).where(whose, Enrolment.state.in_(OPEN))
    return session.scalar(waiting) or 0
