"""Which sendings became drafts to correct: remembered for as long as a phone may send them again."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from agentapp.core.clock import now
from agentapp.core.db import transaction
from agentapp.intake.models import ToCorrect

KEPT = timedelta(days=400)


def forget_old(moment: datetime | None = None) -> int:
    """Remove what is older than a phone's patience; how many."""
    with transaction() as session:
        old = delete(ToCorrect).where(ToCorrect.at < (moment or now()) - KEPT)
        return len(session.scalars(old.returning(ToCorrect.submission_id)).all())
