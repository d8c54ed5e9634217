"""The form by which denominators come in: a file first, then the same content to be confirmed."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField, StringField

from agentapp.core.errors import N_, FieldError
from agentapp.core.forms import Form
from agentapp.core.text import clean_line
from agentapp.coverage.service import Origin

MOST_BYTES = 1_500_000
"""More than the villages of ten provinces; all of Indonesia goes by `flask coverage import`."""


class DenominatorForm(Form):
    """`content` carries what was read, as text, from the preview to the confirmation."""

    file = FileField(_l("Berkas CSV"))
    source = StringField(_l("Sumber"), filters=[clean_line])
    year = IntegerField(_l("Tahun"))
    content = HiddenField()

    def origin(self) -> Origin:
        return Origin(self.source.data or "", self.year.data or 0)

    def read(self) -> bytes:
        """What is to be read. Raises FieldError without a file, or for one too large for a page."""
        if self.content.data:
            return str(self.content.data).encode()
        content = self.file.data.read(MOST_BYTES + 1) if self.file.data else b""
        if not content:
            raise FieldError("file", N_("Pilih berkas CSV."))
        if len(content) > MOST_BYTES:
            raise FieldError(
                "file", N_("Berkas ini terlalu besar. Pengelola server dapat memasukkannya dengan perintah.")
            )
        return bytes(content)
