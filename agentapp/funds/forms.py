"""The forms of funds: what a fund is, its quotas, its cohorts, and why somebody's place ends."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Length, Optional, Regexp

from agentapp.accounts.models import User
from agentapp.core.clock import today
from agentapp.core.fields import DayField, Required, RupiahField, TypedField, line
from agentapp.core.forms import Form
from agentapp.core.period import Month
from agentapp.core.text import clean_text
from agentapp.enrolment.forms import ECOSYSTEMS
from agentapp.funds.managing import Terms
from agentapp.funds.models import KINDS, Fund
from agentapp.funds.places import REPLACED, EndReason
from agentapp.funds.words import REASONS
from agentapp.places.registry import Place, children, place
from agentapp.programmes.fields import ChecksField, MonthField, OneField
from agentapp.programmes.kinds import FundingKind, Programmes
from agentapp.programmes.occupations import OCCUPATIONS
from agentapp.programmes.words import FUNDINGS, PROGRAMME_SETS

LARGEST_CEILING = 10**14
YEARS_BACK, YEARS_AHEAD = 1, 5
_CODE = r"[A-Za-z0-9][A-Za-z0-9-]{2,39}\Z"


class CeilingField(RupiahField):
    most = LARGEST_CEILING


class NumberField(TypedField):
    """A whole number within a range, or nothing; `value` is None then."""

    def __init__(self, label: Any, least: int, most: int, **options: Any) -> None:
        super().__init__(label, [Optional()], **options)
        self.least, self.most = least, most
        self.unreadable = _l("Tulis angka dari %(least)d sampai %(most)d.", least=least, most=most)

    def read(self, text: str) -> int:
        if not (text.isascii() and text.isdigit() and self.least <= int(text) <= self.most):
            raise ValueError(text)
        return int(text)


class VersionedForm(Form):
    version = HiddenField()

    @property
    def seen(self) -> int | None:
        """The version that the page showed."""
        typed = self.version.data or ""
        return int(typed) if typed.isdigit() else None


class DocumentForm(VersionedForm):
    """The legal basis as a file."""

    file = FileField(_l("Berkas dokumen"), validators=[FileRequired(_l("Pilih berkasnya dahulu."))])


class NoteForm(VersionedForm):
    note = line(_l("Alasan"), 500)


class FundForm(VersionedForm):
    """What a fund is. `code` and `officer` are asked only for a new one."""

    code = line(
        _l("Kode dana"),
        40,
        _l("Tulis kodenya."),
        Regexp(_CODE, message=_l("Pakai huruf, angka, dan tanda hubung: 3 sampai 40 tanda.")),
    )
    officer = OneField(_l("Petugas dana"))
    name = line(_l("Nama dana"), 160, _l("Tulis nama dananya."))
    kind = OneField(_l("Asal uang"))
    owner = line(_l("Pemilik dana"), 160)
    region_code = line(_l("Kode wilayah"), 13, _l("Tulis kode wilayahnya, misalnya 13.03."))
    first_month = MonthField(_l("Bulan pertama"))
    last_month = MonthField(_l("Bulan terakhir"))
    ceiling = CeilingField(_l("Pagu"), [Required(_l("Tulis pagunya."))])
    programmes = OneField(_l("Program yang dibayar"))
    legal_number = line(_l("Nomor dasar hukum"), 120)
    legal_date = DayField(_l("Tanggal dasar hukum"), [Optional()])
    ecosystems = ChecksField(_l("Kelompok pekerja"))
    occupations = ChecksField(_l("Pekerjaan"))
    regions = ChecksField(_l("Hanya di wilayah ini"))
    most_decile = NumberField(_l("Desil tertinggi"), 1, 10)
    least_age = NumberField(_l("Umur terendah"), 15, 100)
    most_age = NumberField(_l("Umur tertinggi"), 15, 100)

    def offer(self, region: str, months: Iterable[Month] = ()) -> None:
        """The choices; `months` are those the fund has, offered whatever the calendar says."""
        self.kind.choices = [SelectChoice(kind.value, gettext(FUNDINGS[kind])) for kind in KINDS]
        self.programmes.choices = [
            SelectChoice(each.value, gettext(PROGRAMME_SETS[each])) for each in Programmes
        ]
        self.ecosystems.choices = [
            SelectChoice(each.value, gettext(words)) for each, words in ECOSYSTEMS.items()
        ]
        self.occupations.choices = [SelectChoice(each.code, each.label) for each in OCCUPATIONS]
        self.regions.choices = [SelectChoice(each.code, each.name) for each in parts_of(region)]
        january = Month(today().year - YEARS_BACK, 1)
        offered = {*january.run(12 * (YEARS_BACK + 1 + YEARS_AHEAD)), *months}
        self.first_month.offer(tuple(sorted(offered)))
        self.last_month.offer(tuple(sorted(offered)))

    def offer_officers(self, officers: Iterable[User]) -> None:
        self.officer.choices = [
            SelectChoice("", gettext("Belum ada petugas")),
            *(SelectChoice(str(person.id), person.name) for person in officers),
        ]

    def terms(self) -> Terms:
        return Terms(
            name=self.name.data or "",
            kind=FundingKind(self.kind.data),
            owner=self.owner.data or "",
            region_code=self.region_code.data or "",
            first_month=self.first_month.value,
            last_month=self.last_month.value,
            ceiling=self.ceiling.value,
            programmes=Programmes(self.programmes.data),
            legal_number=self.legal_number.data or "",
            legal_date=self.legal_date.value,
            regions=self.regions.values,
            ecosystems=self.ecosystems.values,
            occupations=self.occupations.values,
            most_decile=self.most_decile.value,
            least_age=self.least_age.value,
            most_age=self.most_age.value,
        )


def kept(fund: Fund) -> dict[str, Any]:
    """The fund as its form shows it at first."""
    plain = {name: getattr(fund, name) for name in ("name", "owner", "region_code", "legal_number")}
    lists = {name: getattr(fund, name) for name in ("regions", "ecosystems", "occupations")}
    numbers = {
        name: "" if getattr(fund, name) is None else str(getattr(fund, name))
        for name in (
            "ceiling",
            "most_decile",
            "least_age",
            "most_age",
            "first_month",
            "last_month",
            "legal_date",
        )
    }
    chosen = {"kind": fund.kind.value, "programmes": fund.programmes.value, "version": str(fund.version)}
    return plain | lists | numbers | chosen


def parts_of(region: str) -> list[Place]:
    """What lies directly in a region: what its quotas and conditions are told by."""
    return children(region) if place(region) is not None else []


class QuotaForm(VersionedForm):
    """One number a region comes beside these, named by its code; agencies as lines `name = number`."""

    agencies = TextAreaField(
        _l("Kuota perangkat daerah (OPD)"),
        filters=[clean_text],
        validators=[Length(max=20_000, message=_l("Terlalu panjang."))],
    )


class EndForm(Form):
    """Why somebody is replaced."""

    reason = OneField(_l("Alasan"), [Required(_l("Pilih alasannya dari daftar."))])
    note = line(_l("Catatan"), 500)

    def offer(self) -> None:
        self.reason.choices = [
            SelectChoice("", gettext("Pilih alasan")),
            *(SelectChoice(each.value, gettext(REASONS[each])) for each in REPLACED),
        ]

    @property
    def chosen(self) -> EndReason:
        return EndReason(self.reason.data)


class CohortForm(Form):
    """People who begin and end together."""

    name = line(_l("Nama kelompok"), 120, _l("Tulis nama kelompoknya."))
    agency = line(_l("Perangkat daerah atau lembaga"), 120)
    first_month = MonthField(_l("Bulan pertama"))
    last_month = MonthField(_l("Bulan terakhir"))

    def offer(self, fund: Fund) -> None:
        months = fund.first_month.run(fund.last_month - fund.first_month + 1)
        self.first_month.offer(months)
        self.last_month.offer(months)


def read_agencies(text: str) -> Mapping[str, int] | None:
    """Lines `Dinas Sosial = 40`; None where a line does not read."""
    agencies: dict[str, int] = {}
    for each in filter(None, (row.strip() for row in text.splitlines())):
        name, _, places = each.rpartition("=")
        name, places = name.strip(), places.strip().replace(".", "")
        if not name or len(name) > 120 or not places.isascii() or not places.isdigit():
            return None
        agencies[name] = int(places)
    return agencies
