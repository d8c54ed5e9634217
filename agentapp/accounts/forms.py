"""Forms of one's own account."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, EqualTo, InputRequired

from agentapp.accounts.models import BranchOffice
from agentapp.core.forms import Form, clean_line
from agentapp.places.registry import children, place, regency_name

FILL = _("Isi bagian ini.")


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
    home_district = SelectField(_("Kecamatan awal"))


def district_choices(branch: BranchOffice, chosen: str | None) -> dict[str, list[tuple[str, str]]]:
    """For a select: the districts that a branch serves, by regency, and `chosen` wherever it lies."""
    choices = {"": [("", gettext("Tidak ditentukan"))]}
    for served in branch.regencies:
        districts = children(served.regency_code)
        choices[regency_name(served.regency_code)] = [(each.code, each.name) for each in districts]
    elsewhere = place(chosen)
    if elsewhere and not branch.serves(elsewhere.code[:5]):
        choices[regency_name(elsewhere.code)] = [(elsewhere.code, elsewhere.name)]
    return choices
