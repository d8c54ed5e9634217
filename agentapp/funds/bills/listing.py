"""Bills as people read them: which months may be billed, the bills there are, and the list behind one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session, joinedload

from agentapp.accounts.models import User
from agentapp.accounts.permissions import Role
from agentapp.contributions.models import Obligation
from agentapp.core.clock import today
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.funds.bills.billing import waiting
from agentapp.funds.bills.models import Bill, BillLine, BillState
from agentapp.funds.bills.scope import find_bill, in_scope
from agentapp.funds.models import Fund
from agentapp.workers.models import Worker

SHOWN = 200
"""So many bills of a list, and so many names of a bill, stand on a page; the rest is in the file."""


@dataclass(frozen=True, slots=True)
class Sum:
    """People and rupiah of a part: a month that waits, a district of a bill."""

    key: Month | str
    people: int
    amount: Rupiah


@dataclass(frozen=True, slots=True)
class Name:
    """One line of a list. No NIK, no birth date."""

    number: int
    name: str
    village_code: str
    amount: Rupiah


@dataclass(frozen=True, slots=True)
class Shown:
    """A bill with its sums by district and the first names of its list; a supervisor sees those of the own branch."""

    bill: Bill
    districts: Sequence[Sum]
    names: Sequence[Name]


def may_be_billed(session: Session, fund: Fund) -> list[Sum]:
    """The months of the fund that wait, up to the next one, oldest first."""
    ahead = Month.of(today()) + 1
    rows = session.execute(
        select(Obligation.month, func.count(), func.sum(Obligation.amount))
        .where(*waiting(fund), Obligation.month <= ahead)
        .group_by(Obligation.month)
        .order_by(Obligation.month)
    )
    return [Sum(month, people, int(amount)) for month, people, amount in rows]


def bills_of(session: Session, actor: User, fund: Fund | None = None) -> Sequence[Bill]:
    """The actor's bills, those that wait first, then the newest; of one fund where told."""
    asked = select(Bill).where(in_scope(actor)).options(joinedload(Bill.fund)).limit(SHOWN)
    if fund is not None:
        asked = asked.where(Bill.fund_id == fund.id)
    return session.scalars(asked.order_by(Bill.state != BillState.OPEN, Bill.made_at.desc())).all()


def show(session: Session, actor: User, bill_id: UUID) -> Shown:
    """One bill of the actor's. Raises NotFound."""
    bill = find_bill(session, actor, bill_id)
    rows = session.execute(
        select(Worker.district_code, func.count(), func.sum(BillLine.amount))
        .join(BillLine.obligation)
        .join(Obligation.worker)
        .where(BillLine.bill_id == bill.id)
        .group_by(Worker.district_code)
        .order_by(Worker.district_code)
    )
    districts = [Sum(code, people, int(amount)) for code, people, amount in rows]
    return Shown(bill, districts, list(names(session, actor, bill, SHOWN)))


def names(session: Session, actor: User, bill: Bill, most: int | None = None) -> Iterator[Name]:
    """The list of a bill in its order."""
    asked = (
        select(BillLine.number, Worker.name, Worker.village_code, BillLine.amount)
        .join(BillLine.obligation)
        .join(Obligation.worker)
        .where(BillLine.bill_id == bill.id, _named_to(actor))
        .order_by(BillLine.number)
        .limit(most)
    )
    return (Name(*row) for row in session.execute(asked))


def _named_to(actor: User) -> ColumnElement[bool]:
    return Worker.branch_id == actor.branch_id if actor.role == Role.SUPERVISOR else true()
