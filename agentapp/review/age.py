"""How long something waits, roughly. A queue says it fifty times a page, so the few words there are stay at hand."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from babel.dates import format_timedelta

from agentapp.core.clock import now

Unit = Literal["day", "hour", "minute"]
_UNITS: dict[Unit, timedelta] = {
    "day": timedelta(days=1),
    "hour": timedelta(hours=1),
    "minute": timedelta(minutes=1),
}
_NO_LARGER_UNIT = 10_000


def age(since: datetime, locale: str) -> str:
    """`3 hari`, `2 jam`, `0 menit`: whole days, else hours, else minutes."""
    waited = max(now() - since, timedelta())
    unit: Unit = next((name for name, length in _UNITS.items() if waited >= length), "minute")
    return _words(waited // _UNITS[unit], unit, locale)


@lru_cache(maxsize=1024)
def _words(count: int, unit: Unit, locale: str) -> str:
    return format_timedelta(_UNITS[unit] * count, unit, threshold=_NO_LARGER_UNIT, locale=locale)
