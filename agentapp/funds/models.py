"""A budget that pays contributions."""

from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agentapp.accounts.models import User
from agentapp.core.columns import choice
from agentapp.core.db import Base
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind


class Fund(Base):
    """A public or charitable budget for workers of one region, open from one month to another."""

    __tablename__ = "funds"
    __table_args__ = (CheckConstraint("first_month <= last_month", name="months_in_order"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    kind: Mapped[FundingKind] = mapped_column(choice(FundingKind, "kind"))
    region_code: Mapped[str] = mapped_column(String(13), index=True)
    first_month: Mapped[Month]
    last_month: Mapped[Month]
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    officer: Mapped[User] = relationship()

    def pays_in(self, month: Month) -> bool:
        return self.first_month <= month <= self.last_month

    def covers(self, place_code: str) -> bool:
        """Whether the place is the fund's region or lies in it."""
        return place_code == self.region_code or place_code.startswith(f"{self.region_code}.")
