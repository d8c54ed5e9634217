"""Formal workers who carry informal ones, and whom each of them carries."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, WriteOnlyMapped, mapped_column, relationship

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.core.columns import EncryptedNik, EncryptedText, RupiahColumn, choice
from agentapp.core.db import Base
from agentapp.core.lifecycle import Lifecycle
from agentapp.core.nik import Nik
from agentapp.core.period import Month
from agentapp.programmes.kinds import Programmes
from agentapp.workers.models import Worker

_STANDS = text("state IN ('active', 'paused')")


class Sponsor(Base):
    """A SERTAKAN sponsor (*donatur*) and the code that an agent types when the sponsor will pay.

    Who signed up gave the own membership number (11 digits) or NIK.
    """

    __tablename__ = "sponsors"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    membership_number: Mapped[str | None] = mapped_column(EncryptedText("sponsor_membership_number"))
    nik: Mapped[Nik | None] = mapped_column(EncryptedNik)
    user: Mapped[User] = relationship()


class SponsorshipState(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


STANDING = (SponsorshipState.ACTIVE, SponsorshipState.PAUSED)


class Origin(StrEnum):
    """How a sponsor came to carry somebody: the code at the enrolment, or an invitation of a known worker."""

    CODE = "code"
    INVITATION = "invitation"


class Sponsorship(Base):
    """One worker carried by one sponsor, from `first_month` to `last_month`, or without an end ("until I stop").

    `programmes` is what the sponsor pays for, `own_programmes` what the worker pays for when the sponsor does not.
    `yearly_cost`: rupiah for twelve months, as shown before the sponsor agreed to the text `consent_version`; known
    only where an invitation was accepted. `free_from`: the first month left to the next payer.

    One standing sponsorship a worker.
    """

    __tablename__ = "sponsorships"
    __table_args__ = (
        CheckConstraint("last_month IS NULL OR first_month <= last_month", name="months_in_order"),
        CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="ended_has_moment"),
        CheckConstraint(
            "origin = 'code' OR (consent_version IS NOT NULL AND consented_at IS NOT NULL "
            "AND yearly_cost IS NOT NULL)",
            name="invited_has_consent",
        ),
        Index(
            "uq_sponsorships_worker_standing",
            "worker_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        Index("ix_sponsorships_sponsor_state", "sponsor_id", "state"),
        Index("ix_sponsorships_worker", "worker_id"),
    )

    lifecycle: Lifecycle[SponsorshipState] = Lifecycle(
        pause=({SponsorshipState.ACTIVE}, SponsorshipState.PAUSED),
        resume=({SponsorshipState.PAUSED}, SponsorshipState.ACTIVE),
        hand_back=({SponsorshipState.ACTIVE}, SponsorshipState.ACTIVE),
        stop=(set(STANDING), SponsorshipState.ENDED),
        finish=(set(STANDING), SponsorshipState.ENDED),
        give_way=({SponsorshipState.PAUSED}, SponsorshipState.ENDED),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    sponsor_id: Mapped[UUID] = mapped_column(ForeignKey("sponsors.user_id"))
    worker_id: Mapped[UUID] = mapped_column(ForeignKey("workers.id"))
    origin: Mapped[Origin] = mapped_column(choice(Origin, "origin"))
    state: Mapped[SponsorshipState] = mapped_column(choice(SponsorshipState, "state"))
    first_month: Mapped[Month]
    last_month: Mapped[Month | None]
    programmes: Mapped[Programmes] = mapped_column(choice(Programmes, "programmes"))
    own_programmes: Mapped[Programmes] = mapped_column(choice(Programmes, "own_programmes"))
    yearly_cost: Mapped[int | None] = mapped_column(RupiahColumn)
    consent_version: Mapped[str | None] = mapped_column(String(20))
    consented_at: Mapped[datetime | None]
    began_at: Mapped[datetime]
    free_from: Mapped[Month | None]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    sponsor: Mapped[Sponsor] = relationship()
    worker: Mapped[Worker] = relationship()
    history: WriteOnlyMapped["SponsorshipMove"] = relationship(order_by="SponsorshipMove.at")
    __mapper_args__ = {"version_id_col": version}

    def covers(self, month: Month) -> bool:
        """Whether the sponsor pays `month`: standing, not paused, and among the months agreed."""
        ends = self.last_month is None or month <= self.last_month
        return self.state == SponsorshipState.ACTIVE and self.first_month <= month and ends

    def over(self, month: Month) -> bool:
        """Whether all the months agreed lie before `month`."""
        return self.last_month is not None and self.last_month < month

    def begin(self, by: User | None) -> None:
        """It stands from now on."""
        self.history.add(_move("begin", None, self.state, by))

    def pause(self, by: User, free_from: Month) -> None:
        """The sponsor pays no month from `free_from` on, for the time being."""
        self._step("pause", by)
        self.free_from = free_from

    def resume(self, by: User) -> None:
        """The sponsor pays again."""
        self._step("resume", by)
        self.free_from = None

    def hand_back(self, by: User, last: Month) -> None:
        """The sponsor pays up to `last`, so that there is time to find the next payer."""
        self._step("hand_back", by)
        self.last_month = last

    def stop(self, by: User, free_from: Month) -> None:
        """The sponsor pays no month from `free_from` on, and will not come back."""
        self._end("stop", by, free_from)

    def finish(self, free_from: Month) -> None:
        """The months agreed are over."""
        self._end("finish", None, free_from)

    def give_way(self, by: User) -> None:
        """Paused, and meanwhile another payer was found."""
        self._end("give_way", by, self.free_from)

    def _end(self, verb: str, by: User | None, free_from: Month | None) -> None:
        self._step(verb, by)
        self.free_from, self.ended_at = self.free_from or free_from, now()

    def _step(self, verb: str, by: User | None) -> None:
        source, self.state = self.state, self.lifecycle.after(verb, self.state)
        self.history.add(_move(verb, source, self.state, by))


class SponsorshipMove(Base):
    """One step of a sponsorship; by nobody where the calendar did it. Append-only."""

    __tablename__ = "sponsorship_moves"
    __table_args__ = (Index("ix_sponsorship_moves_sponsorship_at", "sponsorship_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    sponsorship_id: Mapped[UUID] = mapped_column(ForeignKey("sponsorships.id"))
    verb: Mapped[str] = mapped_column(String(20))
    source: Mapped[SponsorshipState | None] = mapped_column(choice(SponsorshipState, "source"))
    target: Mapped[SponsorshipState] = mapped_column(choice(SponsorshipState, "target"))
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]


def _move(
    verb: str, source: SponsorshipState | None, target: SponsorshipState, by: User | None
) -> SponsorshipMove:
    return SponsorshipMove(verb=verb, source=source, target=target, by_id=by.id if by else None, at=now())
