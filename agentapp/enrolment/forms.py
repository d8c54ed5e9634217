"""The enrolment form: the fields of the contract, read into Answers. It holds no rule of its own."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from flask_babel import get_locale, lazy_gettext, lazy_ngettext
from flask_wtf.file import FileField
from wtforms import BooleanField, FieldList, FormField, RadioField, SelectField, StringField
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import ValidationError
from wtforms.widgets import HiddenInput

from agentapp.accounts.identifiers import InvalidEmail, parse_email
from agentapp.core.clock import now, today
from agentapp.core.errors import N_
from agentapp.core.fields import DayField, Required, RupiahField, line
from agentapp.core.forms import CopiedFields, Form
from agentapp.core.nik import Sex
from agentapp.core.text import clean_line
from agentapp.enrolment import consent
from agentapp.enrolment.answers import Answers, HeirAnswer, Photos, Position
from agentapp.enrolment.fields import DegreesField, MomentField, NikField, PhoneField, UuidField, VillageField
from agentapp.enrolment.relations import RELATION_LABELS, relation_of
from agentapp.programmes.kinds import Ecosystem, Payer, Programmes

FORM_VERSION = "2026-11"
MOST_HEIRS = 4
_READ = ("submission_id", "nik", "birth_date", "phone", "village_code", "monthly_income")
_TYPED = ("form_version", "name", "birth_place", "mother_name", "address", "occupation", "work_place")

SEXES = {Sex.MALE: N_("Laki-laki"), Sex.FEMALE: N_("Perempuan")}
ECOSYSTEMS = {
    Ecosystem.VILLAGE: N_("Desa atau nagari"),
    Ecosystem.MARKET: N_("Pasar"),
    Ecosystem.MSME: N_("Usaha kecil atau daring"),
    Ecosystem.VULNERABLE: N_("Pekerja rentan"),
}
PROGRAMMES = {
    Programmes.JKK_JKM: N_("Kecelakaan kerja dan kematian (JKK + JKM)"),
    Programmes.JKK_JKM_JHT: N_("Ditambah tabungan hari tua (JKK + JKM + JHT)"),
}
PAYERS = {
    Payer.SELF: N_("Pekerja sendiri"),
    Payer.SPONSOR: N_("Donatur SERTAKAN"),
    Payer.FUND: N_("Dana pemerintah atau lembaga"),
}


CODE_NEEDED = {
    Payer.SPONSOR: lazy_gettext("Tulis kode dari donaturnya."),
    Payer.FUND: lazy_gettext("Tulis atau pilih kode dananya."),
}
NO_LETTERS = lazy_gettext("Tulis nama dengan huruf, seperti di KTP.")
IMPOSSIBLE_BIRTH = lazy_gettext("Tanggal lahir ini tidak mungkin.")


def labelled(labels: dict[Any, str]) -> list[SelectChoice]:
    return [SelectChoice(str(value), lazy_gettext(text)) for value, text in labels.items()]


def pick(label: Any, labels: dict[Any, str], field: type[RadioField] = RadioField) -> RadioField:
    """One of a few, as large cards."""
    return field(
        label,
        choices=labelled(labels),
        validate_choice=False,
        validators=[Required(lazy_gettext("Pilih salah satu.")), one_of(labels)],
    )


def one_of(labels: dict[Any, str]) -> Any:
    known = {str(value) for value in labels}

    def check(_form: Any, field: Any) -> None:
        if field.data not in known:
            raise ValidationError(str(lazy_gettext("Pilih salah satu dari pilihan yang ada.")))

    return check


def _months(count: int) -> Any:
    return lazy_ngettext("%(num)d bulan", "%(num)d bulan", count)


class HeirForm(PlainForm):
    Meta = CopiedFields

    name = line(lazy_gettext("Nama ahli waris"), 120, lazy_gettext("Tulis nama ahli waris."))
    relation = SelectField(
        lazy_gettext("Hubungan dengan pekerja"),
        choices=[SelectChoice("", lazy_gettext("Pilih hubungan")), *labelled(RELATION_LABELS)],
        validate_choice=False,
        validators=[Required(lazy_gettext("Pilih hubungan ahli waris.")), one_of(RELATION_LABELS)],
        filters=[lambda text: relation_of(text) or text],
    )
    phone = PhoneField(
        lazy_gettext("Nomor HP ahli waris"), [Required(lazy_gettext("Tulis nomor HP ahli waris."))]
    )

    @property
    def blank(self) -> bool:
        return not any((self.name.data, self.relation.data, self.phone.data))


class EnrolmentForm(Form):
    """Five sections: KTP, the person, work, heirs, contribution and consent. The views look at the CSRF token."""

    class Meta:
        csrf = False

    submission_id = UuidField(
        validators=[Required(lazy_gettext("Formulir ini tidak lengkap. Muat ulang halaman ini."))]
    )
    form_version = StringField(
        widget=HiddenInput(),
        validators=[Required(lazy_gettext("Muat ulang halaman ini."))],
        filters=[clean_line],
    )
    captured_at = MomentField(
        validators=[Required(lazy_gettext("Waktu pengisian tidak ada. Muat ulang halaman ini."))]
    )
    latitude, longitude, accuracy = DegreesField(90), DegreesField(180), DegreesField(100_000)

    ktp_photo = FileField(lazy_gettext("Foto KTP"))
    nik = NikField(lazy_gettext("NIK"), [Required(lazy_gettext("Tulis NIK: 16 angka di KTP."))])
    contested = BooleanField(
        lazy_gettext("Orangnya ada di depan saya dan KTP-nya asli. Minta supervisor memeriksa.")
    )
    name = line(lazy_gettext("Nama lengkap"), 120, lazy_gettext("Tulis nama seperti di KTP."))
    birth_place = line(lazy_gettext("Tempat lahir"), 80)
    birth_date = DayField(
        lazy_gettext("Tanggal lahir"), [Required(lazy_gettext("Tulis tanggal lahir seperti di KTP."))]
    )
    sex = pick(lazy_gettext("Jenis kelamin"), SEXES)

    mother_name = line(lazy_gettext("Nama ibu kandung"), 120, lazy_gettext("Tulis nama ibu kandung."))
    phone = PhoneField(lazy_gettext("Nomor HP"), [Required(lazy_gettext("Tulis nomor HP yang aktif."))])
    email = line(lazy_gettext("Email"), 160)
    village_code = VillageField(
        lazy_gettext("Desa, nagari, atau kelurahan"),
        [Required(lazy_gettext("Pilih desa, nagari, atau kelurahan."))],
    )
    address = line(lazy_gettext("Alamat"), 240, lazy_gettext("Tulis alamat: jalan, jorong, atau RT/RW."))
    person_photo = FileField(lazy_gettext("Foto orangnya"))

    occupation = line(lazy_gettext("Pekerjaan"), 80, lazy_gettext("Tulis pekerjaannya, misalnya petani."))
    ecosystem = pick(lazy_gettext("Lingkungan kerja"), ECOSYSTEMS)
    work_place = line(
        lazy_gettext("Tempat bekerja"), 160, lazy_gettext("Tulis tempat bekerja, misalnya Pasar Muaro.")
    )
    monthly_income = RupiahField(
        lazy_gettext("Penghasilan sebulan"),
        [Required(lazy_gettext("Tulis penghasilan sebulan dengan angka."))],
    )

    heirs = FieldList(FormField(HeirForm), min_entries=1, max_entries=MOST_HEIRS)

    programmes = pick(lazy_gettext("Program"), PROGRAMMES)
    months = RadioField(
        lazy_gettext("Bayar untuk berapa bulan"),
        choices=[],
        validate_choice=False,
        validators=[Required(lazy_gettext("Pilih berapa bulan.")), one_of(dict.fromkeys(range(1, 13), ""))],
    )
    payer = pick(lazy_gettext("Siapa yang membayar"), PAYERS)
    sponsor_code = line(lazy_gettext("Kode donatur"), 40)
    fund_code = line(lazy_gettext("Kode dana"), 40)
    consent = BooleanField(
        lazy_gettext("Sudah dibacakan, dan orangnya setuju"),
        [Required(lazy_gettext("Bacakan persetujuannya. Centang setelah orangnya setuju."))],
    )

    def validate_birth_date(self, field: DayField) -> None:
        if field.value and not date(1900, 1, 1) <= field.value <= today():
            raise ValidationError(str(IMPOSSIBLE_BIRTH))

    def validate_name(self, field: Any) -> None:
        if field.data and not any(mark.isalpha() for mark in field.data):
            raise ValidationError(str(NO_LETTERS))

    validate_mother_name = validate_name

    def validate_email(self, field: Any) -> None:
        if field.data:
            try:
                parse_email(field.data)
            except InvalidEmail as error:
                raise ValidationError(str(lazy_gettext(error.message))) from error

    def validate_sponsor_code(self, field: Any) -> None:
        if self.payer.data == Payer.SPONSOR and not field.data:
            raise ValidationError(str(CODE_NEEDED[Payer.SPONSOR]))

    def validate_fund_code(self, field: Any) -> None:
        if self.payer.data == Payer.FUND and not field.data:
            raise ValidationError(str(CODE_NEEDED[Payer.FUND]))

    def offer_months(self, periods: Iterable[int]) -> None:
        """Let one choose from the numbers of months that the terms allow; whether one may is judged with the terms."""
        self.months.choices = [SelectChoice(str(count), _months(count)) for count in periods]

    @property
    def payer_code(self) -> str | None:
        codes = {Payer.SPONSOR: self.sponsor_code.data, Payer.FUND: self.fund_code.data}
        return (codes.get(Payer(self.payer.data)) or "").upper() or None

    def answers(self, photos: Photos) -> Answers:
        """What was answered; only after `validate()`. `photos`: the digests of those kept."""
        values: dict[str, Any] = {name: self[name].value for name in _READ}
        values |= {name: str(self[name].data or "") for name in _TYPED}
        captured_at = min(self.captured_at.value, now())  # a phone's clock may be ahead
        return Answers(
            **values,
            **photos,
            captured_at=captured_at,
            sex=Sex(self.sex.data),
            email=parse_email(self.email.data) if self.email.data else None,
            ecosystem=Ecosystem(self.ecosystem.data),
            programmes=Programmes(self.programmes.data),
            months=int(self.months.data),
            payer=Payer(self.payer.data),
            payer_code=self.payer_code,
            heirs=tuple(self._heirs()),
            consent_version=consent.CURRENT.version,
            consent_language=str(get_locale()),
            consented_at=captured_at,
            position=self._position(),
            contested=bool(self.contested.data),
        )

    def _heirs(self) -> Iterator[HeirAnswer]:
        for entry in self.heirs:
            yield HeirAnswer(str(entry.form.name.data), str(entry.form.relation.data), entry.form.phone.value)

    def _position(self) -> Position | None:
        if self.latitude.value is None or self.longitude.value is None:
            return None
        return Position(
            latitude=self.latitude.value, longitude=self.longitude.value, accuracy=self.accuracy.value
        )
