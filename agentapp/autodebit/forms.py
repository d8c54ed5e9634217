"""The forms of mandates, and of what the supervisor's desk puts right."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import AnyOf, ValidationError

from agentapp.autodebit.gateways import gateway
from agentapp.autodebit.models import LAST_DEBIT_DAY, Mandate
from agentapp.autodebit.service import LEAST_CAP, MandateAsked, check_account, check_cap
from agentapp.core.clock import today
from agentapp.core.errors import FieldError
from agentapp.core.fields import Required, RupiahField, line
from agentapp.core.filters import month_name
from agentapp.core.forms import Form
from agentapp.core.money import Rupiah
from agentapp.core.period import InvalidMonth, Month

MONTHS_OFFERED = 24
CAP_STEP = 10_000
ROOM = 110
"""The offered cap leaves a tenth for a change of rates."""


def bare_digits(text: Any) -> Any:
    """A number as it was meant, without the spaces, dots and dashes by which people group it."""
    return "".join(mark for mark in text if mark not in " .-\u00a0") if isinstance(text, str) else text


def day_of_month(text: Any) -> int:
    """A day of the month; 0 for what is none."""
    return int(text) if str(text).isascii() and str(text).isdigit() else 0


def usual_cap(month: Rupiah) -> Rupiah:
    """A little above what a month costs, in whole ten thousands."""
    with_room = max(month * ROOM // 100, LEAST_CAP)
    return -(-with_room // CAP_STEP) * CAP_STEP


@contextmanager
def beside_field() -> Iterator[None]:
    """What a rule finds wrong is said beside the field."""
    try:
        yield
    except FieldError as error:
        raise ValidationError(gettext(error.message, **error.params)) from error


class AccountForm(Form):
    """Whose account the bank is asked to open. Its number is passed on to the bank and kept nowhere."""

    account = StringField(
        _l("Nomor rekening"), filters=[bare_digits], validators=[Required(_l("Isi nomor rekeningnya."))]
    )
    holder = line(_l("Nama pemilik rekening"), 60, _l("Isi nama seperti di buku tabungan."))

    def validate_account(self, field: StringField) -> None:
        """The rule's own sentence."""
        with beside_field():
            check_account(field.data or "")

    def again(self, mandate: Mandate) -> MandateAsked:
        """The same mandate, asked of the bank once more."""
        return MandateAsked(
            account=self.account.data or "",
            holder=self.holder.data or "",
            cap=mandate.cap,
            language=mandate.consent_language,
        )


class MandateForm(AccountForm):
    """What a payer agrees to."""

    bank = SelectField(_l("Bank"), validate_choice=False)
    cap = RupiahField(_l("Batas sebulan"), validators=[Required(_l("Isi batas sebulannya."))])
    debit_day = SelectField(
        _l("Ditarik setiap tanggal"),
        coerce=day_of_month,
        choices=[SelectChoice(day, str(day)) for day in range(1, LAST_DEBIT_DAY + 1)],
        validate_choice=False,
        validators=[AnyOf(range(1, LAST_DEBIT_DAY + 1), message=_l("Pilih tanggal 1 sampai 12."))],
    )
    last_month = SelectField(_l("Sampai kapan?"), validate_choice=False)
    consent = BooleanField(_l("Saya setuju"), validators=[Required(_l("Centang setelah setuju."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bank = gateway()
        self.bank.choices = [SelectChoice(bank.code, bank.name)]
        months = Month.of(today()).run(MONTHS_OFFERED)
        self.last_month.choices = [
            SelectChoice("", gettext("Sampai saya cabut")),
            *(SelectChoice(str(month), month_name(month)) for month in months),
        ]

    def validate_bank(self, field: SelectField) -> None:
        """Only the bank in use can be asked."""
        AnyOf([gateway().code], message=gettext("Pilih banknya."))(self, field)

    def validate_cap(self, field: RupiahField) -> None:
        """The rule's own sentence, where an amount could be read."""
        with beside_field():
            check_cap(field.value)

    def validate_last_month(self, field: SelectField) -> None:
        """A month, or none."""
        if field.data:
            try:
                Month.parse(field.data)
            except InvalidMonth as error:
                raise ValidationError(gettext("Pilih bulan dari daftar.")) from error

    def asked(self, worker_id: UUID | None) -> MandateAsked:
        """What the form says, once it is valid."""
        return MandateAsked(
            account=self.account.data or "",
            holder=self.holder.data or "",
            cap=self.cap.value,
            language=str(get_locale()),
            debit_day=self.debit_day.data,
            last_month=Month.parse(self.last_month.data) if self.last_month.data else None,
            worker_id=worker_id,
        )


class OtpForm(Form):
    """The one-time code that the bank sent to the account's owner."""

    otp = StringField(
        _l("Kode OTP dari bank"),
        filters=[bare_digits],
        validators=[Required(_l("Isi 6 angka dari SMS bank."))],
    )


class PaperForm(Form):
    """The number of the paper by which the owner opened the account."""

    otp = line(_l("Nomor surat kuasa"), 40, _l("Tulis nomor di surat kuasa yang sudah ditandatangani."))


def proof_form() -> OtpForm | PaperForm:
    """What the bank in use asks for before it opens an account."""
    return PaperForm() if gateway().by_paper else OtpForm()


class SuspenseForm(Form):
    """How money that nobody could place found its way."""

    note = line(_l("Catatan"), 200, _l("Tulis buktinya, misalnya nomor surat bank."))
