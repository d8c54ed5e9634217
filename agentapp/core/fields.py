"""Form fields that say what is wrong beside them, and read what people type into the domain's own types."""

from datetime import date
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import Field, StringField
from wtforms.validators import Length, StopValidation
from wtforms.widgets import DateInput

from agentapp.core.errors import DomainError
from agentapp.core.money import read_rupiah
from agentapp.core.text import clean_line

LARGEST_AMOUNT = 1_000_000_000


class Required:
    """Something must be there; says which sentence to show if not."""

    field_flags = {"required": True}

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, form: Any, field: Field) -> None:
        if not field.data or (isinstance(field.data, str) and not field.data.strip()):
            field.errors = []
            raise StopValidation(str(self.message))


def line(label: Any, most: int, required: Any = None, *more: Any) -> StringField:
    """A one-line text of at most `most` characters; `required` is the sentence shown when it is empty."""
    too_long = Length(
        max=most, message=lazy_gettext("Terlalu panjang: paling banyak %(max)d huruf.", max=most)
    )
    wanted = [Required(required)] if required else []
    return StringField(label, filters=[clean_line], validators=[*wanted, too_long, *more])


class TypedField(StringField):
    """A text that must read as something: `data` stays as typed, `value` is what was read, else None."""

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


class RupiahField(TypedField):
    """An amount as people write it: 1500000, 1.500.000, Rp 1,5 juta; `value` in whole rupiah."""

    unreadable = lazy_gettext("Tulis jumlahnya dengan angka, misalnya 1.500.000.")
    most = LARGEST_AMOUNT

    def read(self, text: str) -> int:
        amount = read_rupiah(text)
        if not 0 < amount <= self.most:
            raise ValueError
        return amount


class DayField(TypedField):
    """A calendar day, YYYY-MM-DD as browsers send it."""

    widget = DateInput()
    unreadable = lazy_gettext("Tulis tanggalnya lengkap: hari, bulan, tahun.")

    def read(self, text: str) -> date:
        return date.fromisoformat(text)
