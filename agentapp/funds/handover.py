"""The funds an officer keeps, as work that passes to a successor."""

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from agentapp.accounts.models import BranchOffice, User
from agentapp.accounts.permissions import Role
from agentapp.core.errors import N_
from agentapp.funds.models import Fund


class FundsKept:
    """The funds whose officer somebody is."""

    code = "funds"
    label = N_("dana")
    role = Role.FUND_OFFICER

    def held_by(self, session: Session, person: User) -> int:
        return session.scalar(select(func.count()).where(Fund.officer_id == person.id)) or 0

    def held_in(self, session: Session, branch: BranchOffice) -> int:
        """Funds belong to no branch."""
        return 0

    def pass_on(self, session: Session, giver: User, taker: User, by: User) -> int:
        passed = session.scalars(
            update(Fund).where(Fund.officer_id == giver.id).values(officer_id=taker.id).returning(Fund.id),
            execution_options={"synchronize_session": False},
        )
        return len(passed.all())
