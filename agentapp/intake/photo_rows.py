"""Photos on their way from a phone: parts of them, those that came, and those that an application waits for.

A photo is named by the SHA-256 of its bytes as the phone has it; what was sent may be that, or that sealed.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from agentapp.core.columns import choice
from agentapp.core.db import Base


class PhotoKind(StrEnum):
    KTP = "ktp_photo"
    PERSON = "person_photo"


class Upload(Base):
    """A photo of which a part came. It belongs to who sends it. Sizes in bytes; the parts are files (`parts`)."""

    __tablename__ = "intake_uploads"
    __table_args__ = (
        UniqueConstraint("by_id", "sha256"),
        CheckConstraint("received >= 0 AND received <= total", name="within_total"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    by_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    total: Mapped[int]
    received: Mapped[int]
    updated_at: Mapped[datetime] = mapped_column(index=True)


class UploadPart(Base):
    """The bytes of an upload from `begins` on, kept in the file `digest`."""

    __tablename__ = "intake_upload_parts"

    upload_id: Mapped[UUID] = mapped_column(
        ForeignKey("intake_uploads.id", ondelete="CASCADE"), primary_key=True
    )
    begins: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(64))


class ArrivedPhoto(Base):
    """A photo that came whole. `sha256` of what was sent, `plain_sha256` of the photo in it, `kept` where it lies.

    `size` is that of what was sent, in bytes.
    """

    __tablename__ = "intake_photos"
    __table_args__ = (Index("ix_intake_photos_plain", "plain_sha256"),)

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    plain_sha256: Mapped[str] = mapped_column(String(64))
    kept: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]


class AwaitedPhoto(Base):
    """A photo that a submission named. `stands`: it belongs to the content that stands, not to a second one."""

    __tablename__ = "intake_awaited_photos"
    __table_args__ = (
        Index("ix_intake_awaited_photos_sha256", "sha256"),
        UniqueConstraint("submission_id", "kind", "sha256"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    submission_id: Mapped[UUID]
    kind: Mapped[PhotoKind] = mapped_column(choice(PhotoKind, "kind"))
    sha256: Mapped[str] = mapped_column(String(64))
    stands: Mapped[bool]
    arrived_at: Mapped[datetime | None]
