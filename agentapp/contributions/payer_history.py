"""Who paid for a worker before: every hand-over, kept for ever."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agentapp.accounts.models import User
from agentapp.core.columns import choice
from agentapp.core.db import Base
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind, Programmes


class PayerChange(Base):
    """From `first_month` on (to `last_month`, where there is one) another payer pays. By nobody: the calendar.

    Append-only.
    """

    __tablename__ = "payer_changes"
    __table_args__ = (
        CheckConstraint("last_month IS NULL OR first_month <= last_month", name="months_in_order"),
        Index("ix_payer_changes_worker_at", "worker_id", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    worker_id: Mapped[UUID] = mapped_column(ForeignKey("workers.id"))
    first_month: Mapped[Month]
    last_month: Mapped[Month | None]
    source_funding: Mapped[FundingKind] = mapped_column(choice(FundingKind, "source_funding"))
    source_code: Mapped[str | None] = mapped_column(String(40))
    target_funding: Mapped[FundingKind] = mapped_column(choice(FundingKind, "target_funding"))
    target_code: Mapped[str | None] = mapped_column(String(40))
    target_programmes: Mapped[Programmes] = mapped_column(choice(Programmes, "target_programmes"))
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    by: Mapped[User | None] = relationship()
