"""The supervisor's pages: queue, case, own decisions; taking a case and giving it back."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.core.clock import now
from agentapp.core.db import sessions
from agentapp.funds.batches.finding import count_for_branch
from agentapp.review import phones, refusal_page, service
from agentapp.review import queue as waiting
from agentapp.review.age import age
from agentapp.review.case import open_case
from agentapp.review.cursor import Edge
from agentapp.review.filters import Filters, private
from agentapp.review.forms import NOTED, DecisionForm, NoteForm, RejectionForm, ReturnForm
from agentapp.review.marks import flag_marks
from agentapp.review.menus import menus, words_of
from agentapp.review.recent import Decided
from agentapp.review.recent import decided as decisions_of
from agentapp.review.shown import named, shown
from agentapp.review.ways import carried, stays, to_case, to_queue

JUST_DECIDED = "just_decided"
LONG = timedelta(days=3)

bp = Blueprint("review", __name__)
bp.add_app_template_filter(shown)
bp.add_app_template_filter(named)
bp.add_app_template_filter(age)
refusal_page.register(bp)


@bp.get("/review")
@allow(Permission.ENROLMENT_DECIDE)
def queue() -> ResponseReturnValue:
    filters = Filters.read(request.args)
    if filters.q != private(filters.q):
        return redirect(url_for("review.queue", **{**carried(), "q": private(filters.q)}))
    page = waiting.read_page(sessions(), me(), filters, Edge.read(request.args))
    offered = menus(sessions(), me()) if filters.narrow or "narrow" in request.args else []
    return render_template(
        "review/queue.html",
        page=page,
        batches=count_for_branch(me()),
        stuck=phones.count_stuck(sessions(), me()),
        count=waiting.capped(page.count),
        filters=filters,
        menus=offered,
        narrowed=words_of(offered, filters),
        flags=flag_marks(),
        all_ticked="all" in request.args,
        just_decided=take_just_decided(),
        carried=carried(),
        long_ago=now() - LONG,
    )


def take_just_decided() -> Decided | None:
    """The reader's last decision, told once after it was made."""
    if JUST_DECIDED not in session:
        return None
    found = decisions_of(sessions(), me(), UUID(session.pop(JUST_DECIDED)))
    return found[0] if found else None


@bp.post("/review/next")
@allow(Permission.ENROLMENT_DECIDE)
def next_case() -> ResponseReturnValue:
    return open_next()


def open_next() -> ResponseReturnValue:
    """Take the oldest free case and open it; back to the queue where nothing is left."""
    filters = Filters.read(request.args)
    found = service.claim_next(me(), filters)
    if found is not None:
        return to_case(found)
    if filters.chosen:
        flash(_("Tidak ada lagi kasus yang bebas dengan saringan ini."), "info")
    else:
        flash(_("Tidak ada lagi kasus yang bebas untuk Anda. Terima kasih!"), "success")
    return to_queue()


@bp.get("/review/<uuid:enrolment_id>")
@allow(Permission.ENROLMENT_DECIDE)
def case(enrolment_id: UUID) -> ResponseReturnValue:
    return case_page(enrolment_id)


def case_page(enrolment_id: UUID, status: int = 200, **forms: Any) -> ResponseReturnValue:
    """The case, with the forms that were filled in and could not be taken, if any."""
    file = open_case(sessions(), me(), enrolment_id)
    asked = {"version": file.enrolment.version}
    fresh = {
        "decision": DecisionForm(None, data=asked),
        "returning": ReturnForm(None, data=asked),
        "rejecting": RejectionForm(None, data=asked),
        "noting": NoteForm(None),
    }
    page = render_template(
        "review/case.html",
        case=file,
        noted=NOTED,
        carried=carried(),
        stay=stays(),
        just_decided=take_just_decided(),
        **{**fresh, **forms},
    )
    return page, status


@bp.post("/review/<uuid:enrolment_id>/claim")
@allow(Permission.ENROLMENT_DECIDE)
def claim(enrolment_id: UUID) -> ResponseReturnValue:
    service.claim(me(), enrolment_id)
    return to_case(enrolment_id)


@bp.post("/review/<uuid:enrolment_id>/release")
@allow(Permission.ENROLMENT_DECIDE)
def release(enrolment_id: UUID) -> ResponseReturnValue:
    service.release(me(), enrolment_id)
    return to_queue()


@bp.post("/review/<uuid:enrolment_id>/notes")
@allow(Permission.ENROLMENT_DECIDE)
def add_note(enrolment_id: UUID) -> ResponseReturnValue:
    form = NoteForm()
    if not form.validate():
        return case_page(enrolment_id, 422, noting=form)
    service.add_note(me(), enrolment_id, form.text.data or "")
    return to_case(enrolment_id)


@bp.get("/review/decided")
@allow(Permission.ENROLMENT_DECIDE)
def decided() -> ResponseReturnValue:
    return render_template("review/decided.html", decisions=decisions_of(sessions(), me()))
