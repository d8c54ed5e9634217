"""Problem reports of phones: codes and numbers, kept for 90 days."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import delete

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.core.db import transaction
from agentapp.intake import shapes
from agentapp.intake.models import ProblemReport

KEPT = timedelta(days=90)


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


def forget_old(moment: datetime | None = None) -> int:
    """Remove what is older than 90 days; how many."""
    with transaction() as session:
        old = delete(ProblemReport).where(ProblemReport.at < (moment or now()) - KEPT)
        return len(session.scalars(old.returning(ProblemReport.id)).all())
