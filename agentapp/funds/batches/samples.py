"""The rows of a batch that the branch looks at, and how many of them a fund asks for."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agentapp.accounts.models import User
from agentapp.core.columns import choice
from agentapp.core.db import Base
from agentapp.funds.batches.models import BatchRow


class Verdict(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"


class SamplingTerms(Base):
    """How much of a fund's batches the branch looks at, in percent of the rows taken.

    `risk_percent` of those with a risk, `random_percent` of all the others; `least` rows at least, where there are as
    many. A batch of whose sample more than `most_wrong_percent` is wrong cannot be approved.
    """

    __tablename__ = "sampling_terms"
    __table_args__ = (
        CheckConstraint("risk_percent BETWEEN 0 AND 100", name="risk_is_percent"),
        CheckConstraint("random_percent BETWEEN 0 AND 100", name="random_is_percent"),
        CheckConstraint("most_wrong_percent BETWEEN 0 AND 100", name="wrong_is_percent"),
        CheckConstraint("least >= 1", name="at_least_one"),
    )

    fund_id: Mapped[UUID] = mapped_column(ForeignKey("funds.id"), primary_key=True)
    risk_percent: Mapped[int] = mapped_column()
    random_percent: Mapped[int] = mapped_column()
    least: Mapped[int] = mapped_column()
    most: Mapped[int] = mapped_column()
    most_wrong_percent: Mapped[int] = mapped_column()
    set_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))


class BatchSample(Base):
    """A row that somebody of the branch looks at: why (`reason`, a risk or "random"), and what they found."""

    __tablename__ = "batch_samples"
    __table_args__ = (
        ForeignKeyConstraint(
            ["batch_id", "position"],
            ["batch_rows.batch_id", "batch_rows.position"],
            name="fk_batch_samples_row",
        ),
        CheckConstraint("(verdict IS NULL) = (by_id IS NULL)", name="judged_by_somebody"),
        Index("ix_batch_samples_batch_verdict", "batch_id", "verdict"),
    )

    batch_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reason: Mapped[str] = mapped_column(String(32))
    verdict: Mapped[Verdict | None] = mapped_column(choice(Verdict, "verdict"))
    note: Mapped[str] = mapped_column(String(200), default="")
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime | None]
    by: Mapped[User | None] = relationship()
    row: Mapped[BatchRow] = relationship(viewonly=True)
