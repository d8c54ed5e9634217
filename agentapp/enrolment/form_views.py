"""The enrolment form: new, to be corrected, checked, sent."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from limits import RateLimitItemPerMinute

from agentapp.accounts import throttle
from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.accounts.sign_in import address_key
from agentapp.core.clock import today
from agentapp.core.db import sessions
from agentapp.core.errors import FieldError, NotFound
from agentapp.core.period import Month
from agentapp.enrolment import consent, drafts, parking, payers, portfolio, service
from agentapp.enrolment.answers import Photos
from agentapp.enrolment.entry import Entry, content_of, csrf_holds, fresh_content, typed
from agentapp.enrolment.models import Enrolment, EnrolmentState
from agentapp.places.picker import picker
from agentapp.programmes.kinds import Payer
from agentapp.programmes.occupations import OCCUPATIONS
from agentapp.programmes.rulebook import current_rulebook

bp = Blueprint("enrolment_form", __name__)

PARKED = "parked_form"
PARKINGS = RateLimitItemPerMinute(20, 60, namespace="parked")


def page(entry: Entry, status: int = 200, returned: Enrolment | None = None) -> ResponseReturnValue:
    """The form as it stands, with everything typed."""
    chosen = picker({**entry.content, **request.form}, entry.actor.home_district)
    month = Month.of(today())
    entry.form.offer_months(current_rulebook(sessions()).terms(month).periods)
    regency = chosen.regency or (entry.actor.home_district or "")[:5]
    text = render_template(
        "enrolment/form.html",
        **entry.shown(),
        picker=chosen,
        occupations=OCCUPATIONS,
        consent_text=consent.CURRENT,
        funds=payers.offered(sessions(), Payer.FUND, regency, month),
        returned=returned,
        reasons=portfolio.last_return(returned) if returned else None,
    )
    return text, status


@bp.route("/enrolments/new", methods=["GET", "POST"])
@allow(Permission.ENROLMENT_WRITE)
def new() -> ResponseReturnValue:
    if request.method == "POST":
        return _posted(Entry.posted(me()))
    parked = parking.fetch(session.pop(PARKED)) if PARKED in session else None
    if parked:
        flash(_("Isian Anda tadi masih ada. Foto perlu diambil lagi."), "success")
    return page(Entry.of(me(), parked or fresh_content(portfolio.latest(me()))))


@bp.route("/enrolments/<uuid:enrolment_id>/edit", methods=["GET", "POST"])
@allow(Permission.ENROLMENT_WRITE)
def edit(enrolment_id: UUID) -> ResponseReturnValue:
    draft = drafts.own_draft(me(), enrolment_id)
    enrolment = _returned(enrolment_id, needed=draft is None)
    if request.method == "POST":
        known = enrolment or draft
        return _posted(Entry.posted(me(), known.submission_id if known else None), enrolment)
    if draft is not None:
        return page(Entry.of(me(), draft.content, draft), returned=enrolment)
    assert enrolment is not None
    content = content_of(enrolment)
    second = request.args.get("second", type=UUID)
    if second is not None:
        content |= portfolio.second_content(enrolment, second).as_typed()
    return page(Entry.of(me(), content, enrolment), returned=enrolment)


def _returned(enrolment_id: UUID, *, needed: bool) -> Enrolment | None:
    """The returned application to correct; None for a draft of a new one. Raises NotFound."""
    try:
        enrolment = portfolio.one(me(), enrolment_id)
    except NotFound:
        if needed:
            raise
        return None
    if enrolment.state != EnrolmentState.RETURNED:
        raise NotFound
    return enrolment


def _posted(entry: Entry, returned: Enrolment | None = None) -> ResponseReturnValue:
    """Whatever button was pressed: look again, keep, check, or send."""
    intent = request.form.get("intent", "send")
    digests = entry.keep_photos()
    if not csrf_holds():
        entry.tell_stale()
        entry.keep(digests)
        return page(entry, 400, returned)
    if intent == "place":
        entry.keep(digests)
        return page(entry, 200, returned)
    if intent == "draft":
        return _kept(entry, digests)
    return _judged(entry, digests, intent, returned)


def _kept(entry: Entry, digests: Photos) -> ResponseReturnValue:
    draft = entry.keep(digests)
    if draft is None:
        return page(entry, 422)
    flash(_("Draf tersimpan. Anda dapat melanjutkannya kapan saja."), "success")
    return redirect(url_for("enrolment.home"), 303)


def _judged(entry: Entry, digests: Photos, intent: str, returned: Enrolment | None) -> ResponseReturnValue:
    if not entry.validate():
        entry.keep(digests)
        return page(entry, 422, returned)
    if intent == "check":
        draft = entry.keep(digests)
        assert draft is not None
        return redirect(url_for("enrolment_check.check", enrolment_id=draft.id), 303)
    return send(entry, digests, returned)


def send(entry: Entry, digests: Photos, returned: Enrolment | None) -> ResponseReturnValue:
    """Hand the answers in; what a rule refuses is shown beside its field, with everything typed."""
    answers = entry.form.answers(digests)
    try:
        if returned is not None:
            version = request.form.get("version", type=int)
            key = service.correct(me(), returned.id, answers, version)
        else:
            key = service.submit(me(), answers)
    except FieldError as error:
        entry.keep(digests)
        entry.form.take(error)
        return page(entry, error.status, returned)
    return redirect(url_for("enrolment.show", enrolment_id=key), 303)


def park_typed() -> None:
    """Before somebody whose session ended is sent to sign in: keep what they typed.

    Not what another site sends: such a request comes without our cookie, and the key would take its place.
    """
    ours = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    if not (ours and request.endpoint in {"enrolment_form.new", "enrolment_form.edit"} and request.form):
        return
    try:
        throttle.spend(PARKINGS, address_key(request.remote_addr or ""))
    except throttle.TooMuch:
        return  # a flood of forms is nobody's lost work
    key = parking.park(typed())
    if key:
        session[PARKED] = key
