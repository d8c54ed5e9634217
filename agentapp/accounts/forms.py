"""Forms of one's own account."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, EqualTo, InputRequired

from agentapp.accounts.models import BranchOffice
from agentapp.core.forms import Form
from agentapp.core.text import clean_line
from agentapp.places.registry import Place, children, place, regency_name

FILL = _("Isi bagian ini.")
NO_CHOICE = _("Pilih dari daftar.")


class Choice(SelectField):
    """A select that says in our words what it refuses."""

    def __init__(self, label: object, validators: Sequence[object] = (), **options: Any) -> None:
        super().__init__(label, validators, invalid_choice_message=NO_CHOICE, **options)  # type: ignore[arg-type,call-arg]


class LoginForm(Form):
    identifier = StringField(_("Email atau nomor telepon"), [DataRequired(FILL)], filters=[clean_line])
    password = PasswordField(_("Kata sandi"), [InputRequired(FILL)])


class NewPasswordForm(Form):
    password = PasswordField(_("Kata sandi baru"), [InputRequired(FILL)])
    password_again = PasswordField(
        _("Ulangi kata sandi baru"),
        [InputRequired(FILL), EqualTo("password", _("Kedua kata sandi tidak sama. Ketik sekali lagi."))],
    )


class ChangePasswordForm(NewPasswordForm):
    old_password = PasswordField(_("Kata sandi lama"), [InputRequired(FILL)])


class DistrictForm(Form):
    home_district = Choice(_("Kecamatan awal"))


def district_choices(branch: BranchOffice, chosen: str | None) -> dict[str, str | dict[str, str]]:
    """For a select: the districts that a branch serves, by regency, and `chosen` wherever it lies."""
    regencies = {
        regency_name(served.regency_code): names_by_code(children(served.regency_code))
        for served in branch.regencies
    }
    elsewhere = place(chosen)
    if elsewhere and not branch.serves(elsewhere.code[:5]):
        regencies[regency_name(elsewhere.code)] = {elsewhere.code: elsewhere.name}
    return {"": gettext("Tidak ditentukan"), **regencies}


def names_by_code(places: Iterable[Place]) -> dict[str, str]:
    return {each.code: each.name for each in places}
