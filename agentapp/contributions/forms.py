"""The forms of the workers' pages."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import AnyOf, Length, Regexp
from wtforms.widgets import HiddenInput

from agentapp.contributions.models import PaymentChannel
from agentapp.contributions.protection import ProtectionStatus
from agentapp.core.fields import DayField, Required
from agentapp.core.forms import Form
from agentapp.core.period import InvalidMonth, Month
from agentapp.core.text import clean_line

CHANNELS = {PaymentChannel.CASH: _l("Tunai"), PaymentChannel.CODE: _l("Kode iuran")}
STATUSES = {
    ProtectionStatus.WAITING: _l("Menunggu iuran pertama"),
    ProtectionStatus.PROTECTED: _l("Terlindungi"),
    ProtectionStatus.ARREARS: _l("Menunggak"),
    ProtectionStatus.ENDED: _l("Berakhir"),
}
REFERENCE = r"[A-Z0-9][A-Z0-9./_-]*\Z"


def as_reference(text: Any) -> Any:
    """A reference without spaces, in capitals: the same one, however it was copied."""
    return "".join(text.split()).upper() if isinstance(text, str) else text


def whole(text: Any) -> int:
    """A whole number; 0 for what is none, which no rule accepts."""
    try:
        return int(text)
    except (TypeError, ValueError):
        return 0


class MonthField(Field):
    """A hidden month, YYYY-MM; `data` is a Month, or None where it does not read."""

    widget = HiddenInput()
    data: Month | None

    def _value(self) -> str:
        return str(self.data or "")

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            self.data = Month.parse(valuelist[0]) if valuelist else None
        except InvalidMonth:
            self.data = None


class AmountField(IntegerField):
    """A hidden sum in rupiah; None where it does not read, so that it is asked once more."""

    widget = HiddenInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = (whole(valuelist[0]) or None) if valuelist else None


class PaymentForm(Form):
    """Money received. `first` and `amount` come back from the page that asks once more; without them it is asked."""

    months = RadioField(
        _l("Untuk berapa bulan?"),
        coerce=whole,
        validate_choice=False,
        validators=[Required(_l("Pilih jumlah bulannya."))],
    )
    channel = RadioField(
        _l("Dibayar dengan apa?"),
        choices=[SelectChoice(channel.value, label) for channel, label in CHANNELS.items()],
        validate_choice=False,
        validators=[AnyOf([*CHANNELS], message=_l("Pilih cara bayarnya."))],
    )
    reference = StringField(
        _l("Nomor bukti"),
        filters=[clean_line, as_reference],
        validators=[
            Required(_l("Isi nomor buktinya.")),
            Length(max=60, message=_l("Terlalu panjang: paling banyak %(max)d huruf.", max=60)),
            Regexp(REFERENCE, message=_l("Tulis huruf, angka, titik, garis miring, atau tanda hubung saja.")),
        ],
    )
    received_on = DayField(_l("Tanggal uang diterima"), validators=[Required(_l("Isi tanggalnya."))])
    first = MonthField()
    amount = AmountField()


class SearchForm(Form):
    """What to look for among the workers; nothing typed is wrong, at worst it finds nobody."""

    class Meta:
        csrf = False

    q = StringField(_l("Cari: nama, atau 4 angka terakhir NIK atau nomor peserta"), filters=[clean_line])
    status = HiddenField()
    district = SelectField(_l("Kecamatan"), validate_choice=False)
