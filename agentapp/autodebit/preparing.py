"""Prepares debits: what each mandate is to pay for a month becomes an attempt, many thousands by one statement."""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import (
    Column,
    ColumnElement,
    CompoundSelect,
    Index,
    MetaData,
    Select,
    SelectBase,
    String,
    Table,
    Uuid,
    and_,
    case,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy import cast as cast_to
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex, CreateTable, DropTable

from agentapp.autodebit.attempts import DECLINED, LIVE, TAKEN, Attempt, AttemptItem, AttemptState
from agentapp.autodebit.codes import PaymentCodeItem
from agentapp.autodebit.locking import CLAIMING
from agentapp.autodebit.models import Mandate, MandateLine, MandateState
from agentapp.autodebit.timing import Occasion, days_to_prepare
from agentapp.contributions.models import OPEN, STANDS, Obligation
from agentapp.core.bulk import INSERTS, NewId
from agentapp.core.clock import today
from agentapp.core.columns import RupiahColumn
from agentapp.core.db import only_one, transaction
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind

MOST_NUMBER = 99
TWO_DIGITS = 10
_PAYER = func.coalesce(Mandate.payer_id, Mandate.worker_id)
_ATTEMPTS = cast(Table, Attempt.__table__)
_ITEMS = cast(Table, AttemptItem.__table__)
_LINES = cast(Table, MandateLine.__table__)

_WANTED = Table(
    "wanted_months",
    MetaData(),
    Column("mandate_id", Uuid),
    Column("obligation_id", Uuid),
    Column("worker_id", Uuid),
    Column("amount", RupiahColumn),
    prefixes=["TEMPORARY"],
)
_EMPTY = Table(
    "empty_attempts",
    MetaData(),
    Column("attempt_id", Uuid),
    Column("mandate_id", Uuid),
    prefixes=["TEMPORARY"],
)
_INDEXES = {table: Index(f"ix_{table.name}_mandate", table.c.mandate_id) for table in (_WANTED, _EMPTY)}


@dataclass(frozen=True, slots=True)
class Prepared:
    """How many debits were prepared, and how many mandates ask for more than their cap allows."""

    debits: int
    over_cap: int


def prepare(occasion: Occasion) -> Prepared:
    """Schedule the debits whose day is near: one a mandate and month. Run again, it adds only what is missing."""
    debits = over_cap = 0
    for month, days in days_to_prepare(occasion):
        with transaction() as session:
            only_one(session, CLAIMING)
            _lay_out(session, _WANTED, _wanted(month))
            over_cap += session.scalar(select(func.count()).select_from(_over_cap(month).subquery())) or 0
            debits += _schedule(session, month, days)
            session.execute(DropTable(_WANTED))
    return Prepared(debits, over_cap)


def _lay_out(session: Session, table: Table, rows: SelectBase) -> None:
    """A table for the transaction alone, filled, and with what the planner needs to know of it."""
    session.execute(CreateTable(table))
    session.execute(insert(table).from_select(list(table.c.keys()), rows))
    session.execute(CreateIndex(_INDEXES[table]))
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"ANALYZE {table.name}"))


def _wanted(month: Month) -> CompoundSelect[*tuple[Any, ...]]:
    """The open months that nobody holds, under mandates without a debit on its way or refused for this month."""
    carried = and_(
        Mandate.payer_code.is_not(None),
        Obligation.payer_code == Mandate.payer_code,
        Obligation.funding == FundingKind.SPONSOR,
    )
    own = and_(Obligation.worker_id == Mandate.worker_id, Obligation.funding == FundingKind.SELF)
    return union_all(*(_open_months(month).join(Obligation, owner) for owner in (carried, own)))


def _open_months(month: Month) -> Select[*tuple[Any, ...]]:
    known = exists().where(
        Attempt.mandate_id == Mandate.id, Attempt.month == month, Attempt.state.in_((*LIVE, *DECLINED))
    )
    held = exists().where(AttemptItem.obligation_id == Obligation.id, AttemptItem.stands)
    coded = exists().where(PaymentCodeItem.obligation_id == Obligation.id, PaymentCodeItem.stands)
    return (
        select(Mandate.id, Obligation.id, Obligation.worker_id, Obligation.amount)
        .select_from(Mandate)
        .where(
            Mandate.state == MandateState.ACTIVE,
            Mandate.first_month <= month,
            or_(Mandate.last_month.is_(None), Mandate.last_month >= month),
            Obligation.month == month,
            Obligation.state.in_(OPEN),
            STANDS,
            ~known,
            ~held,
            ~coded,
        )
    )


