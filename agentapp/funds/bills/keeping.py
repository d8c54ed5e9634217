"""What a fund kept for the months of a bill is no longer kept: they are paid."""

from typing import Any, cast

from sqlalchemy import ColumnElement, Table, and_, case, func, or_, select, update
from sqlalchemy.orm import Session

from agentapp.contributions.models import Obligation
from agentapp.core.money import Rupiah
from agentapp.funds.bills.models import Bill, BillLine
from agentapp.funds.places import FundPlace, PlaceState

_PLACES = cast(Table, FundPlace.__table__)


def release_listed(session: Session, bill: Bill) -> Rupiah:
    """Take the amounts of the list off what its places keep. How much was kept in all: never more than was there."""
    listed = _listed(bill)
    kept = case((_PLACES.c.reserved < listed.c.amount, _PLACES.c.reserved), else_=listed.c.amount)
    mine = and_(_PLACES.c.worker_id == listed.c.worker_id, *_carried(bill))
    total = session.scalar(select(func.coalesce(func.sum(kept), 0)).select_from(_PLACES.join(listed, mine)))
    taken = (
        select(kept)
        .select_from(listed)
        .where(_PLACES.c.worker_id == listed.c.worker_id)
        .correlate(_PLACES)
        .scalar_subquery()
    )
    workers = select(listed.c.worker_id)
    session.execute(
        update(_PLACES)
        .where(_PLACES.c.worker_id.in_(workers), *_carried(bill))
        .values(reserved=_PLACES.c.reserved - taken)
    )
    session.expire_all()
    return int(total or 0)


def _listed(bill: Bill) -> Any:
    return (
        select(Obligation.worker_id, BillLine.amount)
        .join(BillLine.obligation)
        .where(BillLine.bill_id == bill.id)
        .subquery("listed")
    )


def _carried(bill: Bill) -> list[ColumnElement[bool]]:
    """The places of the fund that the bill's month belongs to."""
    places = _PLACES.c
    return [
        places.fund_id == bill.fund_id,
        places.state != PlaceState.WAITING,
        places.first_month <= bill.month,
        places.last_month >= bill.month,
        or_(places.free_from.is_(None), places.free_from > bill.month),
    ]
