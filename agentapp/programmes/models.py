"""Rates and rules as dated data, each with its source. Published ones never change; a new one takes over."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.core.columns import RupiahColumn, choice
from agentapp.core.db import Base
from agentapp.core.period import Month
from agentapp.programmes.kinds import Sector


class Tariff(Base):
    """The contribution table in force from a month on, until a later one.

    `brackets` is a list of [income_from or null, base] in rupiah, lowest first; a bracket ends where the next
    begins. Rates are in basis points of the base (100 = 1 %); JKM is flat rupiah.
    """

    __tablename__ = "tariffs"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    effective_from: Mapped[Month] = mapped_column(unique=True)
    brackets: Mapped[list[list[int | None]]] = mapped_column(JSON)
    jkk_basis_points: Mapped[int]
    jht_basis_points: Mapped[int]
    jkm_flat: Mapped[int] = mapped_column(RupiahColumn)
    source: Mapped[str] = mapped_column(String(400))
    published_at: Mapped[datetime]
    published_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    published_by: Mapped[User | None] = relationship()


class ReliefRule(Base):
    """A relief on JKK and JKM for contribution months `first_month`…`last_month` of one sector (PP 50/2025).

    `percent` is what is taken off; `excluded_funding` lists FundingKind values that get none. A rule may be
    ended early: then `ended_after` is the last month it covers, before `first_month` if it never came to
    cover any.
    """

    __tablename__ = "relief_rules"
    __table_args__ = (
        CheckConstraint("percent BETWEEN 1 AND 100", name="percent_1_to_100"),
        CheckConstraint("first_month <= last_month", name="months_in_order"),
        CheckConstraint("ended_after < last_month", name="ended_early"),
        CheckConstraint(
            "(ended_after IS NULL) = (ended_at IS NULL) AND (ended_at IS NULL) = (ended_by_id IS NULL)",
            name="ended_whole",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    sector: Mapped[Sector] = mapped_column(choice(Sector, "sector"))
    first_month: Mapped[Month]
    last_month: Mapped[Month]
    percent: Mapped[int]
    excluded_funding: Mapped[list[str]] = mapped_column(JSON)
    source: Mapped[str] = mapped_column(String(400))
    published_at: Mapped[datetime]
    published_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    ended_after: Mapped[Month | None]

    published_by: Mapped[User | None] = relationship(foreign_keys=[published_by_id])
    ended_by: Mapped[User | None] = relationship(foreign_keys=[ended_by_id])

    def end(self, last_month: Month, by: User) -> None:
        """Cover no month after `last_month`. The only thing that ever changes, and only once."""
        self.ended_after, self.ended_at, self.ended_by_id = last_month, now(), by.id

    @property
    def last_covered(self) -> Month:
        return self.ended_after or self.last_month

    @property
    def covers_some_month(self) -> bool:
        return self.first_month <= self.last_covered


class Terms(Base):
    """Who may join and how many months may be paid at once, in force from a month on.

    Ages in completed years at registration: `least_age` ≤ age < `age_limit`. `accepted_starts_cover` lists
    FundingKind values for which protection begins at acceptance rather than at the first payment.
    """

    __tablename__ = "terms"
    __table_args__ = (CheckConstraint("least_age < age_limit", name="ages_in_order"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    effective_from: Mapped[Month] = mapped_column(unique=True)
    least_age: Mapped[int]
    age_limit: Mapped[int]
    periods: Mapped[list[int]] = mapped_column(JSON)
    due_day: Mapped[int]
    grace_months: Mapped[int]
    accepted_starts_cover: Mapped[list[str]] = mapped_column(JSON)
    source: Mapped[str] = mapped_column(String(400))
    published_at: Mapped[datetime]
    published_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    published_by: Mapped[User | None] = relationship()
