"""The form that narrows the queue. What it asks is read by `filters`."""

from flask_babel import lazy_gettext, ngettext
from sqlalchemy.orm import Session
from wtforms import Form as PlainForm
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from agentapp.accounts.models import User
from agentapp.core.errors import N_
from agentapp.enrolment.forms import ECOSYSTEMS, labelled
from agentapp.enrolment.models import FlagKind
from agentapp.review.choices import agents_of, districts_of
from agentapp.review.filters import AGES, CLEAN, FLAGGED, Filters

ALL = SelectChoice("", lazy_gettext("Semua"))
FLAGS = {
    CLEAN: N_("Tanpa tanda"),
    FLAGGED: N_("Dengan tanda apa pun"),
    FlagKind.SAME_NIK: N_("NIK sudah terdaftar"),
    FlagKind.SIMILAR_PERSON: N_("Mirip orang lain"),
    FlagKind.NIK_REGION_UNKNOWN: N_("Wilayah NIK tidak dikenal"),
    FlagKind.NIK_BIRTH_DIFFERS: N_("Tanggal lahir beda dengan NIK"),
    FlagKind.NIK_SEX_DIFFERS: N_("Jenis kelamin beda dengan NIK"),
    FlagKind.UNUSUAL_PACE: N_("Kecepatan tidak biasa"),
    FlagKind.FAR_FROM_VILLAGE: N_("Jauh dari desa"),
    FlagKind.OUTSIDE_BRANCH: N_("Di luar wilayah cabang"),
    FlagKind.NO_KTP_PHOTO: N_("Tanpa foto KTP"),
    FlagKind.SECOND_CONTENT: N_("Dikirim dua kali, isi berbeda"),
}


class FilterForm(PlainForm):
    """Sent by GET, so that a narrowed queue has an address."""

    q = StringField(lazy_gettext("Cari nama, nomor, atau 4 angka terakhir NIK"))
    district = SelectField(lazy_gettext("Kecamatan"))
    agent = SelectField(lazy_gettext("Agen"))
    flag = SelectField(lazy_gettext("Tanda"), choices=[ALL, *labelled(FLAGS)])
    ecosystem = SelectField(lazy_gettext("Lingkungan kerja"), choices=[ALL, *labelled(ECOSYSTEMS)])
    age = SelectField(lazy_gettext("Lama menunggu"))


def filter_form(session: Session, reader: User, filters: Filters) -> FilterForm:
    """The form as it stands, with the districts that the reader's branch serves and its agents."""
    form = FilterForm(None, data=filters.chosen)
    form.district.choices = [ALL, *districts_of(session, reader.branch_id)]
    form.agent.choices = [ALL, *agents_of(session, reader.branch_id)]
    form.age.choices = [ALL, *(SelectChoice(str(days), _older_than(days)) for days in AGES)]
    return form


def _older_than(days: int) -> str:
    return str(ngettext("Lebih dari %(num)d hari", "Lebih dari %(num)d hari", days))
