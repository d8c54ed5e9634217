"""An agent's applications: home, list, one, taking back, photos."""

from datetime import datetime
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.core.errors import NotFound
from agentapp.enrolment import drafts, photos, portfolio, service, words
from agentapp.enrolment.entry import PHOTOS
from agentapp.enrolment.models import EnrolmentState

bp = Blueprint("enrolment", __name__)
for shown_as in (words.grouped_nik, words.place_path, words.waited):
    bp.add_app_template_filter(shown_as)
for called in (words.label, words.reason_label, words.field_label):
    bp.add_app_template_global(called)


@bp.get("/home")
@allow(Permission.ENROLMENT_WRITE)
def home() -> ResponseReturnValue:
    return render_template(
        "enrolment/home.html",
        returned=portfolio.returned(me()),
        drafts=drafts.own_drafts(me(), limit=10),
        counts=portfolio.counts(me()),
        states=EnrolmentState,
    )


@bp.get("/enrolments")
@allow(Permission.ENROLMENT_WRITE)
def index() -> ResponseReturnValue:
    state, sought = request.args.get("state", ""), request.args.get("q", "")[:80]
    known = EnrolmentState(state) if state in set(EnrolmentState) else None
    return render_template(
        "enrolment/index.html",
        page=portfolio.listed(me(), known, sought, _after(request.args.get("after", ""))),
        state=known,
        words=sought,
        states=EnrolmentState,
        drafts=drafts.own_drafts(me()) if not (known or sought) else [],
    )


def _after(text: str) -> tuple[datetime, UUID] | None:
    """Where a page begins, as its link says; the first page where the link is broken."""
    try:
        at, key = text.split("~")
        return datetime.fromisoformat(at), UUID(key)
    except ValueError:
        return None


@bp.get("/enrolments/<uuid:enrolment_id>")
@allow(Permission.ENROLMENT_WRITE)
def show(enrolment_id: UUID) -> ResponseReturnValue:
    if drafts.own_draft(me(), enrolment_id):
        return redirect(url_for("enrolment_form.edit", enrolment_id=enrolment_id))
    enrolment = portfolio.one(me(), enrolment_id)
    return render_template(
        "enrolment/show.html",
        enrolment=enrolment,
        history=portfolio.history(enrolment),
        last_return=portfolio.last_return(enrolment),
        second=portfolio.second_contents(enrolment),
        sent="sent" in request.args,
    )


@bp.post("/enrolments/<uuid:enrolment_id>/withdrawal")
@allow(Permission.ENROLMENT_WRITE)
def withdraw(enrolment_id: UUID) -> ResponseReturnValue:
    enrolment = service.withdraw(me(), enrolment_id)
    flash(_("Pendaftaran %(name)s ditarik kembali.", name=enrolment.name), "success")
    return redirect(url_for("enrolment.show", enrolment_id=enrolment.id), 303)


@bp.get("/enrolments/<uuid:enrolment_id>/photos/<kind>")
@allow(Permission.PHOTO_VIEW)
def photo(enrolment_id: UUID, kind: str) -> ResponseReturnValue:
    if kind not in PHOTOS:
        raise NotFound
    digest = getattr(portfolio.visible(me(), enrolment_id), kind)
    if digest is None:
        raise NotFound
    return Response(
        photos.store().get(digest), mimetype="image/jpeg", headers={"Cache-Control": "private, no-store"}
    )
