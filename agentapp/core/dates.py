"""Days and months in words, in a given language. For pages see `core.filters`, which knows the reader's."""

from datetime import date
from functools import lru_cache

from babel.core import Locale
from babel.dates import format_date

from agentapp.core.period import Month

Language = Locale | str | None
KEPT = 1_024


@lru_cache(KEPT)
def day_words(day: date, language: Language) -> str:
    """`5 Desember 2026`."""
    return format_date(day, "d MMMM y", locale=language)


@lru_cache(KEPT)
def month_words(month: Month, language: Language, form: str = "MMMM y") -> str:
    """`Desember 2026`, or otherwise by `form` (Unicode LDML)."""
    return format_date(month.first_day, form, locale=language)


def span_words(first: Month, last: Month, language: Language) -> str:
    """`Desember 2026`, `November – Desember 2026`, or `Desember 2026 – Februari 2027`."""
    if first == last:
        return month_words(last, language)
    form = "MMMM" if first.year == last.year else "MMMM y"
    return f"{month_words(first, language, form)} – {month_words(last, language)}"
