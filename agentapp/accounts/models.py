"""People who sign in, and the offices they belong to."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agentapp.accounts.permissions import Permission, Role, granted
from agentapp.core.columns import EncryptedText, KeyedHash, choice
from agentapp.core.db import Base


class BranchOffice(Base):
    """A *kantor cabang*. It serves regencies, and its supervisors decide what its agents enrol."""

    __tablename__ = "branch_offices"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    closed_at: Mapped[datetime | None]
    regencies: Mapped[list["BranchRegency"]] = relationship(
        back_populates="branch", cascade="all, delete-orphan", order_by="BranchRegency.regency_code"
    )

    def serves(self, regency_code: str) -> bool:
        return any(served.regency_code == regency_code for served in self.regencies)


class BranchRegency(Base):
    """A regency (`13.03`) and the one branch that serves it."""

    __tablename__ = "branch_regencies"

    regency_code: Mapped[str] = mapped_column(String(5), primary_key=True)
    branch_id: Mapped[UUID] = mapped_column(ForeignKey("branch_offices.id"), index=True)
    branch: Mapped[BranchOffice] = relationship(back_populates="regencies")


class AgencyOffice(Base):
    """A *kantor Perisai* (wadah): the office that agents belong to, under a branch."""

    __tablename__ = "agency_offices"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    branch_id: Mapped[UUID] = mapped_column(ForeignKey("branch_offices.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    closed_at: Mapped[datetime | None]
    branch: Mapped[BranchOffice] = relationship()


class User(Base):
    """Somebody who signs in, with one role.

    Agents and supervisors belong to a branch; `home_district` is where an agent's village picker starts.
    Nobody is ever deleted: a deactivated person keeps the history, and the work passes to `successor`.
    """

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint(
            "role NOT IN ('agent', 'supervisor') OR branch_id IS NOT NULL", name="field_role_has_branch"
        ),
        CheckConstraint("email_hash IS NOT NULL OR phone_hash IS NOT NULL", name="can_be_named"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    name: Mapped[str] = mapped_column(String(120), index=True)
    email: Mapped[str | None] = mapped_column(EncryptedText("user_email"))
    email_hash: Mapped[bytes | None] = mapped_column(KeyedHash("user_email", "email"), unique=True)
    phone: Mapped[str | None] = mapped_column(EncryptedText("user_phone"))
    phone_hash: Mapped[bytes | None] = mapped_column(KeyedHash("user_phone", "phone"), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    branch_id: Mapped[UUID | None] = mapped_column(ForeignKey("branch_offices.id"), index=True)
    agency_office_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency_offices.id"), index=True)
    home_district: Mapped[str | None] = mapped_column(String(8))
    locale: Mapped[str | None] = mapped_column(String(2))
    created_at: Mapped[datetime]
    deactivated_at: Mapped[datetime | None]
    successor_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    branch: Mapped[BranchOffice | None] = relationship()
    agency_office: Mapped[AgencyOffice | None] = relationship()
    successor: Mapped["User | None"] = relationship(remote_side=[id])

    @property
    def active(self) -> bool:
        return self.deactivated_at is None

    @property
    def is_authenticated(self) -> bool:
        """For Flask-Login, which asks this of whoever it carries."""
        return True

    def may(self, permission: Permission) -> bool:
        return self.active and granted(self.role, permission)


class SignIn(Base):
    """One signed-in browser. Ending the row ends the session, wherever its cookie is."""

    __tablename__ = "sign_ins"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    device: Mapped[str] = mapped_column(String(120))
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class SetupLink(Base):
    """A one-time link by which a person sets a password. Only the hash of its token is kept."""

    __tablename__ = "setup_links"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    user: Mapped[User] = relationship()


class AccountEventKind(StrEnum):
    CREATED = "created"
    SETUP_LINK_MADE = "setup_link_made"
    PASSWORD_SET = "password_set"
    PASSWORD_CHANGED = "password_changed"
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGNED_OUT_EVERYWHERE = "signed_out_everywhere"
    MOVED = "moved"
    DEACTIVATED = "deactivated"
    REACTIVATED = "reactivated"
    CHANGED = "changed"


class AccountEvent(Base):
    """What happened to an account, by whom. Append-only."""

    __tablename__ = "account_events"
    __table_args__ = (Index("ix_account_events_user_at", "user_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[AccountEventKind] = mapped_column(choice(AccountEventKind, "kind"))
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(500), default="")
    by: Mapped[User | None] = relationship(foreign_keys=by_id)


class RateCounter(Base):
    """How often something was tried in a window, for the rate limiter; shared by all processes."""

    __tablename__ = "rate_counters"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(index=True)
