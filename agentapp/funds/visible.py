"""Whose funds somebody sees: an officer the own ones, an administrator all, nobody else any."""

from uuid import UUID

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.accounts.permissions import Role
from agentapp.core.errors import NotFound
from agentapp.funds.models import Fund


def in_care(actor: User) -> ColumnElement[bool]:
    """What makes a fund one that the actor may see."""
    if actor.role == Role.ADMIN:
        return true()
    return Fund.officer_id == actor.id if actor.role == Role.FUND_OFFICER else false()


def find_fund(session: Session, actor: User, fund_id: UUID, *, lock: bool = False) -> Fund:
    """A fund that the actor may see. Raises NotFound."""
    asked = select(Fund).where(Fund.id == fund_id, in_care(actor))
    if lock:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    fund = session.scalar(asked)
    if fund is None:
        raise NotFound
    return fund
