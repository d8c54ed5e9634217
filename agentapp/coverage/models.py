"""What coverage is measured against, what was counted, and which figures the public may see."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agentapp.accounts.models import User
from agentapp.core.columns import RupiahColumn, choice
from agentapp.core.db import Base
from agentapp.core.period import Month
from agentapp.funds.models import Fund

_CODE = String(13).with_variant(String(13, collation="C"), "postgresql")
"""A region's code, compared letter by letter on both databases: an index then finds all that lies in a region."""

STILL_OPEN = text("closed_at IS NULL")


class Dimension(StrEnum):
    """What people are counted by. `ALL` has one value, the empty one."""

    ALL = "all"
    AGENCY = "agency"
    ECOSYSTEM = "ecosystem"
    OCCUPATION = "occupation"
    SEX = "sex"
    AGE = "age"
    PAYER = "payer"
    FUND = "fund"
    PROGRAMMES = "programmes"


class Denominator(Base):
    """How many informal workers a region has, in a year, as a source says. The latest import of a year holds."""

    __tablename__ = "denominators"
    __table_args__ = (
        CheckConstraint("workers >= 0", name="workers_not_negative"),
        CheckConstraint("population IS NULL OR population >= 0", name="population_not_negative"),
        CheckConstraint("year BETWEEN 1990 AND 2100", name="year_of_our_time"),
    )

    region_code: Mapped[str] = mapped_column(_CODE, primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    workers: Mapped[int]
    population: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(String(300), default="")
    imported_at: Mapped[datetime]
    imported_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))


class CoverageMonth(Base):
    """A month that was counted. `counted_at`: as of when its cells stand; `proved_at`: last found to be right."""

    __tablename__ = "coverage_months"

    month: Mapped[Month] = mapped_column(primary_key=True)
    counted_at: Mapped[datetime | None]
    proved_at: Mapped[datetime | None]


class CoverageCell(Base):
    """People of one village in one month who share one value of one dimension: where they stand, and their rupiah.

    Rolled up from workers and obligations (see `rolling`); nothing else writes it. `due` and `paid` are whole rupiah
    of that contribution month.
    """

    __tablename__ = "coverage_cells"
    __table_args__ = (
        CheckConstraint(
            "covered >= 0 AND arrears >= 0 AND ended >= 0 AND waiting >= 0", name="no_negative_count"
        ),
        CheckConstraint("paid >= 0 AND due >= paid", name="paid_within_due"),
    )

    month: Mapped[Month] = mapped_column(primary_key=True)
    dimension: Mapped[Dimension] = mapped_column(choice(Dimension, "dimension"), primary_key=True)
    village_code: Mapped[str] = mapped_column(_CODE, primary_key=True)
    value: Mapped[str] = mapped_column(String(120), primary_key=True)
    covered: Mapped[int]
    arrears: Mapped[int]
    ended: Mapped[int]
    waiting: Mapped[int]
    due: Mapped[int] = mapped_column(RupiahColumn)
    paid: Mapped[int] = mapped_column(RupiahColumn)


class PublicPage(Base):
    """Figures that their owner shows to everybody: of all workers of a region, or of those whom one fund carries.

    It keeps its address when it is closed and opened again.
    """

    __tablename__ = "public_pages"
    __table_args__ = (
        UniqueConstraint("slug"),
        CheckConstraint("closed_at IS NULL OR closed_at >= opened_at", name="closed_after_opened"),
        Index(
            "uq_public_pages_region_open",
            "region_code",
            unique=True,
            sqlite_where=STILL_OPEN,
            postgresql_where=STILL_OPEN,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    slug: Mapped[str] = mapped_column(String(120))
    region_code: Mapped[str] = mapped_column(_CODE)
    fund_id: Mapped[UUID | None] = mapped_column(ForeignKey("funds.id"))
    opened_by_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    fund: Mapped[Fund | None] = relationship()

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def open_again(self, by: User, at: datetime) -> None:
        """Everybody sees it from now on, where they saw it before."""
        self.opened_by_id, self.opened_at = by.id, at
        self.closed_by_id = self.closed_at = None

    def close(self, by: User, at: datetime) -> None:
        """Nobody sees it from now on."""
        self.closed_by_id, self.closed_at = by.id, at
