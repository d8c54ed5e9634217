"""What became of a card on the day it was to be handed over."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from agentapp.core.columns import choice
from agentapp.core.db import Base


class Outcome(StrEnum):
    """`pending`: a tick was a mistake, the card waits again."""

    RECEIVED = "received"
    ABSENT = "absent"
    PENDING = "pending"


class HandOut(Base):
    """One tick on the list. The latest of a place counts; without any, the card waits. Append-only."""

    __tablename__ = "hand_outs"
    __table_args__ = (Index("ix_hand_outs_place_at", "place_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    place_id: Mapped[UUID] = mapped_column(ForeignKey("fund_places.id"))
    outcome: Mapped[Outcome] = mapped_column(choice(Outcome, "outcome"))
    by_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
