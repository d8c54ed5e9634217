"""When things happened in the demo: counted back from the machine's clock, on days and hours people work."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from agentapp.core.clock import JAKARTA, now
from agentapp.core.period import Month
from agentapp.demo.chance import Chance
from agentapp.places.registry import zone_of
from agentapp.programmes.conditions import works

MONTHS_BACK = 10
FIELD_HOURS = (time(8, 0), time(17, 30))
OFFICE_HOURS = (time(8, 15), time(15, 45))
JUST_NOW = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The eleven months that end at `now`; `start` is the month in which the first worker joined."""

    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(JAKARTA).date()

    @property
    def this_month(self) -> Month:
        return Month.of(self.today)

    @property
    def start(self) -> Month:
        return self.this_month + -MONTHS_BACK

    def in_the_field(self, chance: Chance, first: date, last: date) -> datetime:
        """When an agent sat with somebody, on any day from `first` to `last`."""
        day = first + timedelta(days=chance.randint(0, max((last - first).days, 0)))
        return _within(chance, day, FIELD_HOURS)

    def in_the_office(self, chance: Chance, after: datetime) -> datetime:
        """When a supervisor dealt with what came `after`: on a working day soon after, but not just now."""
        day = after.astimezone(JAKARTA).date() + timedelta(days=chance.choice((1, 1, 1, 2, 2, 3)))
        while not works(day):
            day += timedelta(days=1)
        return min(_within(chance, day, OFFICE_HOURS), max(self.now - JUST_NOW, after + JUST_NOW))


def timeline() -> Timeline:
    """The timeline that ends now."""
    return Timeline(now().replace(microsecond=0))


def month_at(moment: datetime, village_code: str) -> Month:
    """The contribution month that it was at `moment` where the village lies."""
    return Month.of(moment.astimezone(zone_of(village_code)).date())


def at(day: date, hour: int, zone: ZoneInfo = JAKARTA) -> datetime:
    """The full hour of a day in `zone`."""
    return datetime.combine(day, time(hour), zone)


def _within(chance: Chance, day: date, hours: tuple[time, time]) -> datetime:
    first, last = (datetime.combine(day, hour, JAKARTA) for hour in hours)
    return chance.between(first, last)
