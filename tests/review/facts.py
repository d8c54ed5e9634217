"""What tests of reviewing ask the database."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.enrolment.models import Enrolment, EnrolmentMove
from agentapp.review.models import Claim, ReviewEvent, ReviewEventKind


def moves(session: Session, enrolment: Enrolment) -> list[str]:
    """The verbs of a case's history, in order."""
    query = select(EnrolmentMove.verb).where(EnrolmentMove.enrolment_id == enrolment.id)
    return list(session.scalars(query.order_by(EnrolmentMove.at)))


def events(session: Session, enrolment: Enrolment) -> list[ReviewEventKind]:
    query = select(ReviewEvent.kind).where(ReviewEvent.enrolment_id == enrolment.id)
    return list(session.scalars(query.order_by(ReviewEvent.at)))


def holder(session: Session, enrolment: Enrolment) -> UUID | None:
    """Whose lease of a case stands, also one that has run out."""
    return session.scalar(select(Claim.supervisor_id).where(Claim.enrolment_id == enrolment.id))
