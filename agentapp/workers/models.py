"""A worker: somebody whose application was approved."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agentapp.accounts.models import BranchOffice, User
from agentapp.core.columns import EncryptedText, choice
from agentapp.core.db import Base
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind
from agentapp.workers.person import PersonColumns

STANDING = text("withdrawn_at IS NULL")


class HeirRelation(StrEnum):
    """Heirs in the order of the law: spouse or child; else kin to the second degree; else the one in a will."""

    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    GRANDPARENT = "grandparent"
    GRANDCHILD = "grandchild"
    SIBLING = "sibling"
    PARENT_IN_LAW = "parent_in_law"
    WILL = "will"


class Worker(PersonColumns, Base):
    """An informal worker in the scheme. `withdrawn_at` is set only when the approval itself was undone.

    `agent` keeps the worker in the portfolio; `funding` and `payer_code` say who pays the months to come; `accepted_at`
    is the moment of approval, where protection begins if a sponsor or fund pays. `accepted_funding`: who was to pay
    then, where that has changed since. `payer_until`: the last month that the payer pays, where there is one; later
    ones are the worker's own.
    """

    __tablename__ = "workers"
    __table_args__ = (
        Index(
            "uq_workers_nik_hash_standing",
            "nik_hash",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        Index("ix_workers_branch_name", "branch_id", "name_key", "id"),
        Index("ix_workers_branch_district_name", "branch_id", "district_code", "name_key", "id"),
        Index("ix_workers_agent_name", "agent_id", "name_key", "id"),
        Index("ix_workers_nik_tail_hash", "nik_tail_hash"),
        Index("ix_workers_birth_date", "birth_date"),
        Index("ix_workers_district", "district_code"),
        Index("ix_workers_payer", "payer", "payer_code", "district_code"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    branch_id: Mapped[UUID] = mapped_column(ForeignKey("branch_offices.id"))
    funding: Mapped[FundingKind] = mapped_column(choice(FundingKind, "funding"))
    accepted_funding: Mapped[FundingKind | None] = mapped_column(choice(FundingKind, "accepted_funding"))
    payer_until: Mapped[Month | None]
    accepted_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    agent: Mapped[User] = relationship()
    branch: Mapped[BranchOffice] = relationship()
    heirs: Mapped[list["Heir"]] = relationship(cascade="all, delete-orphan", order_by="Heir.position")
    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="worker", order_by="Membership.since"
    )

    @property
    def membership(self) -> "Membership":
        """The latest membership; a worker always has one."""
        return self.memberships[-1]

    @property
    def funding_at_acceptance(self) -> FundingKind:
        """Whose money was to pay when the worker was accepted: what decides whether acceptance began the cover."""
        return self.accepted_funding or self.funding

    def membership_in(self, month: Month) -> "Membership":
        """The membership that `month` belongs to: the latest that had begun by then, at worst the first."""
        begun = [membership for membership in self.memberships if membership.since <= month]
        return begun[-1] if begun else self.memberships[0]


class Heir(Base):
    """Somebody who receives the death benefit; 1 to 4 a worker, in order."""

    __tablename__ = "heirs"
    __table_args__ = (CheckConstraint("position BETWEEN 1 AND 4", name="position_1_to_4"),)

    worker_id: Mapped[UUID] = mapped_column(ForeignKey("workers.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(EncryptedText("heir_name"))
    relation: Mapped[HeirRelation] = mapped_column(choice(HeirRelation, "relation"))
    phone: Mapped[str] = mapped_column(EncryptedText("heir_phone"))


class Consent(Base):
    """What a worker agreed to: which text, in which language, when and where, and who recorded it."""

    __tablename__ = "consents"
    __table_args__ = (UniqueConstraint("worker_id", "purpose", "given_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    worker_id: Mapped[UUID] = mapped_column(ForeignKey("workers.id"))
    purpose: Mapped[str] = mapped_column(String(40))
    text_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(2))
    given_at: Mapped[datetime]
    village_code: Mapped[str] = mapped_column(String(13))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    recorded_by_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))


def _last_four(context: DefaultExecutionContext) -> str:
    return str(context.get_current_parameters()["number"])[-4:]  # type: ignore[no-untyped-call]


class Membership(Base):
    """One stay in the scheme, with its number (KPJ). A number is given once and never again, even if voided.

    `tail` is the last four digits of the number, for search and for what strangers may see.
    """

    __tablename__ = "memberships"
    __table_args__ = (CheckConstraint("number BETWEEN 10000000000 AND 99999999999", name="eleven_digits"),)

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    tail: Mapped[str] = mapped_column(String(4), default=_last_four, index=True)
    worker_id: Mapped[UUID] = mapped_column(ForeignKey("workers.id"), index=True)
    since: Mapped[Month]
    voided_at: Mapped[datetime | None]
    worker: Mapped[Worker] = relationship(back_populates="memberships")


class NumberRange(Base):
    """The numbers this installation may give out, and the next one. One row; locked while a number is taken."""

    __tablename__ = "number_ranges"
    __table_args__ = (
        CheckConstraint("next_number BETWEEN first_number AND last_number + 1", name="next_in_range"),
    )

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    first_number: Mapped[int] = mapped_column(BigInteger)
    last_number: Mapped[int] = mapped_column(BigInteger)
    next_number: Mapped[int] = mapped_column(BigInteger)


class Card(Base):
    """The card that the worker carries. Its token opens the public page; a revoked one says so."""

    __tablename__ = "cards"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    membership_number: Mapped[int] = mapped_column(ForeignKey("memberships.number"), index=True)
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    membership: Mapped[Membership] = relationship()


class WorkerEventKind(StrEnum):
    REGISTERED = "registered"
    WITHDRAWN = "withdrawn"
    MEMBERSHIP_RENEWED = "membership_renewed"
    CARD_ISSUED = "card_issued"
    CARD_REVOKED = "card_revoked"
    AGENT_CHANGED = "agent_changed"


class WorkerEvent(Base):
    """What happened to a worker after approval: card issued or revoked, agent changed, withdrawn. Append-only."""

    __tablename__ = "worker_events"
    __table_args__ = (Index("ix_worker_events_worker_at", "worker_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    worker_id: Mapped[UUID] = mapped_column(ForeignKey("workers.id"))
    kind: Mapped[WorkerEventKind] = mapped_column(choice(WorkerEventKind, "kind"))
    by_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(500), default="")
    by: Mapped[User] = relationship()
