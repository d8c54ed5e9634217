"""The phones of a branch's agents, for its supervisors: what is stuck comes first."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, joinedload

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.intake.models import Phone

STUCK = timedelta(hours=24)
SILENT = timedelta(days=30)
WRONG_CLOCK_S = 300
MOST = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """A phone as its page shows it. `stuck`: something has waited on it for more than a day."""

    phone: Phone
    stuck: bool

    @property
    def clock_minutes(self) -> int | None:
        """How many minutes its clock is wrong, where that matters; ahead if positive."""
        error = self.phone.clock_error_s
        return round(error / 60) if abs(error) > WRONG_CLOCK_S else None

    @property
    def storage_percent(self) -> int | None:
        """How full the place is that the browser gives us."""
        used, quota = self.phone.storage_used, self.phone.storage_quota
        return round(100 * used / quota) if used is not None and quota else None


def of_branch(session: Session, reader: User) -> list[Shown]:
    """Phones of active agents of the reader's branch that were here lately or have something waiting."""
    moment = now()
    late = (Phone.waiting > 0) & (Phone.oldest_at < moment - STUCK)
    query = (
        select(Phone)
        .join(User, User.id == Phone.person_id)
        .where(User.branch_id == reader.branch_id, User.deactivated_at.is_(None))
        .where((Phone.last_contact_at > moment - SILENT) | (Phone.waiting > 0))
        .options(joinedload(Phone.person))
        .order_by(case((late, 0), else_=1), func.coalesce(Phone.oldest_at, moment), Phone.last_contact_at)
    )
    phones = session.scalars(query.limit(MOST)).all()
    return [
        Shown(phone, phone.waiting > 0 and phone.oldest_at is not None and phone.oldest_at < moment - STUCK)
        for phone in phones
    ]
