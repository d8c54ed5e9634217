"""What was typed and has not been sent: drafts, and forms that came after the session had ended. Encrypted as typed."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from agentapp.core.columns import EncryptedJson
from agentapp.core.db import Base


class Draft(Base):
    """What an agent typed and has not sent, or is correcting: as typed, encrypted, nothing checked.

    `id` is that of the application it becomes, or corrects. `content` maps field names to texts.
    """

    __tablename__ = "enrolment_drafts"
    __table_args__ = (Index("ix_enrolment_drafts_agent", "agent_id", "updated_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    submission_id: Mapped[UUID] = mapped_column(unique=True)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    content: Mapped[dict[str, str]] = mapped_column(EncryptedJson("draft"))
    ktp_photo: Mapped[str | None] = mapped_column(String(64))
    person_photo: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class ParkedForm(Base):
    """A form sent by somebody whose session had ended: kept for an hour, for the same browser, until they sign in."""

    __tablename__ = "parked_forms"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    content: Mapped[dict[str, str]] = mapped_column(EncryptedJson("parked_form"))
    expires_at: Mapped[datetime] = mapped_column(index=True)
