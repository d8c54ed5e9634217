"""An attempt: one debit asked of a bank, kept before the bank is called and for ever after."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, WriteOnlyMapped, mapped_column, relationship

from agentapp.autodebit.gateway import Answer, Cause, Debit
from agentapp.autodebit.held import HeldMonth, held_once
from agentapp.autodebit.models import Mandate
from agentapp.core.columns import RupiahColumn, choice
from agentapp.core.db import Base
from agentapp.core.lifecycle import Lifecycle
from agentapp.core.period import Month


class AttemptState(StrEnum):
    """`unknown` ends only by the bank's own word: an inquiry, a notification or the settlement file."""

    SCHEDULED = "scheduled"
    NOTIFIED = "notified"
    SENT = "sent"
    SUCCEEDED = "succeeded"
    DECLINED_RETRYABLE = "declined_retryable"
    DECLINED_FINAL = "declined_final"
    UNKNOWN = "unknown"
    SETTLED = "settled"
    REFUNDED = "refunded"
    CHARGED_BACK = "charged_back"
    CANCELLED = "cancelled"


WAITING = (AttemptState.SCHEDULED, AttemptState.NOTIFIED)
IN_FLIGHT = (AttemptState.SENT, AttemptState.UNKNOWN)
LIVE = (*WAITING, *IN_FLIGHT)
DECLINED = (AttemptState.DECLINED_RETRYABLE, AttemptState.DECLINED_FINAL)
TAKEN = (AttemptState.SUCCEEDED, AttemptState.SETTLED)
_LIVE = text("state IN ('scheduled', 'notified', 'sent', 'unknown')")
_UNSENT = "'scheduled', 'notified', 'cancelled'"


class Attempt(Base):
    """One debit under a mandate for one contribution month; several workers' months in one sum.

    `reference`: our partnerReferenceNo, YYMM + the mandate's serial + `number` in two digits. `amount`: the sum of the
    items, rupiah. `scheduled_on`: the day from which it may be sent. `body_hash`: SHA-256 of the bytes that were sent.
    """

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("mandate_id", "month", "number"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("number BETWEEN 1 AND 99", name="number_fits"),
        CheckConstraint(
            f"state IN ({_UNSENT}) OR (sent_at IS NOT NULL AND body_hash IS NOT NULL)", name="sent_has_body"
        ),
        CheckConstraint("state <> 'notified' OR notified_at IS NOT NULL", name="notified_has_notice"),
        Index(
            "uq_attempts_live", "mandate_id", "month", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE
        ),
        Index("ix_attempts_state_scheduled_on", "state", "scheduled_on"),
        Index("ix_attempts_state_next_poll_at", "state", "next_poll_at"),
    )

    lifecycle: Lifecycle[AttemptState] = Lifecycle(
        notify=({AttemptState.SCHEDULED}, AttemptState.NOTIFIED),
        send=({AttemptState.NOTIFIED}, AttemptState.SENT),
        succeed=({*IN_FLIGHT, *DECLINED}, AttemptState.SUCCEEDED),
        decline_for_now=(set(IN_FLIGHT), AttemptState.DECLINED_RETRYABLE),
        decline=(set(IN_FLIGHT), AttemptState.DECLINED_FINAL),
        lose_sight=({AttemptState.SENT}, AttemptState.UNKNOWN),
        cancel=(set(WAITING), AttemptState.CANCELLED),
        settle=({AttemptState.SUCCEEDED}, AttemptState.SETTLED),
        refund=(set(TAKEN), AttemptState.REFUNDED),
        charge_back=(set(TAKEN), AttemptState.CHARGED_BACK),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    reference: Mapped[str] = mapped_column(String(22), unique=True)
    mandate_id: Mapped[UUID] = mapped_column(ForeignKey("mandates.id"), index=True)
    gateway: Mapped[str] = mapped_column(String(20))
    month: Mapped[Month]
    number: Mapped[int]
    amount: Mapped[int] = mapped_column(RupiahColumn)
    state: Mapped[AttemptState] = mapped_column(choice(AttemptState, "state"))
    scheduled_on: Mapped[date]
    notified_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    body_hash: Mapped[str | None] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(20), default="")
    cause: Mapped[Cause | None] = mapped_column(choice(Cause, "cause"))
    bank_reference: Mapped[str | None] = mapped_column(String(64))
    polls: Mapped[int] = mapped_column(default=0)
    next_poll_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    mandate: Mapped[Mandate] = relationship()
    items: Mapped[list["AttemptItem"]] = relationship(
        back_populates="attempt", order_by="AttemptItem.obligation_id"
    )
    history: WriteOnlyMapped["AttemptMove"] = relationship(order_by="AttemptMove.at")

    def move(self, verb: str, at: datetime, answer: Answer | None = None, note: str = "") -> None:
        """One step of the lifecycle, with the bank's answer where that is the reason. Raises IllegalMove."""
        source, self.state = self.state, self.lifecycle.after(verb, self.state)
        if answer is not None:
            self.code, self.cause = answer.code[:20], answer.cause
            self.bank_reference = answer.bank_reference or self.bank_reference
        if self.state not in LIVE:
            self.ended_at, self.next_poll_at = at, None
        self.history.add(
            AttemptMove(
                verb=verb,
                source=source,
                target=self.state,
                at=at,
                code=answer.code[:20] if answer else "",
                note=note,
            )
        )

    def let_go(self) -> None:
        """Its months are free for another attempt."""
        for item in self.items:
            item.stands = False

    def debit(self) -> Debit:
        """What the bank is asked. Only once it is sent, and while the mandate has its token."""
        assert self.sent_at is not None
        return Debit(
            reference=self.reference,
            account_token=self.mandate.account_token or "",
            amount=self.amount,
            month=self.month,
            asked_at=self.sent_at,
        )


class AttemptItem(HeldMonth, Base):
    """One worker's month in an attempt. `stands`: no other attempt may hold it meanwhile, nor after it was paid."""

    __tablename__ = "attempt_items"
    __table_args__ = held_once("attempt_items")

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    attempt: Mapped[Attempt] = relationship(back_populates="items")


class AttemptMove(Base):
    """One change of an attempt's state, with the bank's code. Append-only."""

    __tablename__ = "attempt_moves"
    __table_args__ = (Index("ix_attempt_moves_attempt_at", "attempt_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempts.id"))
    verb: Mapped[str] = mapped_column(String(20))
    source: Mapped[AttemptState] = mapped_column(choice(AttemptState, "source"))
    target: Mapped[AttemptState] = mapped_column(choice(AttemptState, "target"))
    at: Mapped[datetime]
    code: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(String(200))


def reference_of(mandate: Mandate, month: Month, number: int) -> str:
    """`261100123456789001`: the same for the same mandate, month and number, in any process."""
    return f"{month.year % 100:02d}{month.number:02d}{mandate.serial}{number:02d}"
