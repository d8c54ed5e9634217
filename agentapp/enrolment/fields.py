"""Form fields that read what people type into the domain's own types."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext, lazy_gettext
from lokal import parse_rupiah
from wtforms import Field, StringField
from wtforms.validators import Length, StopValidation
from wtforms.widgets import HiddenInput

from agentapp.core.errors import DomainError
from agentapp.core.forms import clean_line
from agentapp.core.nik import Nik
from agentapp.core.phone import parse_phone
from agentapp.places import registry

LARGEST_INCOME = 1_000_000_000


class Required:
    """Something must be there; says which sentence to show if not."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms' own name and form

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, form: Any, field: Field) -> None:
        if not field.data or (isinstance(field.data, str) and not field.data.strip()):
            field.errors = []
            raise StopValidation(str(self.message))


def line(label: Any, most: int, required: Any = None, *more: Any) -> StringField:
    """A one-line text of at most `most` characters; `required` is the sentence shown when it is empty."""
    too_long = Length(max=most, message=lazy_gettext("Terlalu panjang: paling banyak %(max)d huruf.", max=most))
    wanted = [Required(required)] if required else []
    return StringField(label, filters=[clean_line], validators=[*wanted, too_long, *more])


class TypedField(StringField):
    """A text that must read as something: `data` stays as typed, `value` is what was read (None until it reads)."""

    value: Any = None

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = clean_line(valuelist[0])[:200] if valuelist else ""

    def pre_validate(self, form: Any) -> None:
        self.value = None
        if not self.data:
            return
        try:
            self.value = self.read(self.data)
        except DomainError as error:
            raise StopValidation(gettext(error.message, **error.params)) from error
        except ValueError as error:
            raise StopValidation(str(self.unreadable)) from error

    unreadable: Any = lazy_gettext("Isian ini tidak dapat dibaca.")


class NikField(TypedField):
    def read(self, text: str) -> Nik:
        return Nik.parse(text)


class PhoneField(TypedField):
    """An Indonesian telephone number; `value` in E.164."""

    def read(self, text: str) -> str:
        return parse_phone(text)


class RupiahField(TypedField):
    """An amount as people write it: 1500000, 1.500.000, Rp 1,5 juta; `value` in whole rupiah."""

    unreadable = lazy_gettext("Tulis jumlahnya dengan angka, misalnya 1.500.000.")

    def read(self, text: str) -> int:
        parsed = parse_rupiah(text)
        if parsed is None or parsed.approximate or not 0 < parsed.amount <= LARGEST_INCOME:
            raise ValueError
        return int(parsed.amount)


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
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


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
