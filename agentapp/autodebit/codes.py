"""A payment code: what a payer pays with at any bank or minimarket where a debit took nothing."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, WriteOnlyMapped, mapped_column, relationship

from agentapp.accounts.models import User
from agentapp.autodebit.attempts import Attempt
from agentapp.autodebit.code_issuer import CodeAsked
from agentapp.autodebit.held import HeldMonth, held_once
from agentapp.autodebit.models import Mandate
from agentapp.core.columns import RupiahColumn, choice
from agentapp.core.db import Base
from agentapp.core.lifecycle import Lifecycle
from agentapp.core.period import Month


class PaymentCodeState(StrEnum):
    """`wanted`: the bank is to be asked. `withdrawn`: its months were paid or changed; the bank is to be told.

    `failed`: the bank gives none. What was paid late, after it had ended, is paid all the same.
    """

    WANTED = "wanted"
    ISSUED = "issued"
    PAID = "paid"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"
    TAKEN_BACK = "taken_back"


LIVE_CODES = (PaymentCodeState.WANTED, PaymentCodeState.ISSUED)
ENDED_CODES = (PaymentCodeState.EXPIRED, PaymentCodeState.WITHDRAWN, PaymentCodeState.FAILED)
_LIVE = text("state IN ('wanted', 'issued')")
_OWED = text("owed > 0 AND returned_at IS NULL")


class PaymentCode(Base):
    """One code for what a refused debit left open: exactly `amount` rupiah, once, until `expires_at`.

    `reference`: our trxId, K + YYMM + the mandate's serial + `turn` in two digits. `number`: what people type in.
    `owed`: rupiah of what was paid that are to go back to the payer; `returned_at`: they did. `next_step_at`: when the
    bank is asked or told next.
    """

    __tablename__ = "payment_codes"
    __table_args__ = (
        UniqueConstraint("mandate_id", "month", "turn"),
        UniqueConstraint("gateway", "number"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("turn BETWEEN 1 AND 99", name="turn_fits"),
        CheckConstraint("owed BETWEEN 0 AND amount", name="owed_of_amount"),
        CheckConstraint("state <> 'issued' OR issued_at IS NOT NULL", name="issued_has_moment"),
        CheckConstraint(
            "(state = 'paid' OR state = 'taken_back') = (paid_at IS NOT NULL)", name="paid_has_moment"
        ),
        CheckConstraint("(returned_at IS NULL) = (returned_note = '')", name="returned_has_note"),
        CheckConstraint("returned_at IS NULL OR owed > 0", name="returned_was_owed"),
        Index(
            "uq_payment_codes_live",
            "mandate_id",
            "month",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index("ix_payment_codes_next_step_at", "next_step_at"),
        Index("ix_payment_codes_owed", "paid_at", sqlite_where=_OWED, postgresql_where=_OWED),
    )

    lifecycle: Lifecycle[PaymentCodeState] = Lifecycle(
        issue=({PaymentCodeState.WANTED}, PaymentCodeState.ISSUED),
        fail=({PaymentCodeState.WANTED}, PaymentCodeState.FAILED),
        expire=(set(LIVE_CODES), PaymentCodeState.EXPIRED),
        withdraw=(set(LIVE_CODES), PaymentCodeState.WITHDRAWN),
        pay=({*LIVE_CODES, *ENDED_CODES}, PaymentCodeState.PAID),
        take_back=({PaymentCodeState.PAID}, PaymentCodeState.TAKEN_BACK),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    reference: Mapped[str] = mapped_column(String(22), unique=True)
    number: Mapped[str] = mapped_column(String(28))
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempts.id"), index=True)
    mandate_id: Mapped[UUID] = mapped_column(ForeignKey("mandates.id"))
    gateway: Mapped[str] = mapped_column(String(20))
    month: Mapped[Month]
    turn: Mapped[int]
    amount: Mapped[int] = mapped_column(RupiahColumn)
    owed: Mapped[int] = mapped_column(RupiahColumn)
    state: Mapped[PaymentCodeState] = mapped_column(choice(PaymentCodeState, "state"))
    wanted_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    issued_at: Mapped[datetime | None]
    paid_at: Mapped[datetime | None]
    next_step_at: Mapped[datetime | None]
    steps: Mapped[int]
    code: Mapped[str] = mapped_column(String(20), default="")
    bank_reference: Mapped[str | None] = mapped_column(String(64))
    returned_at: Mapped[datetime | None]
    returned_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    returned_note: Mapped[str] = mapped_column(String(200), default="")
    attempt: Mapped[Attempt] = relationship()
    mandate: Mapped[Mandate] = relationship()
    returned_by: Mapped[User | None] = relationship()
    items: Mapped[list["PaymentCodeItem"]] = relationship(
        back_populates="payment_code", order_by="PaymentCodeItem.obligation_id"
    )
    history: WriteOnlyMapped["PaymentCodeMove"] = relationship(order_by="PaymentCodeMove.at")

    @property
    def live(self) -> bool:
        return self.state in LIVE_CODES

    def want(self, at: datetime) -> None:
        """It begins: the bank is to be asked for it."""
        self.state, self.wanted_at, self.next_step_at = PaymentCodeState.WANTED, at, at
        self.owed = self.steps = 0
        begun = {"source": self.state, "target": self.state}
        self.history.add(PaymentCodeMove(verb="want", at=at, note="", **begun))

    def move(self, verb: str, at: datetime, note: str = "") -> None:
        """One step of the lifecycle. Raises IllegalMove."""
        source, self.state = self.state, self.lifecycle.after(verb, self.state)
        if verb == "issue":
            self.issued_at = at
        if verb == "pay":
            self.paid_at = at
        self.history.add(PaymentCodeMove(verb=verb, source=source, target=self.state, at=at, note=note))

    def let_go(self) -> None:
        """Nobody can pay it any more: its months are free for a debit or another code."""
        self.next_step_at = None
        for item in self.items:
            item.stands = False

    def asked(self) -> CodeAsked:
        """What the bank is asked."""
        return CodeAsked(
            reference=self.reference,
            number=self.number,
            amount=self.amount,
            month=self.month,
            expires_at=self.expires_at,
        )


class PaymentCodeItem(HeldMonth, Base):
    """One worker's month in a code. `stands`: no debit and no other code may hold it meanwhile."""

    __tablename__ = "payment_code_items"
    __table_args__ = held_once("payment_code_items")

    code_id: Mapped[UUID] = mapped_column(ForeignKey("payment_codes.id"), primary_key=True)
    payment_code: Mapped[PaymentCode] = relationship(back_populates="items")


class PaymentCodeMove(Base):
    """One change of a code's state. Append-only."""

    __tablename__ = "payment_code_moves"
    __table_args__ = (Index("ix_payment_code_moves_code_at", "code_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code_id: Mapped[UUID] = mapped_column(ForeignKey("payment_codes.id"))
    verb: Mapped[str] = mapped_column(String(20))
    source: Mapped[PaymentCodeState] = mapped_column(choice(PaymentCodeState, "source"))
    target: Mapped[PaymentCodeState] = mapped_column(choice(PaymentCodeState, "target"))
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(200))


def code_reference(mandate: Mandate, month: Month, turn: int) -> str:
    """`K261212345678901201`: the same for the same mandate, month and turn, in any process."""
    return f"K{month.year % 100:02d}{month.number:02d}{mandate.serial}{turn:02d}"
