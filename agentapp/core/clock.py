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
