"""Approve, return, reject, undo; several clean cases at once."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.core.db import sessions
from agentapp.enrolment.models import Enrolment, ReturnReason
from agentapp.review import refusal_page, service
from agentapp.review.decisions import find_case, names_of
from agentapp.review.forms import DecisionForm, RejectionForm, ReturnForm, read_picks
from agentapp.review.views import JUST_DECIDED, case_page, open_next
from agentapp.review.ways import carried, stays, to_case, to_queue

bp = Blueprint("review_decisions", __name__)
refusal_page.register(bp)


@bp.post("/review/<uuid:enrolment_id>/approval")
@allow(Permission.ENROLMENT_DECIDE)
def approve(enrolment_id: UUID) -> ResponseReturnValue:
    form = DecisionForm()
    if not form.validate():
        return case_page(enrolment_id, 422, decision=form)
    return _onwards(service.approve(me(), enrolment_id, form.note.data or "", form.seen))


@bp.post("/review/<uuid:enrolment_id>/return")
@allow(Permission.ENROLMENT_DECIDE)
def send_back(enrolment_id: UUID) -> ResponseReturnValue:
    form = ReturnForm()
    if not form.validate():
        return case_page(enrolment_id, 422, returning=form)
    reason, note = ReturnReason(form.reason.data), form.note.data or ""
    return _onwards(service.send_back(me(), enrolment_id, reason, note, form.field_notes, form.seen))


@bp.post("/review/<uuid:enrolment_id>/rejection")
@allow(Permission.ENROLMENT_DECIDE)
def reject(enrolment_id: UUID) -> ResponseReturnValue:
    form = RejectionForm()
    if not form.validate():
        return case_page(enrolment_id, 422, rejecting=form)
    reason, note = ReturnReason(form.reason.data), form.note.data or ""
    return _onwards(service.reject(me(), enrolment_id, reason, note, form.seen))


def _onwards(enrolment: Enrolment) -> ResponseReturnValue:
    """The next case opens by itself, unless the supervisor chose to stay in the queue."""
    session[JUST_DECIDED] = str(enrolment.id)
    return to_queue() if stays() else open_next()


@bp.post("/review/<uuid:enrolment_id>/undo")
@allow(Permission.ENROLMENT_DECIDE)
def undo(enrolment_id: UUID) -> ResponseReturnValue:
    enrolment = service.undo(me(), enrolment_id)
    session.pop(JUST_DECIDED, None)
    flash(
        _("Keputusan tentang %(name)s dibatalkan. Kasusnya kembali pada Anda.", name=enrolment.name),
        "success",
    )
    return to_case(enrolment_id)


@bp.post("/review/approvals")
@allow(Permission.ENROLMENT_DECIDE)
def approve_several() -> ResponseReturnValue:
    picks = read_picks(request.form.getlist("ids"))
    if not picks:
        flash(_("Centang dulu kasus yang akan disetujui."), "warning")
        return to_queue()
    results = service.approve_several(me(), picks)
    names = names_of(sessions(), me(), [result.id for result in results])
    return render_template("review/results.html", results=results, names=names, carried=carried())


@allow(Permission.ENROLMENT_DECIDE)
def look_instead(enrolment_id: UUID | None = None) -> ResponseReturnValue:
    """Who comes back to the address of a step, as after signing in, sees the case it is about."""
    if enrolment_id is None:
        return redirect(url_for("review.queue"))
    return redirect(url_for("review.case", enrolment_id=find_case(sessions(), me(), enrolment_id).id))


bp.add_url_rule("/review/next", view_func=look_instead)
bp.add_url_rule("/review/approvals", view_func=look_instead)
for _step in ("approval", "return", "rejection", "undo", "claim", "release", "notes"):
    bp.add_url_rule(f"/review/<uuid:enrolment_id>/{_step}", view_func=look_instead)