def _sums(month: Month) -> Any:
    """What each mandate would pay for the month, what its payer paid before, and how many attempts there were."""
    asked = (
        select(_WANTED.c.mandate_id, func.sum(_WANTED.c.amount).label("amount"))
        .group_by(_WANTED.c.mandate_id)
        .subquery("asked")
    )
    before, taken = _before(month), _taken(month)
    joined = select(
        Mandate,
        asked.c.amount.label("asked"),
        func.coalesce(taken.c.amount, 0).label("taken"),
        (func.coalesce(before.c.number, 0) + 1).label("number"),
    )
    return (
        joined.join(asked, asked.c.mandate_id == Mandate.id)
        .outerjoin(before, before.c.mandate_id == Mandate.id)
        .outerjoin(taken, taken.c.payer == _PAYER)
        .subquery("sums")
    )


def _before(month: Month) -> Any:
    """How many attempts each mandate has had for the month."""
    return (
        select(Attempt.mandate_id, func.max(Attempt.number).label("number"))
        .where(Attempt.month == month)
        .group_by(Attempt.mandate_id)
        .subquery("before")
    )


def _taken(month: Month) -> Any:
    """What was taken from each payer for the month, or may still be."""
    return (
        select(_PAYER.label("payer"), func.sum(Attempt.amount).label("amount"))
        .join(Attempt.mandate)
        .where(Attempt.month == month, Attempt.state.in_((*LIVE, *TAKEN)))
        .group_by(_PAYER)
        .subquery("taken")
    )


def _over_cap(month: Month) -> Select[*tuple[Any, ...]]:
    sums = _sums(month)
    return select(sums.c.id).where(sums.c.asked + sums.c.taken > sums.c.cap)


def _schedule(session: Session, month: Month, days: dict[int, date]) -> int:
    """Attempts, their items and the mandates' lines, from what is wanted. How many attempts are new."""
    sums = _sums(month)
    columns = {
        "id": NewId(),
        "reference": _reference(sums, month),
        "mandate_id": sums.c.id,
        "gateway": sums.c.gateway,
        "month": literal(month, Attempt.month.type),
        "number": sums.c.number,
        "amount": sums.c.asked,
        "state": literal(AttemptState.SCHEDULED, Attempt.state.type),
        "scheduled_on": case(
            *((sums.c.debit_day == debit_day, literal(day)) for debit_day, day in days.items())
        ),
        "code": literal(""),
        "polls": literal(0),
    }
    due = select(*columns.values()).where(
        sums.c.debit_day.in_(days), sums.c.asked + sums.c.taken <= sums.c.cap, sums.c.number <= MOST_NUMBER
    )
    new = _insert(session, _ATTEMPTS, columns, due)
    _add_items(session, month)
    return new


def _reference(sums: Any, month: Month) -> ColumnElement[str]:
    """As `attempts.reference_of` for one."""
    number = cast_to(sums.c.number, String)
    padded = case((sums.c.number < TWO_DIGITS, literal("0").concat(number)), else_=number)
    return literal(f"{month.year % 100:02d}{month.number:02d}").concat(sums.c.serial).concat(padded)


def _add_items(session: Session, month: Month) -> None:
    """The months of the attempts just scheduled; a month that another attempt holds meanwhile is left to it."""
    new = Attempt.month == month, Attempt.state == AttemptState.SCHEDULED
    without = ~exists().where(AttemptItem.attempt_id == Attempt.id)
    _lay_out(session, _EMPTY, select(Attempt.id, Attempt.mandate_id).where(*new, without))
    wanted = select(_WANTED).join(_EMPTY, _EMPTY.c.mandate_id == _WANTED.c.mandate_id)
    lines = {
        "mandate_id": _WANTED.c.mandate_id,
        "worker_id": _WANTED.c.worker_id,
        "first_month": literal(month, MandateLine.first_month.type),
        "added_on": literal(today()),
    }
    items = {
        "attempt_id": _EMPTY.c.attempt_id,
        "obligation_id": _WANTED.c.obligation_id,
        "amount": _WANTED.c.amount,
        "stands": literal(True),  # noqa: FBT003
    }
    for table, columns in ((_LINES, lines), (_ITEMS, items)):
        rows = wanted.where(literal(True))  # noqa: FBT003 - SQLite takes ON CONFLICT for a join's ON without it
        _insert(session, table, columns, rows.with_only_columns(*columns.values()))
    session.execute(DropTable(_EMPTY))


def _insert(session: Session, table: Table, columns: dict[str, Any], rows: Select[*tuple[Any, ...]]) -> int:
    statement = INSERTS[session.get_bind().dialect.name](table).from_select(list(columns), rows)
    once = statement.on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    return session.connection().execute(once).rowcount
