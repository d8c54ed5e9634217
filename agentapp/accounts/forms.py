"""Forms of one's own account."""

from flask_babel import lazy_gettext as _
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired

from agentapp.core.forms import Form, clean_line

FILL = _("Isi bagian ini.")


class LoginForm(Form):
    identifier = StringField(_("Email atau nomor telepon"), [InputRequired(FILL)], filters=[clean_line])
    password = PasswordField(_("Kata sandi"), [InputRequired(FILL)])


class NewPasswordForm(Form):
    password = PasswordField(_("Kata sandi baru"), [InputRequired(FILL)])
    password_again = PasswordField(
        _("Ulangi kata sandi baru"),
        [InputRequired(FILL), EqualTo("password", _("Kedua kata sandi tidak sama. Ketik sekali lagi."))],
    )


class ChangePasswordForm(NewPasswordForm):
    old_password = PasswordField(_("Kata sandi lama"), [InputRequired(FILL)])
