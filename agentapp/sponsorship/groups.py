"""Colleagues who carry together: an office with a code of its own."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agentapp.core.db import Base
from agentapp.sponsorship.models import Sponsor

_STAYS = text("left_at IS NULL")


class SponsorGroup(Base):
    """A group of sponsors; whoever has its code may join."""

    __tablename__ = "sponsor_groups"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(String(80))
    code: Mapped[str] = mapped_column(String(40), unique=True)
    made_at: Mapped[datetime]


class GroupMember(Base):
    """A sponsor's stay in a group, one at a time. `shows_name`: colleagues may see whom this sponsor carries."""

    __tablename__ = "sponsor_group_members"
    __table_args__ = (
        Index(
            "uq_sponsor_group_members_sponsor_staying",
            "sponsor_id",
            unique=True,
            sqlite_where=_STAYS,
            postgresql_where=_STAYS,
        ),
        Index("ix_sponsor_group_members_group", "group_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    group_id: Mapped[UUID] = mapped_column(ForeignKey("sponsor_groups.id"))
    sponsor_id: Mapped[UUID] = mapped_column(ForeignKey("sponsors.user_id"))
    shows_name: Mapped[bool]
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    group: Mapped[SponsorGroup] = relationship()
    sponsor: Mapped[Sponsor] = relationship()
