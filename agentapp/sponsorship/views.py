"""`/sponsor`: the people one carries, somebody new, and each of them."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.contributions.qr import qr_svg
from agentapp.core.db import sessions
from agentapp.core.errors import FieldError
from agentapp.sponsorship import carrying, detail, guessing, invitations, service
from agentapp.sponsorship.codes import bare
from agentapp.sponsorship.consent import OF_SPONSOR
from agentapp.sponsorship.forms import OPEN_ENDED, CodeForm, HandBackForm, LastMonthForm, OfferForm
from agentapp.sponsorship.offers import Offer, offer
from agentapp.sponsorship.refusals import InvitationGone, OfferChanged
from agentapp.sponsorship.requests import Invitation

bp = Blueprint("sponsorship", __name__)


@bp.get("/sponsor")
@allow(Permission.SPONSORSHIP_VIEW)
def home() -> ResponseReturnValue:
    return render_template("sponsorship/home.html", home=service.home(me()))


@bp.route("/sponsor/workers/new", methods=["GET", "POST"])
@allow(Permission.SPONSORSHIP_WRITE)
def new() -> ResponseReturnValue:
    form, code = CodeForm(), carrying.own_sponsor(sessions(), me()).code
    if form.is_submitted() and form.validate():
        try:
            _invitation(form.code.data or "")
        except InvitationGone as error:
            form.take(FieldError("code", error.message))
        else:
            return redirect(url_for("sponsorship.invitation", code=bare(form.code.data or "")), 303)
    page = render_template("sponsorship/new.html", form=form, code=code, qr=qr_svg(code))
    return page, 422 if form.is_submitted() else 200


def _invitation(code: str) -> Invitation:
    """The invitation of a code, to be looked at; wrong codes are counted."""
    with guessing.counted(guessing.INVITATIONS, me(), InvitationGone):
        return invitations.find(sessions(), me(), code)


@bp.route("/sponsor/invitations/<code>", methods=["GET", "POST"])
@allow(Permission.SPONSORSHIP_WRITE)
def invitation(code: str) -> ResponseReturnValue:
    found, form = _invitation(code), OfferForm()
    if found.sponsorship_id:
        return redirect(url_for("sponsorship.show", sponsorship_id=found.sponsorship_id), 303)
    offered = offer(sessions(), found.worker)
    form.offer(offered)
    if not form.is_submitted():
        form.programmes.data, form.months.data = offered.worker.programmes, OPEN_ENDED
        return render_template("sponsorship/offer.html", form=form, offer=offered)
    if not form.validate():
        return render_template("sponsorship/offer.html", form=form, offer=offered), 422
    if not form.yearly_cost.data:
        return _check(form, offered, 200)
    return _accept(code, form, offered)


def _check(form: OfferForm, offered: Offer, status: int) -> ResponseReturnValue:
    """What was chosen and what it costs, to be agreed to."""
    form.yearly_cost.data = offered.yearly(form.choice.programmes)
    page = render_template(
        "sponsorship/offer_check.html", form=form, offer=offered, choice=form.choice, agreement=OF_SPONSOR
    )
    return page, status


def _accept(code: str, form: OfferForm, offered: Offer) -> ResponseReturnValue:
    try:
        sponsorship = carrying.accept(me(), code, form.choice, form.yearly_cost.data or 0)
    except OfferChanged as error:
        flash(_(error.message), "warning")
        return _check(form, offered, error.status)
    flash(_("Terima kasih. Anda menggendong %(name)s.", name=sponsorship.worker.first_name), "success")
    return redirect(url_for("sponsorship.show", sponsorship_id=sponsorship.id), 303)


@bp.get("/sponsorships/<uuid:sponsorship_id>")
@allow(Permission.SPONSORSHIP_VIEW)
def show(sponsorship_id: UUID) -> ResponseReturnValue:
    return render_template("sponsorship/show.html", detail=detail.read(sessions(), me(), sponsorship_id))


@bp.post("/sponsorships/<uuid:sponsorship_id>/pause")
@allow(Permission.SPONSORSHIP_WRITE)
def pause(sponsorship_id: UUID) -> ResponseReturnValue:
    carrying.pause(me(), sponsorship_id)
    flash(_("Dijeda. Agennya tahu bahwa pembayar lain perlu dicari."), "success")
    return redirect(url_for("sponsorship.show", sponsorship_id=sponsorship_id), 303)


@bp.post("/sponsorships/<uuid:sponsorship_id>/resume")
@allow(Permission.SPONSORSHIP_WRITE)
def resume(sponsorship_id: UUID) -> ResponseReturnValue:
    carrying.resume(me(), sponsorship_id)
    flash(_("Anda menggendong lagi, mulai bulan yang belum dibayar."), "success")
    return redirect(url_for("sponsorship.show", sponsorship_id=sponsorship_id), 303)


@bp.get("/sponsorships/<uuid:sponsorship_id>/end")
@allow(Permission.SPONSORSHIP_WRITE)
def end(sponsorship_id: UUID) -> ResponseReturnValue:
    return _end_page(sponsorship_id, HandBackForm(formdata=None), 200)


def _end_page(sponsorship_id: UUID, form: HandBackForm, status: int) -> ResponseReturnValue:
    read = detail.read(sessions(), me(), sponsorship_id)
    form.offer(list(read.notice))
    return render_template("sponsorship/end.html", detail=read, form=form), status


@bp.post("/sponsorships/<uuid:sponsorship_id>/stop")
@allow(Permission.SPONSORSHIP_WRITE)
def stop(sponsorship_id: UUID) -> ResponseReturnValue:
    sponsorship = carrying.stop(me(), sponsorship_id)
    flash(_("Anda berhenti menggendong %(name)s.", name=sponsorship.worker.first_name), "success")
    return redirect(url_for("sponsorship.show", sponsorship_id=sponsorship_id), 303)


@bp.post("/sponsorships/<uuid:sponsorship_id>/hand-back")
@allow(Permission.SPONSORSHIP_WRITE)
def hand_back(sponsorship_id: UUID) -> ResponseReturnValue:
    last = LastMonthForm().last.data
    try:
        if last is None:
            raise carrying.wrong_month()
        carrying.hand_back(me(), sponsorship_id, last)
    except FieldError as error:
        form = HandBackForm()
        form.take(error)
        return _end_page(sponsorship_id, form, error.status)
    flash(_("Tercatat. Agennya mencari pembayar berikutnya."), "success")
    return redirect(url_for("sponsorship.show", sponsorship_id=sponsorship_id), 303)
