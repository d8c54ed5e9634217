"""A mandate: the payer's leave to debit an account every month, up to a cap, until it is taken back."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, WriteOnlyMapped, mapped_column, relationship

from agentapp.accounts.models import User
from agentapp.contributions.models import Obligation
from agentapp.core.clock import now
from agentapp.core.columns import EncryptedText, RupiahColumn, choice
from agentapp.core.db import Base
from agentapp.core.lifecycle import Lifecycle
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind
from agentapp.workers.models import Worker

LAST_DEBIT_DAY = 12
USUAL_DEBIT_DAY = 5


class MandateState(StrEnum):
    """From the draft to the end. `binding`: the bank was asked; `otp`: it waits for the owner's one-time code."""

    DRAFT = "draft"
    CONSENTED = "consented"
    BINDING = "binding"
    OTP = "otp"
    ACTIVE = "active"
    PAUSED = "paused"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"
    FAILED = "failed"
    SUPERSEDED = "superseded"


USABLE = (MandateState.ACTIVE, MandateState.PAUSED, MandateState.SUSPENDED)
_BEFORE = {MandateState.DRAFT, MandateState.CONSENTED, MandateState.BINDING, MandateState.OTP}
_STANDS = text("state IN ('active', 'paused', 'suspended')")


class ConsentGiven(StrEnum):
    """How the payer agreed: signed in themselves, or on the agent's phone with their own one-time code."""

    OWN_ACCOUNT = "own_account"
    AGENTS_PHONE = "agents_phone"


