"""Places of workers in funds: one worker carried by one fund, or waiting to be."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.core.columns import RupiahColumn, choice
from agentapp.core.db import Base
from agentapp.core.lifecycle import Lifecycle
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.funds.models import Fund, FundCohort
from agentapp.programmes.kinds import Programmes
from agentapp.workers.models import Worker

_STANDS = text("state IN ('waiting', 'held')")


class PlaceState(StrEnum):
    WAITING = "waiting"
    HELD = "held"
    ENDED = "ended"


class EndReason(StrEnum):
    """Why a place ended. Those up to `REFUSED` let the officer give it to the next; the others happen by themselves."""

    DIED = "died"
    MOVED = "moved"
    WAGE_EARNER = "wage_earner"
    CIVIL_SERVANT = "civil_servant"
    DUPLICATE = "duplicate"
    NIK_UNMATCHED = "nik_unmatched"
    REFUSED = "refused"
    PERIOD_OVER = "period_over"
    OTHER_PAYER = "other_payer"
    UNDONE = "undone"


REPLACED = tuple(EndReason)[: list(EndReason).index(EndReason.PERIOD_OVER)]
"""For these alone somebody is replaced (domain: replacement)."""


class FundPlace(Base):
    """One worker and one fund: asked for, carried from `first_month` to `last_month`, ended.

    `reserved`: rupiah of its unpaid months that the fund keeps for it. `asked_at` is the order of the waiting list.
    `village_code` and `agency` say which quotas it counts in; `programmes` what the fund pays for, `own_programmes`
    what the worker pays for alone. `free_from`: the first month left to the next payer, where it ended before its
    time. `decile` and `source` of the data by which the worker was chosen. One standing place a worker.
    """

    __tablename__ = "fund_places"
    __table_args__ = (
        CheckConstraint("first_month <= last_month", name="months_in_order"),
        CheckConstraint("reserved >= 0", name="reserved_not_negative"),
        CheckConstraint("state <> 'waiting' OR reserved = 0", name="waiting_reserves_nothing"),
        CheckConstraint("state <> 'held' OR held_at IS NOT NULL", name="held_has_moment"),
        CheckConstraint(
            "(state = 'ended') = (ended_at IS NOT NULL) AND (ended_at IS NULL) = (reason IS NULL)",
            name="ended_has_reason",
        ),
        CheckConstraint("decile BETWEEN 1 AND 10", name="decile_1_to_10"),
        Index(
            "uq_fund_places_worker_standing",
            "worker_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        Index("ix_fund_places_worker", "worker_id"),
        Index("ix_fund_places_fund_state", "fund_id", "state", "asked_at"),
    )

    lifecycle: Lifecycle[PlaceState] = Lifecycle(
        hold=({PlaceState.WAITING}, PlaceState.HELD),
        end=({PlaceState.WAITING, PlaceState.HELD}, PlaceState.ENDED),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    fund_id: Mapped[UUID] = mapped_column(ForeignKey("funds.id"))
    worker_id: Mapped[UUID] = mapped_column(ForeignKey("workers.id"))
    cohort_id: Mapped[UUID | None] = mapped_column(ForeignKey("fund_cohorts.id"), index=True)
    state: Mapped[PlaceState] = mapped_column(choice(PlaceState, "state"))
    first_month: Mapped[Month]
    last_month: Mapped[Month]
    village_code: Mapped[str] = mapped_column(String(13))
    agency: Mapped[str | None] = mapped_column(String(120))
    programmes: Mapped[Programmes] = mapped_column(choice(Programmes, "programmes"))
    own_programmes: Mapped[Programmes] = mapped_column(choice(Programmes, "own_programmes"))
    reserved: Mapped[int] = mapped_column(RupiahColumn)
    decile: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(40), default="")
    asked_at: Mapped[datetime]
    held_at: Mapped[datetime | None]
    free_from: Mapped[Month | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[EndReason | None] = mapped_column(choice(EndReason, "reason"))
    note: Mapped[str] = mapped_column(String(500), default="")
    fund: Mapped[Fund] = relationship()
    worker: Mapped[Worker] = relationship()
    cohort: Mapped[FundCohort | None] = relationship()
    ended_by: Mapped[User | None] = relationship()

    @property
    def last_carried(self) -> Month:
        """The last month that is the fund's; before the first where it never came to any."""
        return self.last_month if self.free_from is None else Month.from_ordinal(self.free_from.ordinal - 1)

    def carries(self, month: Month) -> bool:
        return self.state == PlaceState.HELD and self.first_month <= month <= self.last_carried

    def hold(self, first: Month, reserved: Rupiah) -> None:
        """The fund carries the worker from `first` on, and keeps so much for it."""
        self.state = self.lifecycle.after("hold", self.state)
        self.first_month, self.reserved, self.held_at = first, reserved, now()

    def end(self, reason: EndReason, by: User | None, free_from: Month | None, note: str = "") -> None:
        """It is over: from `free_from` on another pays. What it reserved is for the caller to give back."""
        self.state = self.lifecycle.after("end", self.state)
        self.reason, self.note = reason, note
        self.ended_at, self.ended_by_id = now(), by.id if by else None
        if free_from is not None and free_from <= self.last_month:
            self.free_from = max(free_from, self.first_month)
