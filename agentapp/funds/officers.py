"""Who may look after a fund."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.accounts.permissions import Role
from agentapp.funds.models import Fund


def officers(session: Session) -> Sequence[User]:
    """The fund officers there are, by name."""
    active = User.role == Role.FUND_OFFICER, User.deactivated_at.is_(None)
    return session.scalars(select(User).where(*active).order_by(User.name)).all()


def likely_officer(session: Session, region_code: str) -> User | None:
    """Who looks after most funds of the region, or is the only officer there is; None where that says nothing."""
    keeps = (
        select(User)
        .join(Fund, Fund.officer_id == User.id)
        .where(Fund.region_code == region_code, User.deactivated_at.is_(None))
        .group_by(User.id)
        .order_by(func.count().desc(), User.id)
        .limit(1)
    )
    known = officers(session)
    return session.scalar(keeps) or (known[0] if len(known) == 1 else None)
