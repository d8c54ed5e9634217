"""What the admin types to publish rates, a relief or terms; each form reads into a value."""

from collections.abc import Mapping
from typing import Any, cast

from flask_babel import lazy_gettext, lazy_ngettext
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import ValidationError

from agentapp.core.fields import Required, RupiahField
from agentapp.core.forms import Form
from agentapp.core.period import Month
from agentapp.programmes.brackets import bracket_lines
from agentapp.programmes.conditions import Conditions
from agentapp.programmes.fields import (
    BracketsField,
    ChecksField,
    CountField,
    MonthField,
    OneField,
    PercentField,
    source_field,
)
from agentapp.programmes.kinds import FundingKind, Sector
from agentapp.programmes.rates import Rates, Relief
from agentapp.programmes.words import FUNDINGS, SECTORS

PERIODS = (1, 2, 3, 6, 12)
MONTHS_AHEAD = 36
FILL = lazy_gettext("Isi bagian ini.")


def _labelled(labels: Mapping[Any, str], but: Any = None) -> list[SelectChoice]:
    return [SelectChoice(value.value, lazy_gettext(text)) for value, text in labels.items() if value != but]


class TariffForm(Form):
    """A contribution table."""

    effective_from = MonthField(lazy_gettext("Berlaku mulai bulan iur"))
    jkk = PercentField(lazy_gettext("JKK, persen dari dasar iuran"), [Required(FILL)])
    jkm = RupiahField(lazy_gettext("JKM, rupiah sebulan"), [Required(FILL)])
    jht = PercentField(lazy_gettext("JHT, persen dari dasar iuran"), [Required(FILL)])
    brackets = BracketsField(lazy_gettext("Golongan penghasilan"))
    source = source_field()

    def offer(self, now: Month) -> None:
        self.effective_from.offer((now + 1).run(MONTHS_AHEAD))

    def begin_with(self, rates: Rates) -> None:
        """Fill in what is in force, to be changed."""
        self.jkk.data, self.jht.data = _percent(rates.jkk_basis_points), _percent(rates.jht_basis_points)
        self.jkm.data = str(rates.jkm_flat)
        self.brackets.data = bracket_lines(rates.brackets)

    def read(self) -> Rates:
        """The table; only after `validate()`."""
        return Rates(
            effective_from=self.effective_from.value,
            brackets=self.brackets.value,
            jkk_basis_points=self.jkk.value,
            jht_basis_points=self.jht.value,
            jkm_flat=self.jkm.value,
            source=self.source.data or "",
        )


class ReliefForm(Form):
    """A relief for one sector."""

    sector = OneField(lazy_gettext("Untuk pekerja"), choices=_labelled(SECTORS))
    first_month = MonthField(lazy_gettext("Bulan iur pertama"))
    last_month = MonthField(lazy_gettext("Bulan iur terakhir"))
    percent = CountField(lazy_gettext("Potongan JKK dan JKM, persen"), 1, 100)
    excluded = ChecksField(lazy_gettext("Tidak berlaku bila dibayar dari"), choices=_labelled(FUNDINGS))
    source = source_field()

    def offer(self, now: Month) -> None:
        months = now.run(MONTHS_AHEAD)
        self.first_month.offer(months)
        self.last_month.offer(months)

    def read(self) -> Relief:
        """The relief; only after `validate()`."""
        return Relief(
            sector=Sector(self.sector.data),
            first_month=self.first_month.value,
            last_month=self.last_month.value,
            percent=self.percent.value,
            excluded=frozenset(map(FundingKind, self.excluded.values)),
            source=self.source.data or "",
        )


class TermsForm(Form):
    """Who may join, and how one pays."""

    effective_from = MonthField(lazy_gettext("Berlaku mulai bulan"))
    least_age = CountField(lazy_gettext("Umur paling muda, tahun"), 0, 100)
    age_limit = CountField(lazy_gettext("Harus sebelum umur, tahun"), 1, 120)
    periods = ChecksField(
        lazy_gettext("Boleh membayar sekaligus"),
        choices=[
            SelectChoice(str(count), lazy_ngettext("%(num)d bulan", "%(num)d bulan", count))
            for count in PERIODS
        ],
        validators=[Required(lazy_gettext("Pilih paling sedikit satu."))],
    )
    due_day = CountField(lazy_gettext("Jatuh tempo tanggal"), 1, 28)
    grace_months = CountField(lazy_gettext("Masa tenggang, bulan"), 0, 12)
    accepted_starts_cover = ChecksField(
        lazy_gettext("Perlindungan mulai sejak diterima bila dibayar dari"),
        choices=_labelled(FUNDINGS, but=FundingKind.SELF),
    )
    source = source_field()

    def validate_age_limit(self, field: CountField) -> None:
        if (
            field.value is not None
            and self.least_age.value is not None
            and field.value <= self.least_age.value
        ):
            raise ValidationError(str(lazy_gettext("Harus lebih besar daripada umur paling muda.")))

    def offer(self, now: Month) -> None:
        self.effective_from.offer((now + 1).run(MONTHS_AHEAD))

    def begin_with(self, terms: Conditions) -> None:
        """Fill in what is in force, to be changed."""
        for name in ("least_age", "age_limit", "due_day", "grace_months"):
            self[name].data = str(getattr(terms, name))
        self.periods.data = [str(count) for count in terms.periods]
        self.accepted_starts_cover.data = [kind.value for kind in terms.accepted_starts_cover]

    def read(self) -> Conditions:
        """The terms; only after `validate()`."""
        return Conditions(
            effective_from=self.effective_from.value,
            least_age=self.least_age.value,
            age_limit=self.age_limit.value,
            periods=tuple(sorted(map(int, self.periods.values))),
            due_day=self.due_day.value,
            grace_months=self.grace_months.value,
            accepted_starts_cover=frozenset(map(FundingKind, self.accepted_starts_cover.values)),
            source=self.source.data or "",
        )


class EndReliefForm(Form):
    """The last month of a relief that ends early."""

    last_month = MonthField(lazy_gettext("Bulan iur terakhir yang masih dipotong"))

    def offer(self, months: tuple[Month, ...]) -> None:
        self.last_month.offer(months)

    def read(self) -> Month:
        """The month; only after `validate()`."""
        return cast(Month, self.last_month.value)


def _percent(basis_points: int) -> str:
    return f"{basis_points / 100:g}".replace(".", ",")
