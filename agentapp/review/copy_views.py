"""`/review/phones/copy`: a supervisor takes in the copy of a phone's outbox that could not be sent."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.core.db import sessions
from agentapp.core.errors import FieldError
from agentapp.enrolment.models import Enrolment
from agentapp.intake import copies
from agentapp.intake.copies import Part
from agentapp.review.forms import CopyForm

bp = Blueprint("review_copies", __name__, url_prefix="/review/phones/copy")

MOST_BYTES = 64 * 1024 * 1024
"""Of 150 people with both photos. nginx has to let it through: docs/deploy/nginx.conf."""


@bp.get("")
@allow(Permission.ENROLMENT_DECIDE)
def new() -> ResponseReturnValue:
    return _page(CopyForm(None))


def _page(form: CopyForm, status: int = 200) -> ResponseReturnValue:
    return render_template("review/copy.html", form=form), status


@bp.post("")
@allow(Permission.ENROLMENT_DECIDE)
def take_in() -> ResponseReturnValue:
    request.max_content_length = MOST_BYTES
    form = CopyForm()
    if not form.validate():
        return _page(form, 422)
    try:
        taken = copies.take_in(me(), form.file.data.read())
    except FieldError as error:
        form.take(error)
        return _page(form, 422)
    return render_template("review/copy_taken.html", taken=taken, cases=_cases(taken.items))


def _cases(parts: Sequence[Part]) -> dict[UUID, Enrolment]:
    """The applications of the reader's branch among them, by their submission."""
    keys = [part.submission_id for part in parts]
    own = select(Enrolment).where(Enrolment.submission_id.in_(keys), Enrolment.branch_id == me().branch_id)
    return {each.submission_id: each for each in sessions().scalars(own)}
