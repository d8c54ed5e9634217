"""An agent's applications: home, list, one, taking back, photos."""

import re
from datetime import datetime, timedelta
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.core.clock import now, parse_moment
from agentapp.core.db import sessions
from agentapp.core.errors import NotFound
from agentapp.core.text import clean_line
from agentapp.enrolment import drafts, photos, portfolio, service, todo, words
from agentapp.enrolment.entry import PHOTOS
from agentapp.enrolment.models import EnrolmentState

JUST_SENT = timedelta(minutes=10)
_DIGITS = re.compile(r"[0-9]")

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
        todos=todo.waiting(sessions(), me()),
        states=EnrolmentState,
    )


@bp.get("/enrolments")
@allow(Permission.ENROLMENT_WRITE)
def index() -> ResponseReturnValue:
    state, sought = request.args.get("state", ""), clean_line(request.args.get("q", ""))[:80]
    digits = "".join(_DIGITS.findall(sought))
    if len(digits) > portfolio.MOST_DIGITS:  # a whole NIK or phone number: not to stay in an address
        return redirect(url_for("enrolment.index", state=state or None, q=digits[-portfolio.LAST_DIGITS :]))
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
        return parse_moment(at), UUID(key)
    except ValueError:
        return None


@bp.get("/enrolments/<uuid:enrolment_id>")
@allow(Permission.ENROLMENT_WRITE)
def show(enrolment_id: UUID) -> ResponseReturnValue:
    enrolment = portfolio.find(me(), enrolment_id)
    if enrolment is None and drafts.own_draft(me(), enrolment_id):
        return redirect(url_for("enrolment_form.edit", enrolment_id=enrolment_id))
    if enrolment is None:
        raise NotFound
    return render_template(
        "enrolment/show.html",
        enrolment=enrolment,
        history=portfolio.history(enrolment),
        last_return=portfolio.last_return(enrolment),
        second=portfolio.second_contents(enrolment),
        sent=now() - enrolment.waiting_since < JUST_SENT,
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
