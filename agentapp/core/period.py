"""A contribution month: a year and a month, never a date."""

import calendar
import re
from datetime import date
from typing import Self

from msgspec import Struct

_TEXT = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


class InvalidMonth(ValueError):
    """Not a month in the form YYYY-MM."""


class Month(Struct, frozen=True, order=True, gc=False):
    """A month of contribution (*bulan iur*). Ordered; `month + 1` is the next one, `later - earlier` counts months."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1900 <= self.year <= 9999 and 1 <= self.number <= 12):
            raise InvalidMonth(f"{self.year}-{self.number}")

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `YYYY-MM`. Raises InvalidMonth."""
        match = _TEXT.fullmatch(text)
        if match is None:
            raise InvalidMonth(text)
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def from_ordinal(cls, ordinal: int) -> Self:
        return cls(ordinal // 12, ordinal % 12 + 1)

    @property
    def ordinal(self) -> int:
        """Months since year 0, so that neighbours differ by one."""
        return self.year * 12 + self.number - 1

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    def run(self, count: int) -> tuple["Month", ...]:
        """This month and the following ones, `count` in all."""
        return tuple(self + step for step in range(count))

    def __add__(self, months: int) -> "Month":
        return Month.from_ordinal(self.ordinal + months)

    def __sub__(self, other: "Month") -> int:
        return self.ordinal - other.ordinal

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"
