"""Who is looking at which case, and what reviewers did beside deciding."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agentapp.accounts.models import User
from agentapp.core.columns import EncryptedJson, choice
from agentapp.core.db import Base

LEASE = timedelta(minutes=10)
UNDO = timedelta(minutes=5)


class Claim(Base):
    """A case under somebody's eyes until `expires_at`. One a case: the primary key is the judge of a race."""

    __tablename__ = "review_claims"
    __table_args__ = (Index("ix_review_claims_supervisor", "supervisor_id", "expires_at"),)

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolments.id"), primary_key=True)
    supervisor_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    expires_at: Mapped[datetime]
    supervisor: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class ReviewEventKind(StrEnum):
    CLAIMED = "claimed"
    TAKEN_OVER = "taken_over"
    RELEASED = "released"
    NOTED = "noted"


class ReviewEvent(Base):
    """A claim, a take-over, a release or a note on a case. Append-only."""

    __tablename__ = "review_events"
    __table_args__ = (Index("ix_review_events_enrolment_at", "enrolment_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolments.id"))
    kind: Mapped[ReviewEventKind] = mapped_column(choice(ReviewEventKind, "kind"))
    by_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    note: Mapped[str | None] = mapped_column(EncryptedJson("review_note"))
    by: Mapped[User] = relationship()
