"""Figures of large funds, kept for a minute: counting a hundred thousand people takes longer than a page may.

Each process keeps its own. Ceiling, money spent and reserved, and quotas are counters and always of this moment.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from agentapp.core.clock import now
from agentapp.funds.models import Fund

LASTS = timedelta(minutes=1)
LARGE = 5_000
"""People; the figures of a smaller fund are counted whenever somebody asks."""

Figures = TypeVar("Figures")


@dataclass(frozen=True, slots=True)
class Counted(Generic[Figures]):
    """Figures, and when they were counted."""

    figures: Figures
    at: datetime

    @property
    def is_fresh(self) -> bool:
        return timedelta() <= now() - self.at < LASTS


class Recent(Generic[Figures]):
    """What `count` finds of a fund; of one with `size` of at least LARGE it may be a minute old."""

    def __init__(self, count: Callable[[Session, Fund], Figures], size: Callable[[Figures], int]) -> None:
        self._count, self._size = count, size
        self._kept: dict[UUID, Counted[Figures]] = {}

    def of(self, session: Session, fund: Fund) -> Counted[Figures]:
        kept = self._kept.get(fund.id)
        if kept is not None and kept.is_fresh:
            return kept
        counted = Counted(self._count(session, fund), now())
        if self._size(counted.figures) >= LARGE:
            self._kept[fund.id] = counted
        return counted
