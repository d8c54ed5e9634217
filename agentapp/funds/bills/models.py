"""A bill and the list behind it."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, WriteOnlyMapped, mapped_column, relationship

from agentapp.accounts.models import User
from agentapp.contributions.models import Obligation
from agentapp.core.clock import now
from agentapp.core.columns import RupiahColumn, choice
from agentapp.core.db import Base
from agentapp.core.errors import StaleVersion
from agentapp.core.lifecycle import Lifecycle
from agentapp.core.period import Month
from agentapp.funds.models import Fund

_LIVE = text("live")


class BillState(StrEnum):
    OPEN = "open"
    PAID = "paid"
    WITHDRAWN = "withdrawn"


class Bill(Base):
    """What a fund owes for a month, as one sum. `payment_code` is BPJS's *kode iuran*, "" until somebody typed it.

    While it is open, the months of its list are being collected: nobody else pays them, and no change of payer takes
    them. `reference` and `received_on` are those of the transfer. `version` comes back from the page.
    """

    __tablename__ = "fund_bills"
    __table_args__ = (
        CheckConstraint("people > 0 AND amount > 0", name="not_empty"),
        CheckConstraint(
            "(state = 'paid') = (received_on IS NOT NULL) AND (state = 'paid') = (reference <> '')",
            name="paid_has_transfer",
        ),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended_has_moment"),
        Index("ix_fund_bills_fund_month", "fund_id", "month"),
    )

    lifecycle: Lifecycle[BillState] = Lifecycle(
        note_code=({BillState.OPEN}, BillState.OPEN),
        pay=({BillState.OPEN}, BillState.PAID),
        withdraw=({BillState.OPEN}, BillState.WITHDRAWN),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    number: Mapped[str] = mapped_column(String(9), unique=True)
    fund_id: Mapped[UUID] = mapped_column(ForeignKey("funds.id"))
    month: Mapped[Month]
    people: Mapped[int]
    amount: Mapped[int] = mapped_column(RupiahColumn)
    state: Mapped[BillState] = mapped_column(choice(BillState, "state"))
    payment_code: Mapped[str] = mapped_column(String(40), default="")
    reference: Mapped[str] = mapped_column(String(40), default="")
    received_on: Mapped[date | None]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    fund: Mapped[Fund] = relationship()
    history: WriteOnlyMapped["BillMove"] = relationship(order_by="BillMove.at")
    __mapper_args__ = {"version_id_col": version}

    def expect_version(self, version: int | None) -> None:
        """Raises StaleVersion if a page shows an older state; None asks nothing."""
        if version is not None and version != self.version:
            raise StaleVersion

    def begin(self, by: User) -> None:
        self.history.add(BillMove(verb="begin", source=None, target=self.state, by_id=by.id, at=now()))

    def note_code(self, by: User, code: str) -> None:
        """BPJS gave this code to pay by."""
        self._move("note_code", by, code)
        self.payment_code = code

    def pay(self, by: User, reference: str, received_on: date) -> None:
        """The transfer came."""
        self._move("pay", by, reference)
        self.reference, self.received_on, self.ended_at = reference, received_on, now()

    def withdraw(self, by: User, note: str) -> None:
        """It is not asked for any more; its months are free."""
        self._move("withdraw", by, note)
        self.ended_at = now()

    def _move(self, verb: str, by: User, note: str) -> None:
        source, self.state = self.state, self.lifecycle.after(verb, self.state)
        self.history.add(
            BillMove(verb=verb, source=source, target=self.state, note=note, by_id=by.id, at=now())
        )


class BillLine(Base):
    """One month of the list, numbered in the order of the list. `live` until the bill is withdrawn."""

    __tablename__ = "fund_bill_lines"
    __table_args__ = (
        UniqueConstraint("bill_id", "number"),
        CheckConstraint("amount > 0", name="amount_positive"),
        Index(
            "uq_fund_bill_lines_obligation_live",
            "obligation_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
    )

    bill_id: Mapped[UUID] = mapped_column(ForeignKey("fund_bills.id"), primary_key=True)
    obligation_id: Mapped[UUID] = mapped_column(ForeignKey("obligations.id"), primary_key=True)
    number: Mapped[int]
    amount: Mapped[int] = mapped_column(RupiahColumn)
    live: Mapped[bool] = mapped_column(default=True)
    obligation: Mapped[Obligation] = relationship()


class BillMove(Base):
    """One step of a bill. Append-only."""

    __tablename__ = "fund_bill_moves"
    __table_args__ = (Index("ix_fund_bill_moves_bill_at", "bill_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    bill_id: Mapped[UUID] = mapped_column(ForeignKey("fund_bills.id"))
    verb: Mapped[str] = mapped_column(String(20))
    source: Mapped[BillState | None] = mapped_column(choice(BillState, "source"))
    target: Mapped[BillState] = mapped_column(choice(BillState, "target"))
    note: Mapped[str] = mapped_column(String(500), default="")
    by_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    by: Mapped[User] = relationship()
