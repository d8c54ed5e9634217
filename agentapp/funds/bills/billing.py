"""A bill is made: the months of a fund that wait to be paid, as one list and one sum; or it is withdrawn."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, exists, func, insert, literal, select, update
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.contributions.handover import correct
from agentapp.contributions.models import OPEN, STANDS, Obligation, ObligationState
from agentapp.core.clock import now
from agentapp.core.db import transaction
from agentapp.core.errors import N_, Conflict
from agentapp.core.period import Month
from agentapp.enrolment.service import new_number
from agentapp.funds.bills.models import Bill, BillLine, BillState
from agentapp.funds.bills.scope import find_bill
from agentapp.funds.models import Fund
from agentapp.funds.visible import find_fund
from agentapp.workers.models import Worker

_LINES = cast(Table, BillLine.__table__)
_MONTHS = cast(Table, Obligation.__table__)


class NothingToBill(Conflict):
    """Nobody's month waits: all are paid, on another bill, or not raised yet."""

    default = N_("Tidak ada iuran yang menunggu untuk bulan ini.")


def make(actor: User, fund_id: UUID, month: Month) -> Bill:
    """Bill `month` of an own fund. Raises NotFound, NothingToBill.

    A second bill for the same month holds only who came later.
    """
    with transaction() as session:
        fund = find_fund(session, actor, fund_id)
        people, amount = session.execute(_sum(fund, month)).one()
        if not people:
            raise NothingToBill
        bill = Bill(
            number=new_number(),
            fund_id=fund.id,
            month=month,
            people=people,
            amount=int(amount),
            state=BillState.OPEN,
            made_at=now(),
        )
        bill.begin(actor)
        session.add(bill)
        session.flush()
        _list(session, bill, fund)
    return bill


def withdraw(actor: User, bill_id: UUID, note: str, version: int | None = None) -> Bill:
    """Ask for it no more. Its months are due again, from whoever is to pay them by now.

    Raises NotFound, IllegalMove, StaleVersion.
    """
    with transaction() as session:
        bill = find_bill(session, actor, bill_id, version, lock=True)
        bill.withdraw(actor, note)
        _free(session, bill)
    return bill


def waiting(fund: Fund) -> list[Any]:
    """What makes a month one that a bill of the fund may ask for."""
    listed = exists().where(BillLine.obligation_id == Obligation.id, BillLine.live)
    return [
        Obligation.funding == fund.kind,
        Obligation.payer_code == fund.code,
        Obligation.state.in_(OPEN),
        STANDS,
        ~listed,
    ]


def _sum(fund: Fund, month: Month) -> Select[*tuple[Any, ...]]:
    """Counted over rows that are held meanwhile: nobody pays or hands over any of them before the list is written."""
    held = (
        select(Obligation.amount)
        .where(*waiting(fund), Obligation.month == month)
        .with_for_update()
        .subquery()
    )
    return select(func.count(), func.coalesce(func.sum(held.c.amount), 0)).select_from(held)


def _list(session: Session, bill: Bill, fund: Fund) -> None:
    """By district, village and name: as the list is read and printed."""
    order = (Worker.district_code, Worker.village_code, Worker.name_key, Obligation.id)
    rows = (
        select(
            literal(bill.id, BillLine.bill_id.type),
            Obligation.id,
            func.row_number().over(order_by=order),
            Obligation.amount,
            literal(True),  # noqa: FBT003
        )
        .join(Obligation.worker)
        .where(*waiting(fund), Obligation.month == bill.month)
    )
    columns = ["bill_id", "obligation_id", "number", "amount", "live"]
    session.execute(insert(_LINES).from_select(columns, rows))
    _change(session, bill, ObligationState.COLLECTING)


def _change(session: Session, bill: Bill, state: ObligationState) -> None:
    listed = select(_LINES.c.obligation_id).where(_LINES.c.bill_id == bill.id)
    session.execute(update(_MONTHS).where(_MONTHS.c.id.in_(listed)).values(state=state))
    session.expire_all()


def _free(session: Session, bill: Bill) -> None:
    _change(session, bill, ObligationState.DUE)
    session.execute(update(_LINES).where(_LINES.c.bill_id == bill.id).values(live=False))
    session.flush()
    for worker in session.scalars(_left(bill)):
        correct(session, worker, [bill.month])


def _left(bill: Bill) -> Select[Worker]:
    """Whose month the fund is not to pay any more by now."""
    listed = select(Obligation.worker_id).join(BillLine).where(BillLine.bill_id == bill.id)
    other = (Worker.payer_code.is_distinct_from(Obligation.payer_code)) | Worker.withdrawn_at.is_not(None)
    return (
        select(Worker)
        .join(Obligation, Obligation.worker_id == Worker.id)
        .where(Worker.id.in_(listed), Obligation.month == bill.month, STANDS, other)
    )
