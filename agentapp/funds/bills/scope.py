"""Whose bills somebody may see: an officer those of own funds, a supervisor those with workers of the own branch."""

from uuid import UUID

from sqlalchemy import ColumnElement, exists, false, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.accounts.permissions import Role
from agentapp.contributions.models import Obligation
from agentapp.core.errors import NotFound
from agentapp.funds.bills.models import Bill, BillLine
from agentapp.funds.models import Fund
from agentapp.workers.models import Worker


def in_scope(actor: User) -> ColumnElement[bool]:
    """What makes a bill one that the actor may see."""
    if actor.role == Role.FUND_OFFICER:
        return Bill.fund_id.in_(select(Fund.id).where(Fund.officer_id == actor.id))
    if actor.role == Role.SUPERVISOR:
        return exists().where(
            BillLine.bill_id == Bill.id,
            Obligation.id == BillLine.obligation_id,
            Worker.id == Obligation.worker_id,
            Worker.branch_id == actor.branch_id,
        )
    return false()


def find_bill(
    session: Session, actor: User, bill_id: UUID, version: int | None = None, *, lock: bool = False
) -> Bill:
    """A bill that the actor may see. Raises NotFound; StaleVersion if a page shows an older state."""
    asked = select(Bill).where(Bill.id == bill_id, in_scope(actor))
    if lock:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    bill = session.scalar(asked)
    if bill is None:
        raise NotFound
    bill.expect_version(version)
    return bill
