"""Check your answers, then send; drafts kept while typing, and thrown away."""

from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.core.errors import NotFound
from agentapp.enrolment import consent, drafts, portfolio
from agentapp.enrolment.answers import NO_PHOTOS
from agentapp.enrolment.entry import Entry
from agentapp.enrolment.form_views import page, send
from agentapp.enrolment.models import Enrolment
from agentapp.enrolment.price import price_of

bp = Blueprint("enrolment_check", __name__)


def _drafted(enrolment_id: UUID) -> Entry:
    draft = drafts.own_draft(me(), enrolment_id)
    if draft is None:
        raise NotFound
    return Entry.of(me(), draft.content, draft)


def _correcting(enrolment_id: UUID) -> Enrolment | None:
    try:
        return portfolio.one(me(), enrolment_id)
    except NotFound:
        return None


@bp.get("/enrolments/<uuid:enrolment_id>/check")
@allow(Permission.ENROLMENT_WRITE)
def check(enrolment_id: UUID) -> ResponseReturnValue:
    entry = _drafted(enrolment_id)
    if not entry.validate():
        return redirect(url_for("enrolment_form.edit", enrolment_id=enrolment_id), 303)
    answers = entry.form.answers(NO_PHOTOS)
    return render_template(
        "enrolment/check.html",
        answers=answers,
        draft=entry.kept,
        returned=_correcting(enrolment_id),
        consent_text=consent.CURRENT,
        price=price_of(answers),
    )


@bp.post("/enrolments/<uuid:enrolment_id>/submission")
@allow(Permission.ENROLMENT_WRITE)
def submission(enrolment_id: UUID) -> ResponseReturnValue:
    draft = drafts.own_draft(me(), enrolment_id)
    if draft is None:  # sent already: a second tap shows the first result
        return redirect(url_for("enrolment.show", enrolment_id=portfolio.one(me(), enrolment_id).id), 303)
    entry = _drafted(enrolment_id)
    if not entry.validate():
        return page(Entry.of(me(), draft.content, draft), 422, _correcting(enrolment_id))
    return send(
        entry, {"ktp_photo": draft.ktp_photo, "person_photo": draft.person_photo}, _correcting(enrolment_id)
    )


@bp.post("/enrolments/autosave")
@allow(Permission.ENROLMENT_WRITE)
def autosave() -> ResponseReturnValue:
    entry = Entry.posted(me())
    draft = entry.keep(NO_PHOTOS)
    return jsonify(kept=draft is not None), 200 if draft else 422


@bp.post("/enrolments/<uuid:enrolment_id>/discard")
@allow(Permission.ENROLMENT_WRITE)
def discard(enrolment_id: UUID) -> ResponseReturnValue:
    drafts.discard(me(), enrolment_id)
    flash(_("Draf dihapus."), "success")
    return redirect(url_for("enrolment.home"), 303)
