"""What is kept of phones and of what they sent. See `held` for what could not be read, `photo_rows` for photos."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agentapp.accounts.models import User
from agentapp.core.columns import EncryptedText, choice
from agentapp.core.db import Base


class KeyUse(StrEnum):
    """`seal`: phones encrypt to it (ECDH-ES on P-256). `sign`: the server signs with it (Ed25519)."""

    SEAL = "seal"
    SIGN = "sign"


class ServerKey(Base):
    """A key pair of the server, each half as a JWK. `kid` is the key's thumbprint (RFC 7638).

    Phones are told to use it from `current_from` on; what was sealed for it is opened until `retired_at`.
    """

    __tablename__ = "intake_keys"

    kid: Mapped[str] = mapped_column(String(43), primary_key=True)
    use: Mapped[KeyUse] = mapped_column(choice(KeyUse, "use"))
    public: Mapped[str] = mapped_column(Text)
    private: Mapped[str] = mapped_column(EncryptedText("intake_key"))
    made_at: Mapped[datetime]
    current_from: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class Receipt(Base):
    """That an application arrived: `answer` is what the phone was told then, and is told ever after. Append-only.

    `sent_digest` is the SHA-256 of the texts as they were sent, `digest` that of the answers read from them.
    """

    __tablename__ = "intake_receipts"
    __table_args__ = (Index("ix_intake_receipts_sent_by_at", "sent_by_id", "at"),)

    submission_id: Mapped[UUID] = mapped_column(primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolments.id"), unique=True)
    sent_by_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    sent_digest: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    answer: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class ToCorrect(Base):
    """A sending that a rule refused: its content became a draft. The same again does not write over the correction."""

    __tablename__ = "intake_to_correct"

    submission_id: Mapped[UUID] = mapped_column(primary_key=True)
    sent_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


class Phone(Base):
    """One person's part of a phone, as it told of itself last. `phone_id` was minted by the phone.

    `clock_error_s`: how many seconds its clock is ahead of ours; `oldest_at` is by ours. `last_error` is a code, never
    words. `retired_at`: when a supervisor said that it is not used any more, the same for all who used it.
    """

    __tablename__ = "intake_phones"
    __table_args__ = (
        Index("ix_intake_phones_person", "person_id"),
        CheckConstraint("(retired_at IS NULL) = (retired_by_id IS NULL)", name="retired_by_somebody"),
    )

    phone_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    version: Mapped[str] = mapped_column(String(40))
    last_contact_at: Mapped[datetime]
    clock_error_s: Mapped[int]
    waiting: Mapped[int]
    oldest_at: Mapped[datetime | None]
    needs_fix: Mapped[int]
    storage_used: Mapped[int | None] = mapped_column(BigInteger)
    storage_quota: Mapped[int | None] = mapped_column(BigInteger)
    persisted: Mapped[bool]
    last_error: Mapped[str | None] = mapped_column(String(40))
    retired_at: Mapped[datetime | None]
    retired_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    person: Mapped[User] = relationship(foreign_keys=person_id)
    retired_by: Mapped[User | None] = relationship(foreign_keys=retired_by_id)


class ProblemReport(Base):
    """What an agent's phone noted before a problem: codes and numbers, no words. `lines` is JSON."""

    __tablename__ = "intake_reports"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    phone_id: Mapped[UUID]
    version: Mapped[str] = mapped_column(String(40))
    lines: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(index=True)


class Life(Base):
    """One row: `life` changes when the database went back in time. `beat` is the last moment it was known to live."""

    __tablename__ = "intake_life"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    life: Mapped[UUID]
    beat: Mapped[datetime]
