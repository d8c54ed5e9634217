"""One transfer pays a month of each of many workers: payments, months, books, receipts, by statements, not one by one.

What it leaves is what `settlement.settle_months` leaves of each alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID, uuid4

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session, joinedload

from agentapp.accounts.models import User
from agentapp.contributions import receipts
from agentapp.contributions.ledger import CAME_BY, WAYS, Account, EntryKind, LedgerEntry
from agentapp.contributions.models import Obligation, ObligationState, Payment, PaymentChannel
from agentapp.core import outbox
from agentapp.core.bulk import write
from agentapp.core.clock import now
from agentapp.core.money import Rupiah
from agentapp.enrolment.service import new_number

AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Line:
    """A month that is paid: whose, how much, and the payment's reference, unique in its channel."""

    obligation_id: UUID
    worker_id: UUID
    amount: Rupiah
    reference: str


@dataclass(frozen=True, slots=True)
class _Paid:
    line: Line
    payment_id: UUID
    number: str


class MonthsChanged(Exception):
    """Not every month is being collected, with this amount, any more."""


def settle_many(
    session: Session, lines: Sequence[Line], channel: PaymentChannel, received_at: datetime, by: User
) -> None:
    """Pay months that are being collected, each with a payment and a receipt of its own; all or none.

    Raises MonthsChanged. Commits nothing.
    """
    paid = [_Paid(line, uuid4(), number) for line, number in zip(lines, _numbers(len(lines)), strict=True)]
    _payments(session, paid, channel, received_at, by)
    _months(session, paid)
    write(session, LedgerEntry.__table__, _entries(paid, channel))
    session.expire_all()
    for some in _pieces(paid):
        _tell(session, [each.payment_id for each in some])


def _pieces(paid: Sequence[_Paid]) -> Iterator[Sequence[_Paid]]:
    return (paid[first : first + AT_ONCE] for first in range(0, len(paid), AT_ONCE))


def _numbers(count: int) -> list[str]:
    """So many receipt numbers, each another."""
    numbers: set[str] = set()
    while len(numbers) < count:
        numbers.add(new_number())
    return list(numbers)


def _payments(
    session: Session, paid: Sequence[_Paid], channel: PaymentChannel, received_at: datetime, by: User
) -> None:
    moment = now()
    rows = (
        {
            "id": each.payment_id,
            "number": each.number,
            "worker_id": each.line.worker_id,
            "channel": channel,
            "reference": each.line.reference,
            "amount": each.line.amount,
            "received_at": received_at,
            "recorded_at": moment,
            "recorded_by_id": by.id,
        }
        for each in paid
    )
    write(session, Payment.__table__, rows)


def _months(session: Session, paid: Sequence[_Paid]) -> None:
    table = cast(Table, Obligation.__table__)
    one = (
        update(table)
        .where(
            table.c.id == bindparam("owed"),
            table.c.amount == bindparam("asked"),
            table.c.state == bindparam("before", ObligationState.COLLECTING, table.c.state.type),
        )
        .values(state=ObligationState.PAID, payment_id=bindparam("by"))
    )
    changed = 0
    for some in _pieces(paid):
        rows = [{"owed": p.line.obligation_id, "asked": p.line.amount, "by": p.payment_id} for p in some]
        changed += session.connection().execute(one, rows).rowcount
    if changed != len(paid):
        raise MonthsChanged


def _entries(paid: Sequence[_Paid], channel: PaymentChannel) -> Iterator[dict[str, object]]:
    moment = now()
    for each in paid:
        yield _entry(each, moment, EntryKind.RECEIVED, (CAME_BY[channel], Account.PAYER), None)
        yield _entry(
            each, moment, EntryKind.CONTRIBUTION, WAYS[EntryKind.CONTRIBUTION], each.line.obligation_id
        )


def _entry(
    paid: _Paid, moment: datetime, kind: EntryKind, way: tuple[Account, Account], owed: UUID | None
) -> dict[str, object]:
    return {
        "id": uuid4(),
        "at": moment,
        "kind": kind,
        "source": paid.number,
        "line": owed.hex if owed else "",
        "debit": way[0],
        "credit": way[1],
        "amount": paid.line.amount,
        "payment_id": paid.payment_id,
        "obligation_id": owed,
    }


def _tell(session: Session, payments: Sequence[UUID]) -> None:
    """The receipts of some payments into the outbox."""
    asked = (
        select(Obligation)
        .where(Obligation.payment_id.in_(payments))
        .options(joinedload(Obligation.payment).joinedload(Payment.worker))
    )
    told = [
        receipts.notice_of(owed.payment, [owed])
        for owed in session.scalars(asked)
        if owed.payment is not None and receipts.can_be_told(owed.payment.worker)
    ]
    outbox.put_many(session, told)
