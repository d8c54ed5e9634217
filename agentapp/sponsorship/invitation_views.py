"""An agent finds payers: an invitation for a worker who agreed, and the list of who needs one."""

from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.contributions.qr import qr_svg
from agentapp.core.db import sessions
from agentapp.sponsorship import invitations, seeking, words
from agentapp.sponsorship.consent import OF_WORKER
from agentapp.sponsorship.forms import ConsentForm

bp = Blueprint("sponsorship_invitations", __name__)
for shown_as in (words.invitation_code, words.step):
    bp.add_app_template_filter(shown_as, f"{shown_as.__name__}_words")


@bp.get("/workers/<uuid:worker_id>/invitation")
@allow(Permission.PAYER_CHANGE)
def show(worker_id: UUID) -> ResponseReturnValue:
    return _page(worker_id, ConsentForm(formdata=None), 200)


def _page(worker_id: UUID, form: ConsentForm, status: int) -> ResponseReturnValue:
    invited = invitations.read_invited(sessions(), me(), worker_id)
    code = invited.invitation.code if invited.invitation else ""
    path = url_for("sponsorship.invitation", code=code or "-")
    url = f"{current_app.config['SETTINGS'].public_url}{path}"
    page = render_template(
        "sponsorship/invitation.html",
        worker=invited.worker,
        invitation=invited.invitation,
        url=url,
        qr=qr_svg(url),
        form=form,
        consent_text=OF_WORKER,
    )
    return page, status


@bp.post("/workers/<uuid:worker_id>/invitation")
@allow(Permission.PAYER_CHANGE)
def make(worker_id: UUID) -> ResponseReturnValue:
    form = ConsentForm()
    if not form.validate():
        return _page(worker_id, form, 422)
    invitations.invite(me(), worker_id, str(get_locale()))
    return redirect(url_for("sponsorship_invitations.show", worker_id=worker_id), 303)


@bp.post("/workers/<uuid:worker_id>/invitation/revocation")
@allow(Permission.PAYER_CHANGE)
def revoke(worker_id: UUID) -> ResponseReturnValue:
    invitations.revoke(me(), worker_id)
    flash(_("Undangan dicabut. Kodenya tidak berlaku lagi."), "success")
    return redirect(url_for("sponsorship_invitations.show", worker_id=worker_id), 303)


@bp.get("/workers/seeking-payer")
@allow(Permission.PAYER_CHANGE)
def seeking_payer() -> ResponseReturnValue:
    return render_template("sponsorship/seeking.html", people=seeking.seeking(sessions(), me()))
