"""The books: every rupiah that came, where it lies, and what it paid. Double entry, and nothing is ever taken back.

An entry moves one amount from one account to another, so the books balance by their shape. What was wrong is put right
by an entry the other way.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column

from agentapp.contributions.models import Obligation, Payment, PaymentChannel
from agentapp.core.clock import now
from agentapp.core.columns import RupiahColumn, choice
from agentapp.core.db import Base
from agentapp.core.money import Rupiah


class Account(StrEnum):
    """Where money lies, or whose it is.

    `BANK_CLEARING` holds what the bank itself says it took for us, by debit or code; `CASH` and `PAYMENT_CODE` what an
    agent says came so; `PAYER` is what payers gave and was not yet
    used; `BPJS_PAYABLE` what is handed on as contributions; `SUSPENSE` what nobody can place; `REFUNDS` what goes back;
    `CREDITS` what was paid too much and moves forward.
    """

    PAYER = "payer"
    BANK_CLEARING = "bank_clearing"
    CASH = "cash"
    PAYMENT_CODE = "payment_code"
    BPJS_PAYABLE = "bpjs_payable"
    SUSPENSE = "suspense"
    REFUNDS = "refunds"
    CREDITS = "credits"


class EntryKind(StrEnum):
    """What happened. Those after `CONTRIBUTION` are what is done when money took a wrong way, or too much was paid."""

    RECEIVED = "received"
    CONTRIBUTION = "contribution"
    CONTRIBUTION_REVERSED = "contribution_reversed"
    TAKEN_BACK = "taken_back"
    SUSPENDED = "suspended"
    SUSPENSE_RETURNED = "suspense_returned"
    PLACED = "placed"
    REFUND_OWED = "refund_owed"
    REFUNDED = "refunded"
    OVERPAID = "overpaid"
    CREDIT_WITHDRAWN = "credit_withdrawn"


CAME_BY = {
    PaymentChannel.AUTODEBIT: Account.BANK_CLEARING,
    PaymentChannel.CODE: Account.PAYMENT_CODE,
    PaymentChannel.CASH: Account.CASH,
    PaymentChannel.CREDIT: Account.CREDITS,
}

WAYS = {
    EntryKind.CONTRIBUTION: (Account.PAYER, Account.BPJS_PAYABLE),
    EntryKind.CONTRIBUTION_REVERSED: (Account.BPJS_PAYABLE, Account.PAYER),
    EntryKind.TAKEN_BACK: (Account.PAYER, Account.BANK_CLEARING),
    EntryKind.SUSPENDED: (Account.BANK_CLEARING, Account.SUSPENSE),
    EntryKind.SUSPENSE_RETURNED: (Account.SUSPENSE, Account.BANK_CLEARING),
    EntryKind.PLACED: (Account.SUSPENSE, Account.PAYER),
    EntryKind.REFUND_OWED: (Account.PAYER, Account.REFUNDS),
    EntryKind.REFUNDED: (Account.REFUNDS, Account.BANK_CLEARING),
    EntryKind.OVERPAID: (Account.BPJS_PAYABLE, Account.CREDITS),
    EntryKind.CREDIT_WITHDRAWN: (Account.CREDITS, Account.PAYER),
}
"""Debited and credited account of each kind; what is received comes by an account of its own channel."""


class LedgerEntry(Base):
    """One movement between two accounts, in whole rupiah. Append-only.

    `source` names what caused it (a payment's number, a debit's reference) and with `kind` and `line` is written once:
    told twice, it is booked once.
    """

    __tablename__ = "ledger_entries"
    __table_args__ = (
        UniqueConstraint("kind", "source", "line"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("debit <> credit", name="two_accounts"),
        Index("ix_ledger_entries_obligation", "obligation_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[EntryKind] = mapped_column(choice(EntryKind, "kind"))
    source: Mapped[str] = mapped_column(String(60))
    line: Mapped[str] = mapped_column(String(40), default="")
    debit: Mapped[Account] = mapped_column(choice(Account, "debit"))
    credit: Mapped[Account] = mapped_column(choice(Account, "credit"))
    amount: Mapped[int] = mapped_column(RupiahColumn)
    payment_id: Mapped[UUID | None] = mapped_column(ForeignKey("payments.id"), index=True)
    obligation_id: Mapped[UUID | None] = mapped_column(ForeignKey("obligations.id"))


def post(
    session: Session,
    kind: EntryKind,
    source: str,
    amount: Rupiah,
    *,
    payment: Payment | None = None,
    obligation: Obligation | None = None,
) -> None:
    """Book one movement of a kind whose accounts are fixed."""
    debit, credit = WAYS[kind]
    session.add(_entry(kind, source, amount, (debit, credit), payment, obligation))


def post_payment(session: Session, payment: Payment, settled: Iterable[Obligation]) -> None:
    """Book money received and the months that it settled; both sides have the same sum.

    A code that nobody typed in was paid at the bank, so its money lies there.
    """
    by_itself = payment.channel == PaymentChannel.CODE and payment.recorded_by_id is None
    came = Account.BANK_CLEARING if by_itself else CAME_BY[payment.channel], Account.PAYER
    session.add(_entry(EntryKind.RECEIVED, payment.number, payment.amount, came, payment, None))
    for owed in settled:
        post(
            session,
            EntryKind.CONTRIBUTION,
            payment.number,
            owed.amount,
            payment=payment,
            obligation=owed,
        )


def post_received(session: Session, source: str, amount: Rupiah) -> None:
    """Book money that a bank took for us and that pays no month."""
    way = Account.BANK_CLEARING, Account.PAYER
    session.add(_entry(EntryKind.RECEIVED, source, amount, way, None, None))


def _entry(
    kind: EntryKind,
    source: str,
    amount: Rupiah,
    way: tuple[Account, Account],
    payment: Payment | None,
    obligation: Obligation | None,
) -> LedgerEntry:
    return LedgerEntry(
        at=now(),
        kind=kind,
        source=source,
        line=obligation.id.hex if obligation else "",
        debit=way[0],
        credit=way[1],
        amount=amount,
        payment_id=payment.id if payment else None,
        obligation_id=obligation.id if obligation else None,
    )
