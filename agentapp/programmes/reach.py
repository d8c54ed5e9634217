"""How many a change touches: declared here, counted by a package above, introduced by `app.py`."""

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from agentapp.core.period import Month
from agentapp.programmes.kinds import Sector


@dataclass(frozen=True, slots=True)
class Reach:
    """`workers` whose months to come a change is for; `raised` months have an amount already and keep it."""

    workers: int
    raised: int


class Counter(Protocol):
    def __call__(self, session: Session, first: Month, last: Month | None, sector: Sector | None) -> Reach:
        """The reach of a change for the months from `first` to `last`, for one sector or for all."""
        ...


_counters: list[Counter] = []


def introduce(counter: Counter) -> None:
    _counters[:] = [counter]


def reach_of(
    session: Session, first: Month, last: Month | None = None, sector: Sector | None = None
) -> Reach | None:
    """How many a change touches; None where nobody counts."""
    return _counters[0](session, first, last, sector) if _counters else None
