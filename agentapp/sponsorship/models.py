"""A formal worker who carries informal ones."""

from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agentapp.accounts.models import User
from agentapp.core.db import Base


class Sponsor(Base):
    """A SERTAKAN sponsor (*donatur*) and the code that an agent types when the sponsor will pay."""

    __tablename__ = "sponsors"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    user: Mapped[User] = relationship()