class Mandate(Base):
    """Leave to debit one account for one payer: a sponsor, or a worker for themselves.

    `serial`: 12 digits, the mandate's part of every reference. `cap`: rupiah a month at most. `payer_code`: the
    sponsor's code, that obligations name as their payer. `consent_hash`: SHA-256 of the very text that was agreed to.
    """

    __tablename__ = "mandates"
    __table_args__ = (
        CheckConstraint("(payer_id IS NULL) <> (worker_id IS NULL)", name="one_payer"),
        CheckConstraint("(payer_id IS NULL) = (payer_code IS NULL)", name="sponsor_has_code"),
        CheckConstraint("cap > 0", name="cap_positive"),
        CheckConstraint("debit_day BETWEEN 1 AND 12", name="debit_day_early"),
        CheckConstraint("last_month IS NULL OR first_month <= last_month", name="months_in_order"),
        CheckConstraint(
            "state NOT IN ('active', 'paused', 'suspended') "
            "OR (account_token IS NOT NULL AND activated_at IS NOT NULL)",
            name="usable_has_account",
        ),
        CheckConstraint(
            "(state IN ('revoked', 'expired', 'failed', 'superseded')) = (ended_at IS NOT NULL)",
            name="ended_has_end",
        ),
        Index(
            "uq_mandates_payer_standing",
            "payer_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        Index(
            "uq_mandates_worker_standing",
            "worker_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        Index("ix_mandates_state", "state"),
        Index("ix_mandates_payer_code", "payer_code"),
    )

    lifecycle: Lifecycle[MandateState] = Lifecycle(
        consent=({MandateState.DRAFT}, MandateState.CONSENTED),
        bind=({MandateState.CONSENTED, MandateState.OTP, MandateState.BINDING}, MandateState.BINDING),
        challenge=({MandateState.BINDING}, MandateState.OTP),
        activate=({MandateState.OTP}, MandateState.ACTIVE),
        pause=({MandateState.ACTIVE}, MandateState.PAUSED),
        resume=({MandateState.PAUSED, MandateState.SUSPENDED}, MandateState.ACTIVE),
        suspend=({MandateState.ACTIVE}, MandateState.SUSPENDED),
        revoke=(_BEFORE | set(USABLE), MandateState.REVOKED),
        expire=(set(USABLE), MandateState.EXPIRED),
        fail=(_BEFORE | set(USABLE), MandateState.FAILED),
        supersede=(set(USABLE), MandateState.SUPERSEDED),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    serial: Mapped[str] = mapped_column(String(12), unique=True)
    payer_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    payer_code: Mapped[str | None] = mapped_column(String(40))
    worker_id: Mapped[UUID | None] = mapped_column(ForeignKey("workers.id"), index=True)
    gateway: Mapped[str] = mapped_column(String(20))
    state: Mapped[MandateState] = mapped_column(choice(MandateState, "state"))
    challenge: Mapped[str | None] = mapped_column(EncryptedText("challenge"))
    account_token: Mapped[str | None] = mapped_column(EncryptedText("account_token"))
    account_tail: Mapped[str] = mapped_column(String(4))
    cap: Mapped[int] = mapped_column(RupiahColumn)
    debit_day: Mapped[int]
    zone_name: Mapped[str] = mapped_column(String(32))
    first_month: Mapped[Month]
    last_month: Mapped[Month | None]
    consent_version: Mapped[str] = mapped_column(String(20))
    consent_language: Mapped[str] = mapped_column(String(5))
    consent_hash: Mapped[str] = mapped_column(String(64))
    consent_given: Mapped[ConsentGiven] = mapped_column(choice(ConsentGiven, "consent_given"))
    consented_at: Mapped[datetime | None]
    recorded_by_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    activated_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    payer: Mapped[User | None] = relationship(foreign_keys=payer_id)
    worker: Mapped[Worker | None] = relationship()
    recorded_by: Mapped[User] = relationship(foreign_keys=recorded_by_id)
    history: WriteOnlyMapped["MandateMove"] = relationship(order_by="MandateMove.at")
    __mapper_args__ = {"version_id_col": version}

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name)

    @property
    def usable(self) -> bool:
        return self.state in USABLE

    def covers(self, month: Month) -> bool:
        """Whether it was given for `month`."""
        return self.first_month <= month and (self.last_month is None or month <= self.last_month)

    def pays(self, owed: Obligation) -> bool:
        """Whether its payer is the one who pays this month by now."""
        if self.worker_id is not None:
            return owed.worker_id == self.worker_id and owed.funding == FundingKind.SELF
        return owed.payer_code == self.payer_code and owed.funding == FundingKind.SPONSOR

    def move(self, verb: str, by: User | None, note: str = "") -> None:
        """One step of the lifecycle, by a person or by ourselves (None). Raises IllegalMove."""
        source, self.state = self.state, self.lifecycle.after(verb, self.state)
        moment = now()
        if verb == "consent":
            self.consented_at = moment
        if verb == "activate":
            self.activated_at = moment
        if not self.usable and self.state not in _BEFORE:
            self.ended_at = moment
        self.history.add(
            MandateMove(
                verb=verb, source=source, target=self.state, by_id=by.id if by else None, note=note, at=moment
            )
        )


class MandateMove(Base):
    """One change of a mandate's state; by nobody where the bank or the calendar did it. Append-only."""

    __tablename__ = "mandate_moves"
    __table_args__ = (Index("ix_mandate_moves_mandate_at", "mandate_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    mandate_id: Mapped[UUID] = mapped_column(ForeignKey("mandates.id"))
    verb: Mapped[str] = mapped_column(String(20))
    source: Mapped[MandateState] = mapped_column(choice(MandateState, "source"))
    target: Mapped[MandateState] = mapped_column(choice(MandateState, "target"))
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(200))


class MandateLine(Base):
    """One worker whose months a mandate pays, and since when; written when the first debit for them is prepared."""

    __tablename__ = "mandate_lines"

    mandate_id: Mapped[UUID] = mapped_column(ForeignKey("mandates.id"), primary_key=True)
    worker_id: Mapped[UUID] = mapped_column(ForeignKey("workers.id"), primary_key=True, index=True)
    first_month: Mapped[Month]
    added_on: Mapped[date]
