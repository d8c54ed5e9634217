"""How fast the agent of a case works, and how often cases come back to them."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from agentapp.core.clock import now
from agentapp.enrolment.models import Enrolment, EnrolmentState

MONTH = timedelta(days=30)
AROUND = timedelta(minutes=30)
_BACK = (EnrolmentState.RETURNED, EnrolmentState.REJECTED)


@dataclass(frozen=True, slots=True)
class Pace:
    """How many forms the author of a case filled in: within half an hour of it, in the last 30 days, and how
    many of the latter came back or were refused.
    """

    around: int
    month: int
    back: int


def pace_of(session: Session, enrolment: Enrolment) -> Pace:
    """Counted by the times at which the forms were filled in."""
    at = enrolment.captured_at
    around = Enrolment.captured_at.between(at - AROUND, at + AROUND)
    recent = Enrolment.captured_at > now() - MONTH
    query = select(
        func.count(case((around, 1))),
        func.count(case((recent, 1))),
        func.count(case(((Enrolment.state.in_(_BACK)) & recent, 1))),
    ).where(Enrolment.author_id == enrolment.author_id, around | recent)
    return Pace(*session.execute(query).one())
