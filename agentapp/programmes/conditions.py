"""Who may join, how many months may be paid at once, when a month is due."""

from dataclasses import dataclass
from datetime import date, timedelta

from lokal import HOLIDAY_YEARS, is_working_day

from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Conditions:
    """The terms in force from `effective_from` on.

    Ages are completed years on the day of registration: `least_age` ≤ age < `age_limit`. Paid from the
    sources in `accepted_starts_cover`, protection begins when the entry is accepted, otherwise with the
    first payment.
    """

    effective_from: Month
    least_age: int
    age_limit: int
    periods: tuple[int, ...]
    due_day: int
    grace_months: int
    accepted_starts_cover: frozenset[FundingKind]
    source: str

    def admits(self, birth_date: date, day: date) -> bool:
        """Whether somebody born on `birth_date` may register on `day`."""
        return self.least_age <= age_on(birth_date, day) < self.age_limit

    def due_on(self, month: Month) -> date:
        """The last day to pay for `month`: its `due_day`, or the next working day."""
        day = month.first_day.replace(day=min(self.due_day, month.last_day.day))
        while not works(day):
            day += timedelta(days=1)
        return day


def age_on(birth_date: date, day: date) -> int:
    """Completed years; born on 29 February, one turns a year older on 1 March of common years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def works(day: date) -> bool:
    """Whether offices work on `day`: no weekend, no public holiday, no collective leave (SKB 3 Menteri).

    Of years whose decree `lokal-id` does not hold, only weekends are known.
    """
    if day.year in HOLIDAY_YEARS:
        return is_working_day(day)
    return day.weekday() < _SATURDAY
