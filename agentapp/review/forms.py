"""What a supervisor fills in: a reason, notes, ticks."""

import re
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext
from flask_wtf.file import FileField, FileRequired
from wtforms import Form as PlainForm
from wtforms import FormField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError
from wtforms.widgets import HiddenInput

from agentapp.core.fields import Required, line
from agentapp.core.forms import Form
from agentapp.core.text import clean_line, clean_text
from agentapp.enrolment.forms import EnrolmentForm, pick
from agentapp.enrolment.models import ReturnReason
from agentapp.enrolment.words import REASONS
from agentapp.review.service import Pick

MOST_NOTE = 1000
MOST_FIELD_NOTE = 200
MOST_PICKS = 50
_VERSION = re.compile(r"[0-9]{1,9}")

NOTED = {
    "ktp": ("ktp_photo", "nik", "name", "birth_place", "birth_date", "sex"),
    "person": ("mother_name", "phone", "email", "village_code", "address", "person_photo"),
    "work": ("occupation", "ecosystem", "work_place", "monthly_income"),
    "contribution": ("programmes", "months", "payer"),
}
"""The fields that a note can be about, by section of the form; `heirs`, for all heirs, stands beside them."""

_SHORT_ENOUGH = Length(
    max=MOST_NOTE,
    message=lazy_gettext("Catatan terlalu panjang. Paling banyak %(max)d huruf.", max=MOST_NOTE),
)

_LABELS = {name: getattr(EnrolmentForm, name).args[0] for names in NOTED.values() for name in names}

FieldNotes = type(
    "FieldNotes",
    (PlainForm,),
    {
        name: line(label, MOST_FIELD_NOTE)
        for name, label in {**_LABELS, "heirs": lazy_gettext("Ahli waris")}.items()
    },
)


class DecisionForm(Form):
    """What every decision may carry: the version of the case that was on the page, and a note."""

    version = StringField(widget=HiddenInput(), filters=[clean_line])
    note = TextAreaField(lazy_gettext("Catatan"), [_SHORT_ENOUGH], filters=[clean_text])

    @property
    def seen(self) -> int | None:
        """The version that was on the page, if it told one."""
        text = self.version.data or ""
        return int(text) if _VERSION.fullmatch(text) else None


class ReasonForm(DecisionForm):
    """A decision that needs a reason from the list; "other" needs words of its own."""

    reason = pick(lazy_gettext("Alasan"), REASONS)

    def validate_note(self, field: TextAreaField) -> None:
        if self.reason.data == ReturnReason.OTHER and not field.data:
            raise ValidationError(str(lazy_gettext("Tuliskan alasannya di sini.")))


class RejectionForm(ReasonForm):
    """Stands on a page with a ReturnForm, so its fields get ids of their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            field.id = f"rejection-{field.short_name}"


class ReturnForm(ReasonForm):
    notes: "FormField[PlainForm]" = FormField(FieldNotes)

    @property
    def field_notes(self) -> dict[str, str]:
        return {name: text for name, text in self.notes.data.items() if text}


class NoteForm(Form):
    text = TextAreaField(
        lazy_gettext("Catatan untuk rekan"),
        [Required(lazy_gettext("Tulis catatannya dulu.")), _SHORT_ENOUGH],
        filters=[clean_text],
    )


class CopyForm(Form):
    file = FileField(lazy_gettext("Berkas salinan"), [FileRequired(lazy_gettext("Pilih berkasnya dahulu."))])


def read_picks(texts: list[str]) -> list[Pick]:
    """Ticked cases, each `id` or `id.version`; what is neither is passed over, and all beyond a page."""
    picks = {pick.id: pick for pick in map(_read_pick, texts) if pick is not None}
    return list(picks.values())[:MOST_PICKS]


def _read_pick(text: str) -> Pick | None:
    key, _, version = text.partition(".")
    try:
        return Pick(UUID(key), int(version) if version else None)
    except ValueError:
        return None
