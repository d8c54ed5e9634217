"""The forms of bills."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField
from wtforms.validators import Length, Optional, Regexp
from wtforms.widgets import HiddenInput

from agentapp.contributions.forms import REFERENCE, MonthField, as_reference
from agentapp.core.fields import DayField, Required, RupiahField
from agentapp.core.forms import Form
from agentapp.funds.bills.paying import Transfer

LARGEST_TRANSFER = 10**13


def _typed(label: Any, missing: Any) -> StringField:
    return StringField(
        label,
        filters=[as_reference],
        validators=[
            Required(missing),
            Length(max=40, message=_l("Terlalu panjang: paling banyak 40 huruf.")),
            Regexp(REFERENCE, message=_l("Pakai huruf dan angka saja.")),
        ],
    )


class _OfVersion(Form):
    version = IntegerField(widget=HiddenInput(), validators=[Optional()])


class MonthForm(Form):
    """Which month is billed."""

    month = MonthField()


class CodeForm(_OfVersion):
    """The payment code that BPJS gave for the bill."""

    code = _typed(_l("Kode iuran dari BPJS"), _l("Tulis kode iurannya."))


class TransferField(RupiahField):
    """A sum that may be a whole regency's."""

    most = LARGEST_TRANSFER


class TransferForm(_OfVersion):
    """What the bank's statement says."""

    amount = TransferField(_l("Jumlah yang masuk"), validators=[Required(_l("Tulis jumlahnya."))])
    received_on = DayField(_l("Tanggal masuk"), validators=[Required(_l("Pilih tanggalnya."))])
    reference = _typed(_l("Nomor bukti transfer"), _l("Tulis nomor buktinya."))

    def transfer(self) -> Transfer:
        return Transfer(self.amount.value, self.received_on.value, self.reference.data or "")
