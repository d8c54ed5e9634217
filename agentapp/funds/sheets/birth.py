"""When and where somebody was born, as a list says it and the NIK decides it."""

import re
from dataclasses import dataclass
from datetime import date

from agentapp.core.clock import today
from agentapp.core.nik import Nik
from agentapp.funds.sheets.cell import Cell, text_of
from agentapp.funds.sheets.days import readings
from agentapp.funds.sheets.problem import Unreadable

_OLDEST = date(1900, 1, 1)
_PLACE_AND_DAY = re.compile(r"([^\d]*?)[\s,./:\-]*(\d.*)?")


@dataclass(frozen=True, slots=True)
class Birth:
    """Where, and the days that may be meant, the likeliest first; either may be missing."""

    place: str
    days: tuple[date, ...]


def read_days(cell: Cell) -> tuple[date, ...]:
    """The days a cell may mean. Raises Unreadable if there is none."""
    days = readings(cell)
    if not days:
        raise Unreadable("birth_date_odd")
    return days


def read_birth(cell: Cell) -> Birth:
    """Place and day from one cell: `Sijunjung, 7-2-1968`. Raises Unreadable for digits that are no day."""
    if not isinstance(cell, str):
        return Birth("", read_days(cell))
    match = _PLACE_AND_DAY.fullmatch(text_of(cell))
    if match is None:
        raise Unreadable("birth_date_odd")
    return Birth(match[1].strip(), read_days(match[2]) if match[2] else ())


def choose(days: tuple[date, ...], nik: Nik | None) -> date:
    """The day the NIK carries if it is among `days`, else the likeliest. Raises Unreadable for an impossible one."""
    agreeing = [day for day in days if nik is not None and nik.agrees_with_birth(day)]
    for day in (*agreeing, *days):
        if _OLDEST <= day <= today():
            return day
    raise Unreadable("birth_date_impossible")
