"""The forms of batches."""

from collections.abc import Mapping
from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from agentapp.core.fields import Required
from agentapp.core.forms import Form
from agentapp.funds.models import Fund
from agentapp.funds.sheets.columns import Field
from agentapp.funds.sheets.layout import Layout

_PERCENT = NumberRange(0, 100, _l("Tulis angka dari 0 sampai 100."))


class FileForm(Form):
    """A sheet of names, and by whom its people are proposed."""

    file = FileField(_l("Berkas daftar nama"), validators=[FileRequired(_l("Pilih berkasnya dahulu."))])
    agency = StringField(_l("Dinas atau OPD pengusul"), validators=[Optional(), Length(max=120)])
    cohort = SelectField(_l("Kelompok"), validators=[Optional()])

    def for_fund(self, fund: Fund) -> "FileForm":
        """With the cohorts of the fund to choose from."""
        self.cohort.choices = [("", _l("Bukan kelompok khusus"))] + [
            (str(cohort.id), cohort.name) for cohort in fund.cohorts
        ]
        return self

    @property
    def cohort_id(self) -> UUID | None:
        return UUID(self.cohort.data) if self.cohort.data else None


class MonthsForm(Form):
    """For how many months the people are carried."""

    months = IntegerField(
        _l("Jumlah bulan"),
        validators=[
            InputRequired(_l("Tulis jumlah bulannya.")),
            NumberRange(1, 60, _l("Tulis angka dari 1 sampai 60.")),
        ],
    )


class ApprovalForm(Form):
    """Who looks after the workers from now on."""

    agent = SelectField(_l("Agen pendamping"), validators=[Required(_l("Pilih agen pendampingnya."))])


class RefusalForm(Form):
    """Why a batch goes back."""

    note = TextAreaField(_l("Alasan"), validators=[Required(_l("Tulis alasannya.")), Length(max=500)])


class SamplingForm(Form):
    """How much of a fund's batches the branch looks at, in percent."""

    risk_percent = IntegerField(_l("Dari yang bertanda, %"), validators=[InputRequired(), _PERCENT])
    random_percent = IntegerField(_l("Acak dari yang lain, %"), validators=[InputRequired(), _PERCENT])
    most_wrong_percent = IntegerField(_l("Paling banyak salah, %"), validators=[InputRequired(), _PERCENT])

    @property
    def shares(self) -> dict[str, int]:
        """The shares by name."""
        return {field.name: field.data or 0 for field in self if isinstance(field, IntegerField)}


def chosen_columns(layouts: list[Layout], answers: Mapping[str, str]) -> list[Layout]:
    """The layouts as the officer has them: one choice a column, called `<sheet>-<column>`, of a field or of none."""
    return [_chosen(layout, sheet, answers) for sheet, layout in enumerate(layouts)]


def _chosen(layout: Layout, sheet: int, answers: Mapping[str, str]) -> Layout:
    wanted = {at: answers[f"{sheet}-{at}"] for at in range(len(layout.titles)) if f"{sheet}-{at}" in answers}
    for field, column in list(layout.columns.items()):
        if column.index in wanted and wanted[column.index] != field:
            layout = layout.assign(field, None)
    for at, told in wanted.items():
        if told in set(Field) and not _stands(layout, Field(told), at):
            layout = layout.assign(Field(told), at)
    return layout


def _stands(layout: Layout, field: Field, at: int) -> bool:
    column = layout.columns.get(field)
    return column is not None and column.index == at
