"""The forms of sponsors, and of agents who find them."""

import re
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import AnyOf

from agentapp.accounts.identifiers import parse_email
from agentapp.contributions.forms import AmountField, MonthField
from agentapp.core.fields import Required, TypedField, line
from agentapp.core.filters import month_name
from agentapp.core.forms import Form
from agentapp.core.nik import Nik
from agentapp.core.period import Month
from agentapp.core.text import clean_line
from agentapp.enrolment.fields import PhoneField
from agentapp.programmes.kinds import Programmes
from agentapp.sponsorship.offers import Choice, Offer

OPEN_ENDED = "open"
PROGRAMMES = {Programmes.JKK_JKM: "JKK · JKM", Programmes.JKK_JKM_JHT: "JKK · JKM · JHT"}
MEMBERSHIP_DIGITS = 11
_APART = re.compile(r"[\s.\-]")
_MEMBERSHIP = re.compile(r"[1-9][0-9]{10}")


class EmailField(TypedField):
    def read(self, text: str) -> str:
        return parse_email(text)


class ProofField(TypedField):
    """A membership number of 11 digits (`value` is a str), or a NIK (`value` is a Nik); shown again in fours."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        digits = _APART.sub("", self.data or "")
        if digits.isdigit():
            self.data = " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))

    unreadable = _l("Tulis 11 angka nomor peserta, atau 16 angka NIK.")

    def read(self, text: str) -> str | Nik:
        digits = _APART.sub("", text)
        if _MEMBERSHIP.fullmatch(digits):
            return digits
        if len(digits) <= MEMBERSHIP_DIGITS + 1:
            raise ValueError
        return Nik.parse(text)


class SignUpForm(Form):
    """Becoming a sponsor."""

    name = line(_l("Nama Anda"), 120, _l("Isi nama Anda."))
    email = EmailField(_l("Email"), [Required(_l("Isi email Anda."))])
    phone = PhoneField(_l("Nomor HP"), [Required(_l("Isi nomor HP Anda."))])
    proof = ProofField(
        _l("Nomor peserta BPJS Ketenagakerjaan, atau NIK"),
        [Required(_l("Isi nomor peserta atau NIK Anda."))],
    )
    consent = BooleanField(
        _l("Saya setuju data saya disimpan untuk akun donatur ini"),
        [Required(_l("Centang bila Anda setuju."))],
    )

    def validate_name(self, field: Any) -> None:
        if field.data and not any(mark.isalpha() for mark in field.data):
            raise ValidationError(gettext("Tulis nama dengan huruf."))


class CodeForm(Form):
    """The code of an invitation, however it was copied."""

    code = line(_l("Kode undangan"), 40, _l("Isi kode undangannya."))


class OfferForm(Form):
    """What a sponsor chooses; `yearly_cost` comes back from the page that shows it once more."""

    programmes = RadioField(
        _l("Program"),
        choices=[SelectChoice(each.value, label) for each, label in PROGRAMMES.items()],
        validate_choice=False,
        validators=[AnyOf([*Programmes], message=_l("Pilih programnya."))],
    )
    months = RadioField(_l("Berapa lama?"), validate_choice=False)
    yearly_cost = AmountField()

    def offer(self, offered: Offer) -> None:
        """The numbers of months that the terms allow, and without an end."""
        self.months.choices = [
            SelectChoice(OPEN_ENDED, gettext("Sampai saya berhenti")),
            *(
                SelectChoice(str(count), ngettext("%(num)d bulan", "%(num)d bulan", count))
                for count in offered.periods
            ),
        ]
        self.months.validators = [
            AnyOf([OPEN_ENDED, *map(str, offered.periods)], message=gettext("Pilih lamanya."))
        ]

    @property
    def choice(self) -> Choice:
        """What was chosen; only after `validate()`."""
        months = None if self.months.data == OPEN_ENDED else int(self.months.data)
        return Choice(Programmes(self.programmes.data), months)


class HandBackForm(Form):
    """Up to which month a sponsor goes on."""

    last = SelectField(_l("Sampai bulan"), validate_choice=False)

    def offer(self, months: list[Month]) -> None:
        self.last.choices = [SelectChoice(str(month), month_name(month)) for month in months]


class LastMonthForm(Form):
    """The month chosen, as it comes back."""

    last = MonthField()


class ConsentForm(Form):
    """The worker heard what is agreed to, and agreed."""

    consent = BooleanField(
        _l("Sudah dibacakan, dan orangnya setuju"),
        [Required(_l("Bacakan persetujuannya. Centang setelah orangnya setuju."))],
    )


class GroupForm(Form):
    """A new group."""

    name = line(_l("Nama kelompok"), 80, _l("Isi nama kelompoknya."))
    shows_name = BooleanField(_l("Rekan boleh melihat siapa yang saya gendong"))


class JoinForm(Form):
    """The code of a group that a colleague told."""

    code = StringField(
        _l("Kode kelompok"), filters=[clean_line], validators=[Required(_l("Isi kode kelompoknya."))]
    )
    shows_name = BooleanField(_l("Rekan boleh melihat siapa yang saya gendong"), id="join-shows-name")


class NameForm(Form):
    """Whether colleagues may see whom one carries."""

    shows_name = BooleanField(_l("Rekan boleh melihat siapa yang saya gendong"))
