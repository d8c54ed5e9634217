"""`/workers/<id>/payer`: who pays for a worker, and a change of that."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import AnyOf

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.contributions.funding import payer_of
from agentapp.contributions.handover import next_unpaid
from agentapp.contributions.payer_change import change_payer, held_by_sponsor
from agentapp.contributions.scope import find_worker
from agentapp.core.db import sessions
from agentapp.core.errors import FieldError
from agentapp.core.fields import line
from agentapp.core.filters import month_name
from agentapp.core.forms import Form
from agentapp.enrolment.payers import offered
from agentapp.programmes.kinds import Payer

bp = Blueprint("payers", __name__)

CHOICES = {Payer.SELF: _l("Pekerja sendiri"), Payer.FUND: _l("Dana pemerintah atau lembaga")}


class PayerForm(Form):
    """Who pays from the next unpaid month on."""

    payer = RadioField(
        _l("Siapa yang membayar"),
        choices=[SelectChoice(payer.value, label) for payer, label in CHOICES.items()],
        validate_choice=False,
        validators=[AnyOf([*CHOICES], message=_l("Pilih siapa yang membayar."))],
    )
    fund_code = line(_l("Kode dana"), 40)


@bp.get("/workers/<uuid:worker_id>/payer")
@allow(Permission.PAYER_CHANGE)
def edit(worker_id: UUID) -> ResponseReturnValue:
    worker = find_worker(sessions(), me(), worker_id)
    kept = worker.payer if worker.payer in CHOICES else Payer.SELF
    form = PayerForm(
        formdata=None, payer=kept.value, fund_code=worker.payer_code if kept == Payer.FUND else ""
    )
    return _page(worker_id, form, 200)


def _page(worker_id: UUID, form: PayerForm, status: int) -> ResponseReturnValue:
    session, worker = sessions(), find_worker(sessions(), me(), worker_id)
    first = next_unpaid(session, worker)
    page = render_template(
        "contributions/payer.html",
        worker=worker,
        forecast=payer_of(session, worker, first),
        carried=held_by_sponsor(session, worker, first),
        funds=offered(session, Payer.FUND, worker.regency_code, first),
        form=form,
    )
    return page, status


@bp.post("/workers/<uuid:worker_id>/payer")
@allow(Permission.PAYER_CHANGE)
def change(worker_id: UUID) -> ResponseReturnValue:
    form = PayerForm()
    if not form.validate():
        return _page(worker_id, form, 422)
    try:
        first = change_payer(me(), worker_id, Payer(form.payer.data), form.fund_code.data or "")
    except FieldError as error:
        form.take(error)
        return _page(worker_id, form, error.status)
    if first is None:
        flash(
            _("Dananya sedang penuh. Pekerja ini masuk daftar tunggu dan membayar seperti biasa."), "warning"
        )
    else:
        flash(_("Pembayarnya tercatat, mulai %(month)s.", month=month_name(first)), "success")
    return redirect(url_for("contributions.worker", worker_id=worker_id), 303)
