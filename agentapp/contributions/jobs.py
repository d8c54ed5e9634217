"""What a worker does for contributions, again and again: safe to run twice, and in several processes at once."""

from dataclasses import asdict

from agentapp.contributions.monthly import raise_period
from agentapp.contributions.reminders import remind
from agentapp.core.clock import today
from agentapp.core.period import Month

NEXT_FROM = 25
"""From this day on the next month is raised too, so that its debits can be announced in time."""


def raise_obligations() -> dict[str, int]:
    """Raise what members owe for this month, and late in the month for the next one."""
    day = today()
    months = Month.of(day).run(2 if day.day >= NEXT_FROM else 1)
    return {str(month): raise_period(month).raised for month in months}


def remind_workers() -> dict[str, int]:
    """Tell workers of months due soon and of memberships about to end."""
    return asdict(remind(today()))
