"""Who has a case under their eyes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.enrolment.models import Enrolment
from agentapp.review.models import Claim


@dataclass(frozen=True, slots=True)
class Holder:
    """A supervisor and the moment when their lease of a case runs out."""

    id: UUID
    name: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Lease:
    """A case, whom it is about, and who has it."""

    enrolment_id: UUID
    person: str
    holder: Holder


def latest_holder(session: Session, enrolment_id: UUID) -> Holder | None:
    """Whose the last lease of a case is, also one that has run out."""
    query = (
        select(Claim.supervisor_id, User.name, Claim.expires_at)
        .join(User, User.id == Claim.supervisor_id)
        .where(Claim.enrolment_id == enrolment_id)
    )
    row = session.execute(query).first()
    return Holder(*row) if row else None


def live_leases(session: Session, branch_id: UUID | None) -> dict[UUID, Lease]:
    """The leases of a branch's cases that run now, by case; there are as many as supervisors at work."""
    query = (
        select(Claim.enrolment_id, Enrolment.name, Claim.supervisor_id, User.name, Claim.expires_at)
        .join(Enrolment, Enrolment.id == Claim.enrolment_id)
        .join(User, User.id == Claim.supervisor_id)
        .where(Claim.expires_at > now(), Enrolment.branch_id == branch_id)
    )
    rows = session.execute(query)
    return {key: Lease(key, person, Holder(by_id, by, until)) for key, person, by_id, by, until in rows}
