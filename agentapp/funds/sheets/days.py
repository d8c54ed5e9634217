"""Days and months as people write them in lists."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache, lru_cache

from babel.dates import get_month_names

from agentapp.core.clock import today
from agentapp.core.period import Month
from agentapp.funds.sheets.cell import Cell

_SERIAL_BEGIN = date(1899, 12, 30)
_SERIALS = range(9_133, 55_000)
"""Days since the end of 1899, as Excel counts them: 1925 to 2050. What is less is a year, or no day."""

_EIGHT_DIGITS = 100_000_000
_MONTH_SERIALS = range(36_526, 73_051)
_OLDEST, _YOUNGEST = 100, 15
_CENTURY = 100
_NOON = r"(?:[ T]\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[.,]\d+)?Z?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}}) ?[-/. ] ?(\d{{1,2}}) ?[-/. ] ?(\d{{1,2}}){_NOON}", re.ASCII)
_YEAR_LAST = re.compile(rf"(\d{{1,2}}) ?[-/., ] ?(\d{{1,2}}) ?[-/., ] ?(\d{{4}}|'?\d{{2}}){_NOON}", re.ASCII)
_IN_WORDS = re.compile(r"(\d{1,2})[-/., ]*([a-z]{3,9})[-/., ]*(\d{4}|'?\d{2})", re.ASCII)
_WORD_FIRST = re.compile(r"([a-z]{3,9})[-/. ]+(\d{1,2})[-/., ]+(\d{4})", re.ASCII)
_MONTH_YEAR = re.compile(r"(\d{1,2}) ?[-/. ] ?(\d{4})", re.ASCII)
_YEAR_MONTH = re.compile(r"(\d{4}) ?[-/. ]? ?(\d{2})", re.ASCII)
_WORD_YEAR = re.compile(r"([a-z]{3,9})[-/., ]*(\d{4}|'?\d{2})", re.ASCII)
_MORE_NAMES = {
    2: "peb pebruari februari febuari",
    3: "mrt mart",
    5: "mey",
    8: "ags agt agst agust agus",
    9: "sept",
    11: "nop nopember nov",
    12: "desem",
}


def readings(cell: Cell) -> tuple[date, ...]:
    """The days that a cell may mean, the likeliest first; none if it is no day.

    Day before month, unless that is no day; the other order follows, for the NIK to decide. A year of two digits
    is the one that makes an adult.
    """
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return (cell, *_valid(cell.year, cell.day, cell.month)) if cell.day != cell.month else (cell,)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return tuple(_of_number(str(int(cell)))) if 0 < cell < _EIGHT_DIGITS else ()
    return _of_text(cell) if isinstance(cell, str) else ()


@lru_cache(maxsize=50_000)
def _of_text(text: str) -> tuple[date, ...]:
    text = " ".join(text.casefold().strip(" '").split())
    if text.isdigit() and text.isascii():
        return tuple(_of_number(text))
    return tuple(dict.fromkeys(_of_words(text)))


def _of_words(text: str) -> Iterator[date]:
    if match := _YEAR_FIRST.fullmatch(text):
        yield from _valid(int(match[1]), int(match[2]), int(match[3]))
        yield from _valid(int(match[1]), int(match[3]), int(match[2]))
    elif match := _YEAR_LAST.fullmatch(text):
        for year in _years(match[3]):
            yield from _valid(year, int(match[2]), int(match[1]))
            yield from _valid(year, int(match[1]), int(match[2]))
    elif match := _IN_WORDS.fullmatch(text):
        for year in _years(match[3]):
            yield from _valid(year, month_number(match[2]), int(match[1]))
    elif match := _WORD_FIRST.fullmatch(text):
        yield from _valid(int(match[3]), month_number(match[1]), int(match[2]))


def _of_number(digits: str) -> Iterator[date]:
    """Eight digits in a row (seven where a zero in front was lost), or Excel's count of days."""
    if len(digits) in (7, 8):
        full = digits.zfill(8)
        yield from _valid(int(full[4:]), int(full[2:4]), int(full[:2]))
        yield from _valid(int(full[:4]), int(full[4:6]), int(full[6:]))
    elif len(digits) <= 5:
        yield from _serial(int(digits))


def _serial(days: int) -> tuple[date, ...]:
    return (_SERIAL_BEGIN + timedelta(days=days),) if days in _SERIALS else ()


def _valid(year: int, month: int, day: int) -> tuple[date, ...]:
    try:
        return (date(year, month, day),) if year >= 1800 else ()
    except ValueError:
        return ()


def _years(text: str) -> tuple[int, ...]:
    """The years that four or two digits mean; of two centuries first the one that makes an adult."""
    text = text.lstrip("'")
    if len(text) == 4:
        return (int(text),)
    this = today().year
    years = sorted((1900 + int(text), 2000 + int(text)), reverse=True)
    adult = [year for year in years if _YOUNGEST <= this - year <= _OLDEST]
    return tuple(dict.fromkeys([*adult, *(year for year in years if year <= this)]))


def read_month(cell: Cell) -> Month | None:
    """The contribution month a cell means: a day in it, `2027-01`, `01/2027`, `Januari 2027`; None if no month."""
    if isinstance(cell, date):
        return Month(cell.year, cell.month)
    if isinstance(cell, int | float):
        if cell in _MONTH_SERIALS:
            return Month.of(_SERIAL_BEGIN + timedelta(days=int(cell)))
        cell = str(int(cell)) if 0 < cell < _EIGHT_DIGITS else ""
    return _month_of_text(" ".join(cell.casefold().split())) if isinstance(cell, str) else None


def _month_of_text(text: str) -> Month | None:
    if match := _MONTH_YEAR.fullmatch(text):
        number, year = int(match[1]), int(match[2])
    elif match := _YEAR_MONTH.fullmatch(text):
        year, number = int(match[1]), int(match[2])
    elif match := _WORD_YEAR.fullmatch(text):
        number, year = month_number(match[1]), int(match[2].lstrip("'"))
        year += 2000 if year < _CENTURY else 0
    else:
        days = _of_text(text)
        return Month.of(days[0]) if days and days[0].year >= 2000 else None
    return Month(year, number) if 1 <= number <= 12 and 2000 <= year < 2100 else None


def month_number(word: str) -> int:
    """1 to 12 for the name of a month in Indonesian or English, in full or short; 0 for any other word."""
    return _month_names().get(word, 0)


@cache
def _month_names() -> dict[str, int]:
    names = {
        name.casefold().rstrip("."): number
        for language in ("en", "id")
        for width in ("abbreviated", "wide")
        for number, name in get_month_names(width, locale=language).items()
    }
    return names | {name: number for number, more in _MORE_NAMES.items() for name in more.split()}
