"""When a debit may be made: days, hours, notice, and when the bank is asked again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self

from agentapp.autodebit.models import LAST_DEBIT_DAY
from agentapp.core.clock import JAKARTA, now, today
from agentapp.core.errors import N_, DomainError
from agentapp.core.period import Month
from agentapp.programmes.conditions import works

OPENS, CLOSES = time(7), time(20)
NOTICE_DAYS = 3
"""So many days lie between the notice and the debit."""
ANNOUNCED_AHEAD = 7
"""So many days before its day a debit is prepared and announced."""
APART = timedelta(hours=20)
"""No two debits under one mandate lie closer together."""
FARTHEST = 31
"""So many days ahead a run may be told to act, unless forced."""
POLLS = (
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(days=1),
)
"""Pauses before each inquiry about a debit whose fate is unknown; the last one repeats."""

_retry_days: tuple[int, ...] = (8, 12)


def use_retry_days(days: tuple[int, ...]) -> None:
    """Let a refused debit be tried again on these days of the month, for the whole process."""
    global _retry_days  # noqa: PLW0603 - set once, when the app is put together
    _retry_days = days


def retry_days() -> tuple[int, ...]:
    return _retry_days


class ImpossibleDay(DomainError):
    """A run for a day that is over, or too far ahead."""

    status = 422
    default = N_("Autodebet untuk %(day)s tidak dijalankan: hanya dari %(first)s sampai %(last)s.")


@dataclass(frozen=True, slots=True)
class Occasion:
    """The moment at which a job acts. `day` is its day in WIB; another day than today counts as its morning at 9."""

    day: date
    moment: datetime

    @classmethod
    def at_present(cls) -> Self:
        return cls(today(), now())

    @classmethod
    def on(cls, day: date) -> Self:
        """As if it were the morning of `day`; today this very moment."""
        return cls.at_present() if day == today() else cls(day, datetime.combine(day, time(9), JAKARTA))

    def by_now(self) -> Self:
        """The same day at this moment, if it is today: what takes hours must not act as when it began."""
        return self.at_present() if self.day == today() else self

    def until(self, *, whole_day: bool) -> datetime:
        """Up to when things are due: this moment, or the end of the day in WIB."""
        return datetime.combine(self.day, time.max, JAKARTA).astimezone(UTC) if whole_day else self.moment

    @property
    def month(self) -> Month:
        return Month.of(self.day)

    def check_reach(self) -> None:
        """Raises ImpossibleDay for a day in the past or the far future."""
        first, last = today(), today() + timedelta(days=FARTHEST)
        if not first <= self.day <= last:
            raise ImpossibleDay(day=self.day.isoformat(), first=first.isoformat(), last=last.isoformat())


def open_at(there: datetime) -> bool:
    """Whether a debit may be asked for at this moment, told in the payer's zone."""
    return works(there.date()) and OPENS <= there.time() < CLOSES


def banking_day(day: date) -> date:
    """`day`, or the next one on which banks work."""
    while not works(day):
        day += timedelta(days=1)
    return day


def days_to_prepare(occasion: Occasion) -> Iterator[tuple[Month, dict[int, date]]]:
    """For this month and the next: on which day each debit day is debited, if that is near enough to prepare now."""
    for month in occasion.month.run(2):
        near = {
            debit_day: day
            for debit_day in range(1, LAST_DEBIT_DAY + 1)
            if (day := first_debit(month, debit_day, occasion.day)) is not None
            and day <= occasion.day + timedelta(days=ANNOUNCED_AHEAD)
        }
        if near:
            yield month, near


def first_debit(month: Month, debit_day: int, announced_on: date) -> date | None:
    """When `month` is debited if announced on a day: the debit day or the end of the notice; None after the month."""
    wanted = month.first_day.replace(day=debit_day)
    day = banking_day(max(wanted, announced_on + timedelta(days=NOTICE_DAYS)))
    return day if Month.of(day) == month else None


def next_try(month: Month, after: date) -> date | None:
    """The next day on which a refused debit of `month` is tried again after one made on `after`; None where none is."""
    for wanted in retry_days():
        day = banking_day(month.first_day.replace(day=wanted))
        if day > after:
            return day if Month.of(day) == month else None
    return None


def next_poll(polls: int, moment: datetime) -> datetime:
    """When to ask again after `polls` inquiries."""
    return moment + POLLS[min(polls, len(POLLS) - 1)]
