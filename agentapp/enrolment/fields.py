"""Form fields that read what people type into the domain's own types."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext
from wtforms.widgets import HiddenInput

from agentapp.core.clock import parse_moment
from agentapp.core.fields import TypedField
from agentapp.core.nik import Nik
from agentapp.core.phone import parse_phone
from agentapp.places import registry

PLAUSIBLE = range(2000, 2100)
"""Years in which a form may say it was filled in; near the ends of the calendar no sum of moments holds."""


class NikField(TypedField):
    def read(self, text: str) -> Nik:
        return Nik.parse(text)


class PhoneField(TypedField):
    """An Indonesian telephone number; `value` in E.164."""

    def read(self, text: str) -> str:
        return parse_phone(text)


class VillageField(TypedField):
    """A village by its code, `13.03.06.2001`."""

    unreadable = lazy_gettext("Pilih desa atau nagari dari daftar.")

    def read(self, text: str) -> str:
        found = registry.place(text)
        if found is None or found.level != 4:
            raise ValueError
        return found.code


class MomentField(TypedField):
    """A moment in ISO 8601; without a zone it counts as UTC."""

    widget = HiddenInput()
    unreadable = lazy_gettext("Waktu pengisian tidak dapat dibaca. Muat ulang halaman ini.")

    def read(self, text: str) -> datetime:
        moment = parse_moment(text)
        if moment.year not in PLAUSIBLE:
            raise ValueError
        return moment


class UuidField(TypedField):
    widget = HiddenInput()
    unreadable = lazy_gettext("Formulir ini tidak lengkap. Muat ulang halaman ini.")

    def read(self, text: str) -> UUID:
        return UUID(text)


class DegreesField(TypedField):
    """Part of a position; what does not read is dropped, for a position is never asked for."""

    widget = HiddenInput()

    def __init__(self, most: float, **options: Any) -> None:
        super().__init__("", **options)
        self.most = most

    def pre_validate(self, form: Any) -> None:
        try:
            number = float(self.data or "nan")
        except ValueError:
            number = float("nan")
        self.value = number if abs(number) <= self.most else None
