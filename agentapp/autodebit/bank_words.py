"""What banks told us: notifications and settlement files, kept as they came, and the money that matches nothing."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agentapp.accounts.models import User
from agentapp.autodebit.attempts import Attempt
from agentapp.core.columns import EncryptedText, RupiahColumn, choice
from agentapp.core.db import Base

_OPEN = text("suspense AND resolved_at IS NULL")


class BankMessage(Base):
    """A notification as it came, signature checked; the same one again is the same row. `applied_at`: read and used."""

    __tablename__ = "bank_messages"
    __table_args__ = (Index("ix_bank_messages_unapplied", "applied_at", "received_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    gateway: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    received_at: Mapped[datetime]
    body: Mapped[str] = mapped_column(EncryptedText("bank_message"))
    reference: Mapped[str] = mapped_column(String(64), index=True)
    outcome: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(20))
    amount: Mapped[int | None] = mapped_column(RupiahColumn)
    applied_at: Mapped[datetime | None]
    verdict: Mapped[str] = mapped_column(String(40), default="")


class SettlementFile(Base):
    """One settlement file, taken over whole. The same file again is the same row."""

    __tablename__ = "settlement_files"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    gateway: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    received_at: Mapped[datetime]
    rows: Mapped[int]
    total: Mapped[int] = mapped_column(RupiahColumn)


class SettlementRow(Base):
    """One line of the bank's file: our mirror of its book. `suspense`: it matches none of our debits.

    `note` says why, for whoever looks into it.
    """

    __tablename__ = "settlement_rows"
    __table_args__ = (
        UniqueConstraint("gateway", "reference", "reversed"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("(resolved_at IS NULL) = (resolved_by_id IS NULL)", name="resolved_by_somebody"),
        Index("ix_settlement_rows_open", "settled_on", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("settlement_files.id"), index=True)
    gateway: Mapped[str] = mapped_column(String(20))
    reference: Mapped[str] = mapped_column(String(64))
    amount: Mapped[int] = mapped_column(RupiahColumn)
    settled_on: Mapped[date]
    reversed: Mapped[bool]
    suspense: Mapped[bool]
    note: Mapped[str] = mapped_column(String(200), default="")
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    resolution: Mapped[str] = mapped_column(String(200), default="")
    file: Mapped[SettlementFile] = relationship()
    resolved_by: Mapped[User | None] = relationship()


class RefundState(StrEnum):
    OWED = "owed"
    ASKED = "asked"
    REFUNDED = "refunded"


class Refund(Base):
    """Money to give back: a debit took it although its months were no longer to be paid by it.

    `reference` is ours at the bank, written before the bank is asked.
    """

    __tablename__ = "refunds"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("(state = 'refunded') = (refunded_at IS NOT NULL)", name="refunded_has_moment"),
        CheckConstraint("state <> 'asked' OR asked_by_id IS NOT NULL", name="asked_by_somebody"),
        Index("ix_refunds_state", "state", "owed_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempts.id"), unique=True)
    reference: Mapped[str] = mapped_column(String(22), unique=True)
    amount: Mapped[int] = mapped_column(RupiahColumn)
    state: Mapped[RefundState] = mapped_column(choice(RefundState, "state"))
    owed_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    refunded_at: Mapped[datetime | None]
    attempt: Mapped[Attempt] = relationship()
    asked_by: Mapped[User | None] = relationship()
