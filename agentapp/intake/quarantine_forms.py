"""What an administrator says when a held sending is thrown away."""

from flask_babel import lazy_gettext
from wtforms import TextAreaField
from wtforms.validators import Length

from agentapp.core.fields import Required
from agentapp.core.forms import Form
from agentapp.core.text import clean_text

MOST_NOTE = 500


class DiscardForm(Form):
    """The reason is kept with who gave it."""

    note = TextAreaField(
        lazy_gettext("Alasan"),
        [
            Required(lazy_gettext("Tulis alasannya dulu.")),
            Length(
                max=MOST_NOTE,
                message=lazy_gettext("Terlalu panjang: paling banyak %(max)d huruf.", max=MOST_NOTE),
            ),
        ],
        filters=[clean_text],
    )
