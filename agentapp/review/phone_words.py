"""How a phone's figures are said."""

from datetime import timedelta
from typing import Literal

from babel.dates import format_timedelta
from flask_babel import format_decimal, get_locale, gettext

from agentapp.intake.models import Phone

NOT_WORTH_TELLING_S = 120
"""So far may a clock be off: what waits is looked at by days."""

MEGABYTE = 1_000_000
_UNITS: tuple[tuple[Literal["day", "hour", "minute"], int], ...] = (
    ("day", 86_400),
    ("hour", 3_600),
    ("minute", 60),
)
_NO_LARGER_UNIT = 10_000


def clock_words(phone: Phone) -> str:
    """`Tepat`, `5 menit terlalu cepat`, `730 hari terlalu lambat`."""
    seconds = phone.clock_error_s
    if abs(seconds) < NOT_WORTH_TELLING_S:
        return str(gettext("Tepat"))
    unit, length = next(each for each in _UNITS if abs(seconds) >= each[1])
    whole = timedelta(seconds=abs(seconds) // length * length)
    off = format_timedelta(whole, unit, threshold=_NO_LARGER_UNIT, locale=get_locale())
    if seconds > 0:
        return str(gettext("%(time)s terlalu cepat", time=off))
    return str(gettext("%(time)s terlalu lambat", time=off))


def storage_words(phone: Phone) -> str:
    """`12 MB dari 1.024 MB`; where the phone does not tell, that it is not known."""
    if phone.storage_used is None:
        return str(gettext("Tidak diketahui"))
    used = _megabytes(phone.storage_used)
    if not phone.storage_quota:
        return str(gettext("%(used)s MB", used=used))
    return str(gettext("%(used)s MB dari %(quota)s MB", used=used, quota=_megabytes(phone.storage_quota)))


def _megabytes(count: int) -> str:
    return str(format_decimal(-(-count // MEGABYTE)))
