"""Which of two contents stands: the supervisor's choice on a case's page."""

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.core.errors import FieldError
from agentapp.enrolment.answers import NO_PHOTOS, Answers
from agentapp.enrolment.entry import Entry, content_of
from agentapp.enrolment.models import Enrolment, SecondContent
from agentapp.intake.receiving import errors_of
from agentapp.review import contents, refusal_page
from agentapp.review.contents import CannotStand
from agentapp.review.forms import DecisionForm
from agentapp.review.ways import to_case

bp = Blueprint("review_contents", __name__)
refusal_page.register(bp)


@bp.post("/review/<uuid:enrolment_id>/contents/<uuid:content_id>")
@allow(Permission.ENROLMENT_DECIDE)
def settle(enrolment_id: UUID, content_id: UUID) -> ResponseReturnValue:
    version = DecisionForm().seen
    if request.form.get("stands") == "second":
        answers = _read(*contents.open_second(me(), enrolment_id, content_id))
        _take(enrolment_id, content_id, answers, version)
        flash(_("Isi kedua dipakai. Isi pertama tetap tersimpan."), "success")
    else:
        contents.keep_first(me(), enrolment_id, content_id, version)
        flash(_("Isi pertama tetap dipakai. Isi kedua tetap tersimpan."), "success")
    return to_case(enrolment_id)


def _take(enrolment_id: UUID, content_id: UUID, answers: Answers, version: int | None) -> None:
    try:
        contents.take_second(me(), enrolment_id, content_id, answers, version)
    except FieldError as error:
        raise CannotStand(why=_(error.message, **error.params)) from error


def _read(enrolment: Enrolment, second: SecondContent) -> Answers:
    """The second content by the form's own rules; consent and moment stay those of the first. Raises CannotStand."""
    first = {name: text for name, text in content_of(enrolment).items() if not name.startswith("heirs-")}
    entry = Entry.of(enrolment.author, first | second.as_typed())
    if not entry.validate():
        raise CannotStand(why=next(iter(errors_of(entry).values()))[0])
    return replace(
        entry.form.answers(NO_PHOTOS),
        captured_at=enrolment.captured_at,
        consent_version=enrolment.consent_version,
        consent_language=enrolment.consent_language,
        consented_at=enrolment.consented_at,
    )
