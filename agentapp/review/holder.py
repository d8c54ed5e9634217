"""Who has a case under their eyes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.review.models import Claim


@dataclass(frozen=True, slots=True)
class Holder:
    """A supervisor and the moment when their lease of a case runs out."""

    id: UUID
    name: str
    until: datetime


def latest_holder(session: Session, enrolment_id: UUID) -> Holder | None:
    """Whose the last lease of a case is, also one that has run out."""
    query = (
        select(Claim.supervisor_id, User.name, Claim.expires_at)
        .join(User, User.id == Claim.supervisor_id)
        .where(Claim.enrolment_id == enrolment_id)
    )
    row = session.execute(query).first()
    return Holder(*row) if row else None
