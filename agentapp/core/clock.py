"""The one place that asks what time it is."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

JAKARTA = ZoneInfo("Asia/Jakarta")


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def today(zone: ZoneInfo = JAKARTA) -> date:
    """The calendar day it is now in `zone` (WIB unless told)."""
    return now().astimezone(zone).date()


def parse_moment(text: str) -> datetime:
    """Read ISO 8601; without a zone it counts as UTC. Raises ValueError, also for what UTC has no day for."""
    moment = datetime.fromisoformat(text)
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError as error:
        raise ValueError("beyond the calendar") from error
