"""Problem reports of phones: codes and numbers, kept for 90 days."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now, parse_moment
from agentapp.core.db import transaction
from agentapp.intake import shapes
from agentapp.intake.models import ProblemReport

KEPT = timedelta(days=90)
MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Line:
    """What a phone noted: when by its own clock (None if unreadable), a code, a number."""

    at: datetime | None
    code: str
    n: int


def keep(actor: User, report: shapes.ProblemReport) -> UUID:
    """Returns the key of what was kept."""
    with transaction() as session:
        row = ProblemReport(
            person_id=actor.id,
            phone_id=UUID(report.phone_id),
            version=report.version,
            lines=msgspec.json.encode(report.lines).decode(),
            at=now(),
        )
        session.add(row)
        session.flush()
    return row.id


def of_phone(
    session: Session, phone_id: UUID, branch_id: UUID | None
) -> list[tuple[ProblemReport, list[Line]]]:
    """The last reports that agents of a branch sent from a phone, newest first, each with its lines."""
    asked = (
        select(ProblemReport)
        .join(User, User.id == ProblemReport.person_id)
        .where(ProblemReport.phone_id == phone_id, User.branch_id == branch_id)
        .order_by(ProblemReport.at.desc(), ProblemReport.id)
        .limit(MOST_SHOWN)
    )
    return [(report, _lines(report)) for report in session.scalars(asked)]


def _lines(report: ProblemReport) -> list[Line]:
    told = msgspec.json.decode(report.lines, type=list[shapes.ReportLine])
    return [Line(_moment(line.at), line.code, line.n) for line in told]


def _moment(text: str) -> datetime | None:
    try:
        return parse_moment(text)
    except ValueError:
        return None


def forget_old(moment: datetime | None = None) -> int:
    """Remove what is older than 90 days; how many."""
    with transaction() as session:
        old = delete(ProblemReport).where(ProblemReport.at < (moment or now()) - KEPT)
        return len(session.scalars(old.returning(ProblemReport.id)).all())
