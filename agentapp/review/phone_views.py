"""`/review/phones`: the phones of the branch's agents, what is stuck on them, and the problems they report."""

from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.core.db import sessions
from agentapp.intake import reports
from agentapp.review import phones, phones_out_of_use
from agentapp.review.phone_words import clock_words, storage_words

bp = Blueprint("review_phones", __name__, url_prefix="/review/phones")
bp.add_app_template_filter(clock_words)
bp.add_app_template_filter(storage_words)


@bp.get("")
@allow(Permission.ENROLMENT_DECIDE)
def index() -> ResponseReturnValue:
    found = phones.seen(sessions(), me())
    first = phones.PAGE * max(request.args.get("page", 0, type=int), 0)
    return render_template(
        "review/phones.html",
        phones=found[first : first + phones.PAGE],
        page=first // phones.PAGE,
        more=len(found) > first + phones.PAGE,
        count=len(found),
        stuck=sum(each.stuck for each in found),
        retired=phones.retired(sessions(), me()),
    )


@bp.get("/<uuid:phone_id>")
@allow(Permission.ENROLMENT_DECIDE)
def show(phone_id: UUID) -> ResponseReturnValue:
    return render_template(
        "review/phone.html",
        phone=phones.one(sessions(), me(), phone_id),
        reports=reports.of_phone(sessions(), phone_id, me().branch_id),
        version=str(current_app.static_url_path).rpartition("/")[2],
    )


@bp.post("/<uuid:phone_id>/retirement")
@allow(Permission.ENROLMENT_DECIDE)
def retire(phone_id: UUID) -> ResponseReturnValue:
    phones_out_of_use.retire(me(), phone_id)
    flash(_("HP ini dicatat tidak dipakai lagi."), "success")
    return redirect(url_for(".show", phone_id=phone_id), 303)


@bp.post("/<uuid:phone_id>/return")
@allow(Permission.ENROLMENT_DECIDE)
def take_back(phone_id: UUID) -> ResponseReturnValue:
    phones_out_of_use.take_back(me(), phone_id)
    flash(_("HP ini dipakai lagi."), "success")
    return redirect(url_for(".show", phone_id=phone_id), 303)
