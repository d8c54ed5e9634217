"""`/admin/quarantine`: what phones sent and could not be placed. Its content is shown to nobody."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.core.errors import N_
from agentapp.intake import quarantine
from agentapp.intake.held import REASON_LABELS, HeldSending, HeldState
from agentapp.intake.quarantine_forms import DiscardForm
from agentapp.intake.receiving import try_again

bp = Blueprint("intake_quarantine", __name__, url_prefix="/admin/quarantine")

STATES = {
    HeldState.OPEN: N_("Tertahan"),
    HeldState.PLACED: N_("Sudah masuk"),
    HeldState.DISCARDED: N_("Dibuang"),
}
VERBS = {
    "retry": N_("Dicoba lagi, belum berhasil"),
    "place": N_("Dicoba lagi dan masuk"),
    "discard": N_("Dibuang"),
}


@bp.get("")
@allow(Permission.INTAKE_ADMINISTER)
def index() -> ResponseReturnValue:
    asked = request.args.get("state", "")
    state = HeldState(asked) if asked in set(HeldState) else HeldState.OPEN
    items, after = quarantine.listed(state, request.args.get("after", type=UUID))
    return render_template(
        "intake/quarantine.html",
        items=items,
        after=after,
        state=state,
        states=STATES,
        reasons=REASON_LABELS,
        open_count=quarantine.count_open(),
    )


@bp.get("/<uuid:held_id>")
@allow(Permission.INTAKE_ADMINISTER)
def show(held_id: UUID) -> ResponseReturnValue:
    return _page(quarantine.one(held_id), DiscardForm(None))


def _page(held: HeldSending, form: DiscardForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "intake/held.html",
        held=held,
        form=form,
        states=STATES,
        verbs=VERBS,
        reasons=REASON_LABELS,
        history=quarantine.history(held),
        kept_days=quarantine.BODY_KEPT.days,
    )
    return page, status


@bp.post("/<uuid:held_id>/retry")
@allow(Permission.INTAKE_ADMINISTER)
def retry(held_id: UUID) -> ResponseReturnValue:
    reason = try_again(me(), held_id)
    if reason is None:
        flash(_("Kiriman ini sudah masuk ke tempatnya."), "success")
    else:
        flash(_("Belum berhasil: %(why)s.", why=_(REASON_LABELS[reason])), "warning")
    return redirect(url_for(".show", held_id=held_id), 303)


@bp.post("/<uuid:held_id>/discard")
@allow(Permission.INTAKE_ADMINISTER)
def discard(held_id: UUID) -> ResponseReturnValue:
    form = DiscardForm()
    if not form.validate():
        return _page(quarantine.one(held_id), form, 422)
    quarantine.discard(me(), held_id, form.note.data or "")
    flash(_("Kiriman ini dibuang."), "success")
    return redirect(url_for(".index"), 303)
