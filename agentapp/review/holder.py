"""Who has a case under their eyes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.review.models import Claim


@dataclass(frozen=True, slots=True)
class Holder:
    """A supervisor and the moment when their lease of a case runs out."""

    id: UUID
    name: str
    until: datetime


def holders(session: Session, ids: Iterable[UUID], *conditions: ColumnElement[bool]) -> dict[UUID, Holder]:
    """The leases of these cases that meet the conditions."""
    query = (
        select(Claim.enrolment_id, Claim.supervisor_id, User.name, Claim.expires_at)
        .join(User, User.id == Claim.supervisor_id)
        .where(Claim.enrolment_id.in_(ids), *conditions)
    )
    rows = session.execute(query)
    return {row.enrolment_id: Holder(row.supervisor_id, row.name, row.expires_at) for row in rows}
