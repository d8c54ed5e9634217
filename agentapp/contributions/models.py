"""What a worker owes for a month, and what was paid."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    bindparam,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agentapp.accounts.models import User
from agentapp.core.columns import RupiahColumn, choice
from agentapp.core.db import Base
from agentapp.core.lifecycle import Lifecycle
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind, Programmes
from agentapp.workers.models import Worker

NOT_VOID = text("state <> 'void'")
HAS_PAYER = text("payer_code IS NOT NULL")


class ObligationState(StrEnum):
    """`collecting`: a debit is on its way. `reversed`: paid, but the money went back; nobody takes it again unasked.

    A sponsor's or fund's month is `due` like any other: its `funding` and `payer_code` say who holds it. `reserved` and
    `waived` are for funds that set money aside before a batch is accepted.
    """

    DUE = "due"
    RESERVED = "reserved"
    COLLECTING = "collecting"
    PAID = "paid"
    REVERSED = "reversed"
    WAIVED = "waived"
    LAPSED = "lapsed"
    VOID = "void"


OPEN = (ObligationState.DUE, ObligationState.RESERVED)  # waits, and nobody is taking it
UNPAID = (*OPEN, ObligationState.REVERSED)  # may be paid by hand


class PaymentChannel(StrEnum):
    CODE = "code"
    CASH = "cash"
    AUTODEBIT = "autodebit"
    CREDIT = "credit"


class Obligation(Base):
    """(worker, month): the only thing that says "paid". One a month, whoever pays.

    The amount and its parts are those of the bracket, programmes, relief and funding of that month.
    """

    __tablename__ = "obligations"
    __table_args__ = (
        CheckConstraint("amount = jkk + jkm + jht", name="amount_is_sum"),
        CheckConstraint("jkk >= 0 AND jkm >= 0 AND jht >= 0", name="no_negative_part"),
        CheckConstraint("(state = 'paid') = (payment_id IS NOT NULL)", name="paid_has_payment"),
        Index(
            "uq_obligations_worker_month",
            "worker_id",
            "month",
            unique=True,
            sqlite_where=NOT_VOID,
            postgresql_where=NOT_VOID,
        ),
        Index("ix_obligations_state_month", "state", "month"),
        Index("ix_obligations_payment", "payment_id"),
        Index(
            "ix_obligations_payer_code_month",
            "payer_code",
            "month",
            sqlite_where=HAS_PAYER,
            postgresql_where=HAS_PAYER,
        ),
    )

    lifecycle: Lifecycle[ObligationState] = Lifecycle(
        collect=(OPEN, ObligationState.COLLECTING),
        release=({ObligationState.COLLECTING}, ObligationState.DUE),
        settle=((*UNPAID, ObligationState.COLLECTING), ObligationState.PAID),
        reverse=({ObligationState.PAID}, ObligationState.REVERSED),
        reopen=({ObligationState.REVERSED}, ObligationState.DUE),
        lapse=({ObligationState.DUE}, ObligationState.LAPSED),
        void=(OPEN, ObligationState.VOID),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    worker_id: Mapped[UUID] = mapped_column(ForeignKey("workers.id"))
    month: Mapped[Month]
    state: Mapped[ObligationState] = mapped_column(choice(ObligationState, "state"))
    programmes: Mapped[Programmes] = mapped_column(choice(Programmes, "programmes"))
    contribution_base: Mapped[int] = mapped_column(RupiahColumn)
    jkk: Mapped[int] = mapped_column(RupiahColumn)
    jkm: Mapped[int] = mapped_column(RupiahColumn)
    jht: Mapped[int] = mapped_column(RupiahColumn)
    amount: Mapped[int] = mapped_column(RupiahColumn)
    funding: Mapped[FundingKind] = mapped_column(choice(FundingKind, "funding"))
    payer_code: Mapped[str | None] = mapped_column(String(40))
    due_on: Mapped[date]
    raised_at: Mapped[datetime]
    payment_id: Mapped[UUID | None] = mapped_column(ForeignKey("payments.id"))
    worker: Mapped[Worker] = relationship()
    payment: Mapped["Payment | None"] = relationship(back_populates="obligations")

    def collect(self) -> None:
        """A debit for it is about to be sent: nobody else may pay it until its fate is known."""
        self._move("collect")

    def release(self) -> None:
        """The debit took nothing."""
        self._move("release")

    def settle(self, payment: "Payment") -> None:
        """Paid by `payment`. Raises IllegalMove if it is not open."""
        self._move("settle")
        self.payment = payment

    def reverse(self) -> None:
        """The money went back to the payer. No debit takes it again by itself; it may be paid by hand."""
        self._move("reverse")
        self.payment = None

    def reopen(self) -> None:
        """Somebody looked into it: it is due like any other month."""
        self._move("reopen")

    def lapse(self) -> None:
        """No longer owed: the month passed without cover (before the first payment, or after the end)."""
        self._move("lapse")

    def void(self) -> None:
        """It should never have been raised: the approval was undone."""
        self._move("void")

    def _move(self, verb: str) -> None:
        self.state = self.lifecycle.after(verb, self.state)


STANDS: ColumnElement[bool] = Obligation.state != bindparam(
    "void", ObligationState.VOID, Obligation.state.type, literal_execute=True
)
"""Not void. Written out in the statement, so that the partial index over standing obligations serves it."""


class Payment(Base):
    """Money received for one worker: by payment code, in cash at the agent, by auto-debit, or from a credit.

    One reference a channel, once. `number` is that of the receipt. What came by itself was recorded by nobody: so are
    codes that the bank itself says were paid; those that an agent typed in are not.
    `reversed_at`: the money went back.
    """

    __tablename__ = "payments"
    __table_args__ = (
        UniqueConstraint("channel", "reference"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint(
            "channel = 'code' OR (channel IN ('autodebit', 'credit')) = (recorded_by_id IS NULL)",
            name="recorded_unless_by_itself",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    number: Mapped[str] = mapped_column(String(9), unique=True)
    worker_id: Mapped[UUID] = mapped_column(ForeignKey("workers.id"), index=True)
    channel: Mapped[PaymentChannel] = mapped_column(choice(PaymentChannel, "channel"))
    reference: Mapped[str] = mapped_column(String(60))
    amount: Mapped[int] = mapped_column(RupiahColumn)
    received_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    reversed_at: Mapped[datetime | None]
    recorded_by: Mapped[User | None] = relationship()
    worker: Mapped[Worker] = relationship()
    obligations: Mapped[list[Obligation]] = relationship(back_populates="payment", order_by=Obligation.month)
