"""The transfer for a bill came: exactly the months of its list are paid, in one transaction, or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.contributions.models import Obligation, PaymentChannel
from agentapp.contributions.settling_many import Line, MonthsChanged, settle_many
from agentapp.core.clock import JAKARTA, now, today
from agentapp.core.db import transaction, violated
from agentapp.core.errors import N_, Conflict, FieldError
from agentapp.core.money import Rupiah, format_rupiah
from agentapp.funds import commitments
from agentapp.funds.bills.keeping import release_listed
from agentapp.funds.bills.models import Bill, BillLine
from agentapp.funds.bills.scope import find_bill

NOON = time(12)


@dataclass(frozen=True, slots=True)
class Transfer:
    """What the bank's statement says: how much came, on which day, under which reference."""

    amount: Rupiah
    received_on: date
    reference: str


class ListChanged(Conflict):
    """A month of the list is not what the bill asks for any more."""

    default = N_("Daftar tagihan ini sudah berubah. Tarik tagihannya, lalu buat yang baru.")


def note_code(actor: User, bill_id: UUID, code: str, version: int | None = None) -> Bill:
    """Keep the payment code that BPJS gave. Raises NotFound, IllegalMove, StaleVersion."""
    with transaction() as session:
        bill = find_bill(session, actor, bill_id, version, lock=True)
        bill.note_code(actor, code)
    return bill


def record(actor: User, bill_id: UUID, transfer: Transfer, version: int | None = None) -> Bill:
    """Settle the bill by a transfer. Told twice with the same reference it is settled once.

    Raises NotFound, IllegalMove, StaleVersion, FieldError ("amount", "received_on", "reference"), ListChanged.
    """
    with transaction() as session:
        bill = find_bill(session, actor, bill_id, lock=True)
        if bill.reference == transfer.reference and bill.amount == transfer.amount:
            return bill
        bill.expect_version(version)
        _check(bill, transfer)
        bill.pay(actor, transfer.reference, transfer.received_on)
        _settle(session, bill, actor, transfer)
    return bill


def _check(bill: Bill, transfer: Transfer) -> None:
    if transfer.amount != bill.amount:
        raise FieldError(
            "amount", N_("Jumlahnya harus sama dengan tagihan: %(asked)s."), asked=format_rupiah(bill.amount)
        )
    if transfer.received_on > today():
        raise FieldError("received_on", N_("Tanggal ini belum tiba."))
    if transfer.received_on < bill.made_at.astimezone(JAKARTA).date():
        raise FieldError("received_on", N_("Tanggal ini lebih dulu daripada tagihannya."))


def _settle(session: Session, bill: Bill, actor: User, transfer: Transfer) -> None:
    try:
        settle_many(session, lines_of(session, bill), PaymentChannel.CODE, _moment(transfer), actor)
    except MonthsChanged:
        raise ListChanged from None
    except IntegrityError as error:
        if violated(error, "uq_payments_channel_reference", "payments.channel", "payments.reference"):
            raise FieldError("reference", N_("Nomor ini sudah dipakai untuk pembayaran lain.")) from None
        raise
    commitments.spend(session, bill.fund_id, bill.amount, release_listed(session, bill))


def lines_of(session: Session, bill: Bill) -> Sequence[Line]:
    """The list, in its order; each payment's reference is the bill's number and its own place on the list."""
    rows = session.execute(
        select(BillLine.number, BillLine.amount, BillLine.obligation_id, Obligation.worker_id)
        .join(BillLine.obligation)
        .where(BillLine.bill_id == bill.id)
        .order_by(BillLine.number)
    )
    return [Line(owed, worker, amount, f"{bill.number}-{place}") for place, amount, owed, worker in rows]


def _moment(transfer: Transfer) -> datetime:
    day = transfer.received_on
    return now() if day == today() else datetime.combine(day, NOON, JAKARTA)
