"""How the value of a field is shown beside another one, whether typed or kept as a text."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask_babel import gettext, ngettext

from agentapp.core.filters import long_date
from agentapp.core.money import format_rupiah
from agentapp.core.nik import Nik
from agentapp.core.phone import national
from agentapp.enrolment.forms import HeirForm
from agentapp.enrolment.words import field_label, grouped_nik, label, place_path
from agentapp.places import registry

_CHOICES = frozenset({"sex", "ecosystem", "programmes", "payer", "relation"})


def named(field: str) -> str:
    """What the form calls a field; of an heir also which one: `Ahli waris 1: Nomor HP ahli waris`."""
    if not field.startswith("heirs-"):
        return field_label(field)
    _, place, name = field.split("-")
    return f"{gettext('Ahli waris')} {int(place) + 1}: {getattr(HeirForm, name).args[0]}"


def shown(value: Any, field: str) -> str:
    """What a reader sees of `value`; a dash where there is none. An heir's field is named `heirs-0-phone`."""
    name = field.rpartition("-")[2]
    if value in (None, ""):
        return "–"
    if name in _CHOICES:
        return label(name, value)
    return _WORDS[name](value) if name in _WORDS else str(value)


def _nik(value: Nik | str) -> str:
    return grouped_nik(value if isinstance(value, Nik) else Nik.parse(value))


def _day(value: date | str) -> str:
    return str(long_date(date.fromisoformat(value) if isinstance(value, str) else value))


def _months(value: int | str) -> str:
    return str(ngettext("%(num)d bulan", "%(num)d bulan", int(value)))


def _photo(value: str) -> str:
    """Two photos differ by their digests, which nobody reads."""
    return str(gettext("Foto %(digest)s…", digest=value[:6]))


def _district(code: str) -> str:
    return f"{registry.district_name(code)}, {registry.regency_name(code)}"


_WORDS: dict[str, Callable[[Any], str]] = {
    "nik": _nik,
    "birth_date": _day,
    "district": _district,
    "village_code": place_path,
    "phone": national,
    "monthly_income": lambda value: format_rupiah(int(value)),
    "months": _months,
    "ktp_photo": _photo,
    "person_photo": _photo,
}
