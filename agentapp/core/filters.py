"""How amounts, days, months and moments are shown, in the reader's language."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask import Flask
from flask_babel import get_locale

from agentapp.core.clock import JAKARTA
from agentapp.core.dates import day_words, month_words
from agentapp.core.money import format_rupiah
from agentapp.core.period import Month
from agentapp.core.phone import national


def long_date(day: date) -> str:
    """`5 Desember 2026`."""
    return day_words(day, get_locale())


def short_date(day: date) -> str:
    """`5 Des 2026`."""
    return format_date(day, "d MMM y", locale=get_locale())


def month_name(month: Month, form: str = "long") -> str:
    """`Desember 2026`, or `Des` when `form` is "short"."""
    return month_words(month, get_locale(), "MMM" if form == "short" else "MMMM y")


def moment(at: datetime, zone: ZoneInfo = JAKARTA) -> str:
    """`5 Desember 2026, 10.42 WIB`."""
    local = at.astimezone(zone)
    return f"{long_date(local.date())}, {local:%H.%M} {zone_name(zone)}"


def clock_time(at: datetime, zone: ZoneInfo = JAKARTA) -> str:
    """`10.42`."""
    return f"{at.astimezone(zone):%H.%M}"


def zone_name(zone: ZoneInfo) -> str:
    return {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}.get(zone.key, zone.key)


def local_day(at: datetime, zone: ZoneInfo = JAKARTA) -> date:
    return at.astimezone(zone).date()


def phone(e164: str) -> str:
    """`0812-3456-7890`; a dash where no number is known."""
    return national(e164) if e164 else "–"


def register_filters(app: Flask) -> None:
    app.jinja_env.filters.update(
        rupiah=format_rupiah,
        long_date=long_date,
        short_date=short_date,
        month_name=month_name,
        moment=moment,
        clock_time=clock_time,
        local_day=local_day,
        phone=phone,
    )
