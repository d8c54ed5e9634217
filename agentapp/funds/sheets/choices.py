"""Programmes, months and decile as they stand in cells."""

import re

from agentapp.core.period import Month
from agentapp.funds.sheets.cell import Cell, text_of
from agentapp.funds.sheets.days import read_month
from agentapp.funds.sheets.problem import Unreadable
from agentapp.programmes.kinds import Programmes

MOST_MONTHS = 24
_DECILES = range(1, 11)
_NAMES = re.compile(r"jkk|jkm|jht")
_OF_NAMES = {
    frozenset({"jkk", "jkm"}): Programmes.JKK_JKM,
    frozenset({"jkk", "jkm", "jht"}): Programmes.JKK_JKM_JHT,
}
_COUNT = re.compile(r"([23]) ?(?:program\w*)?", re.ASCII)
_OF_COUNT = {"2": Programmes.JKK_JKM, "3": Programmes.JKK_JKM_JHT}
_IN_FULL = {"kecelakaan kerja": "jkk", "kematian": "jkm", "hari tua": "jht"}
_MONTHS = re.compile(r"(\d{1,2}) ?(?:bulan|bln|bl|months?|x)?\.?", re.ASCII)
_DECILE = re.compile(r"(?:desil|d)? ?-?(\d{1,2})", re.ASCII)


def read_programmes(cell: Cell) -> Programmes:
    """`JKK JKM`, `JKK, JKM, JHT`, `2 program`, `3`. Raises Unreadable, also for JKK or JKM alone (PP 44/2015)."""
    text = text_of(cell).casefold()
    for words, name in _IN_FULL.items():
        text = text.replace(words, name)
    if match := _COUNT.fullmatch(text):
        return _OF_COUNT[match[1]]
    found = _OF_NAMES.get(frozenset(_NAMES.findall(text)))
    if found is None:
        raise Unreadable("programmes_odd")
    return found


def read_first_month(cell: Cell) -> Month:
    """The first contribution month. Raises Unreadable."""
    month = read_month(cell)
    if month is None:
        raise Unreadable("month_odd")
    return month


def read_months(cell: Cell) -> int:
    """How many months, 1 to 24. Raises Unreadable."""
    match = _MONTHS.fullmatch(text_of(cell).casefold())
    if match is None or not 1 <= int(match[1]) <= MOST_MONTHS:
        raise Unreadable("months_odd")
    return int(match[1])


def read_decile(cell: Cell) -> int:
    """1 to 10. Raises Unreadable."""
    match = _DECILE.fullmatch(text_of(cell).casefold())
    if match is None or int(match[1]) not in _DECILES:
        raise Unreadable("decile_odd")
    return int(match[1])
