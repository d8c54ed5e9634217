"""`PUT /submissions/<id>`: an application that was filled in on a phone."""

from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.core.errors import N_
from agentapp.enrolment.service import DifferentContent
from agentapp.intake import api
from agentapp.intake.api import Operation, described
from agentapp.intake.content import JOSE, JSON, Package
from agentapp.intake.held import HeldReason
from agentapp.intake.receiving import Held, Received, Refused, receive
from agentapp.intake.shapes import InvalidSubmission, Quarantined, ReceiptTold, Refusal
from agentapp.intake.submission_shape import SUBMISSION

bp = api.guarded("intake_submissions")

INVALID = N_("Ada isian yang perlu diperbaiki. Buka drafnya, perbaiki, lalu kirim.")
HELD = N_(
    "Kiriman ini tersimpan, tetapi belum dapat dibaca. Pengelola akan memeriksanya. Jangan hapus dari HP."
)
TOO_OLD = N_("Formulir ini dari versi yang terlalu lama. Perbarui aplikasi. Kirimannya tersimpan di server.")


@bp.put("/submissions/<uuid:submission_id>")
@allow(Permission.ENROLMENT_WRITE)
@described(
    Operation(
        summary="Hand in an application, plain or sealed; the same again is once",
        takes={JSON: SUBMISSION, JOSE: None},
        answers={
            201: (ReceiptTold, "new"),
            200: (ReceiptTold, "the same again: the first receipt"),
            202: (Quarantined, "could not be placed; kept for a person to look at"),
            409: (Refusal, "other content under this id; both are kept"),
            422: (InvalidSubmission, "something must be corrected; kept as a draft"),
            426: (Quarantined, "the form was replaced more than 90 days ago; kept"),
        },
    )
)
def submission(submission_id: UUID) -> ResponseReturnValue:
    kind = request.mimetype
    package = Package(
        submission_id=submission_id, content_type=kind, body=api.body(api.MOST_JSON), sender=me()
    )
    outcome = receive(package)
    if isinstance(outcome, Received):
        return api.told(outcome.answer, 201 if outcome.new else 200)
    if isinstance(outcome, Refused):
        return _invalid(outcome)
    return _held(outcome)


def _invalid(outcome: Refused) -> ResponseReturnValue:
    url = url_for("enrolment_form.edit", enrolment_id=outcome.draft_id)
    return api.told(InvalidSubmission("invalid", gettext(INVALID), outcome.errors, url), 422)


def _held(outcome: Held) -> ResponseReturnValue:
    if outcome.reason == HeldReason.OTHER_CONTENT:
        raise DifferentContent
    key = str(outcome.id)
    if outcome.reason == HeldReason.FORM_TOO_OLD:
        return api.told(Quarantined("form_too_old", gettext(TOO_OLD), key), 426)
    return api.told(Quarantined("quarantined", gettext(HELD), key), 202)
