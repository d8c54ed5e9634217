"""Form fields for rates and terms."""

from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Length, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from agentapp.core.fields import Required, TypedField
from agentapp.core.filters import month_name
from agentapp.core.period import Month
from agentapp.core.text import clean_text
from agentapp.programmes.brackets import read_brackets

SHOWN_PROBLEMS = 5
LONGEST_TABLE = 20_000


def source_field() -> TextAreaField:
    """Where a rule stands: regulation, article, and what is not yet certain."""
    return TextAreaField(
        lazy_gettext("Sumber: peraturan dan pasalnya"),
        filters=[clean_text],
        validators=[
            Required(lazy_gettext("Tulis sumbernya, misalnya nomor peraturan.")),
            Length(max=400, message=lazy_gettext("Terlalu panjang: paling banyak %(max)d huruf.", max=400)),
        ],
    )


class MonthField(SelectField):
    """One of the months offered; `value` is the month, once validated."""

    value: Any = None

    def offer(self, months: tuple[Month, ...]) -> None:
        self.choices = [
            SelectChoice("", gettext("Pilih bulan")),
            *(SelectChoice(str(month), month_name(month)) for month in months),
        ]
        self._offered = {str(month): month for month in months}

    def pre_validate(self, form: Any) -> None:
        self.value = self._offered.get(self.data)
        if self.value is None:
            raise StopValidation(gettext("Pilih salah satu bulan di daftar."))


class OneField(SelectField):
    """One of the choices."""

    def pre_validate(self, form: Any) -> None:
        if self.data not in {str(option.data) for option in self}:
            raise StopValidation(gettext("Pilih dari pilihan yang ada."))


class ChecksField(SelectMultipleField):
    """Any of the choices, as boxes to tick; `values` are those ticked."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    @property
    def values(self) -> list[str]:
        return self.data or []

    def pre_validate(self, form: Any) -> None:
        if set(self.values) - {str(option.data) for option in self}:
            raise StopValidation(gettext("Pilih dari pilihan yang ada."))


class PercentField(TypedField):
    """A share of the base with at most two decimals, `0,24`; `value` in basis points."""

    unreadable = lazy_gettext("Tulis persen dari 0 sampai 20, misalnya 0,24.")
    largest = 2_000

    def read(self, text: str) -> int:
        try:
            points = Decimal(text.removesuffix("%").strip().replace(",", ".")) * 100
        except InvalidOperation as error:
            raise ValueError(text) from error
        if not points.is_finite() or points != points.to_integral_value() or not 0 <= points <= self.largest:
            raise ValueError(text)
        return int(points)


class CountField(TypedField):
    """A whole number from `least` to `most`."""

    def __init__(self, label: Any, least: int, most: int, **options: Any) -> None:
        super().__init__(label, [Required(lazy_gettext("Tulis angkanya."))], **options)
        self.least, self.most = least, most
        self.unreadable = lazy_gettext("Tulis angka dari %(least)d sampai %(most)d.", least=least, most=most)

    def read(self, text: str) -> int:
        if not (text.isascii() and text.isdigit() and self.least <= int(text) <= self.most):
            raise ValueError(text)
        return int(text)


class BracketsField(TextAreaField):
    """The table of brackets as text; `value` holds them."""

    value: Any = None

    def pre_validate(self, form: Any) -> None:
        text = self.data or ""
        if len(text) > LONGEST_TABLE:
            raise StopValidation(gettext("Tabel ini terlalu panjang."))
        self.value, problems = read_brackets(text)
        if problems:
            self.errors = [
                gettext("Baris %(line)d: %(problem)s.", line=each.line, problem=gettext(each.message))
                for each in problems[:SHOWN_PROBLEMS]
            ]
            raise StopValidation
