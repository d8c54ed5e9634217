"""How many workers and months a change of rates, reliefs or terms touches."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agentapp.contributions.models import STANDS, Obligation
from agentapp.core.period import Month
from agentapp.programmes.kinds import Sector
from agentapp.programmes.reach import Reach
from agentapp.workers.models import Worker


def reach(session: Session, first: Month, last: Month | None, sector: Sector | None) -> Reach:
    """Standing workers of `sector` (or all), and their months from `first` to `last` that are already raised."""
    those = [Worker.withdrawn_at.is_(None), *([Worker.sector == sector] if sector else [])]
    months = [Obligation.month >= first, *([Obligation.month <= last] if last else [])]
    workers = session.scalar(select(func.count(Worker.id)).where(*those))
    raised = session.scalar(
        select(func.count(Obligation.id)).join(Obligation.worker).where(STANDS, *months, *those)
    )
    return Reach(workers=workers or 0, raised=raised or 0)
