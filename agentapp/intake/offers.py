"""After the server went back in time: which of the applications that phones hold receipts for it lacks."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.enrolment.models import Enrolment
from agentapp.intake.shapes import Offer


def missing(session: Session, offers: Sequence[Offer]) -> list[str]:
    """The submissions of which no application is here, in the order they were offered."""
    ids = [UUID(offer.submission_id) for offer in offers]
    here = set(session.scalars(select(Enrolment.submission_id).where(Enrolment.submission_id.in_(ids))))
    return [str(key) for key in dict.fromkeys(ids) if key not in here]
