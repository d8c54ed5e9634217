"""Batches before the branch: a sample row by row, then the whole."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.core import background
from agentapp.core.db import sessions
from agentapp.core.errors import N_, FieldError
from agentapp.funds.batches import verifying
from agentapp.funds.batches.finding import batches_of_branch, branch_batch
from agentapp.funds.batches.forms import ApprovalForm, RefusalForm, SamplingForm
from agentapp.funds.batches.jobs import JOB
from agentapp.funds.batches.models import Batch
from agentapp.funds.batches.risks import Risk
from agentapp.funds.batches.row_page import rows_page
from agentapp.funds.batches.samples import Verdict
from agentapp.funds.batches.sampling import RANDOM
from agentapp.funds.batches.shown import sample_lines, shown
from agentapp.funds.batches.words import STATES
from agentapp.places import registry

bp = Blueprint("verification", __name__)
RISKS = {RANDOM: N_("Dipilih acak"), **{risk.value: risk.label for risk in Risk}}


@bp.get("/review/batches")
@allow(Permission.BATCH_VERIFY)
def index() -> ResponseReturnValue:
    return render_template("funds/verification/index.html", batches=batches_of_branch(me()), states=STATES)


@bp.get("/review/batches/<uuid:batch_id>")
@allow(Permission.BATCH_VERIFY)
def show(batch_id: UUID) -> ResponseReturnValue:
    return _show(branch_batch(sessions(), me(), batch_id))


@bp.get("/review/batches/<uuid:batch_id>/rows")
@allow(Permission.BATCH_VERIFY)
def rows(batch_id: UUID) -> ResponseReturnValue:
    batch = branch_batch(sessions(), me(), batch_id)
    return rows_page(batch, here="verification.rows", back="verification.show")


@bp.post("/review/batches/<uuid:batch_id>/start")
@allow(Permission.BATCH_VERIFY)
def start(batch_id: UUID) -> ResponseReturnValue:
    verifying.begin(me(), batch_id)
    return redirect(url_for("verification.show", batch_id=batch_id), 303)


@bp.post("/review/batches/<uuid:batch_id>/rows/<int:position>")
@allow(Permission.BATCH_VERIFY)
def judge(batch_id: UUID, position: int) -> ResponseReturnValue:
    verdict = Verdict.WRONG if request.form.get("verdict") == Verdict.WRONG else Verdict.RIGHT
    try:
        verifying.judge(me(), batch_id, position, verdict, request.form.get("note", ""))
    except FieldError as error:
        flash(_(error.message, **error.params), "warning")
    return redirect(url_for("verification.show", batch_id=batch_id, _anchor="contoh"), 303)


@bp.post("/review/batches/<uuid:batch_id>/approval")
@allow(Permission.BATCH_VERIFY)
def approve(batch_id: UUID) -> ResponseReturnValue:
    batch, form = branch_batch(sessions(), me(), batch_id), _approval()
    try:
        if not form.validate():
            return _show(batch, approval=form)
        verifying.approve(me(), batch_id, UUID(form.agent.data))
    except FieldError as error:
        form.take(error)
        return _show(batch, approval=form)
    background.soon(JOB)
    flash(_("Daftar disetujui. Orang-orangnya sedang didaftarkan."), "success")
    return redirect(url_for("verification.index"), 303)


@bp.post("/review/batches/<uuid:batch_id>/refusal")
@allow(Permission.BATCH_VERIFY)
def refuse(batch_id: UUID) -> ResponseReturnValue:
    batch, form = branch_batch(sessions(), me(), batch_id), RefusalForm()
    try:
        if not form.validate():
            return _show(batch, refusal=form)
        verifying.refuse(me(), batch_id, form.note.data or "")
    except FieldError as error:
        form.take(error)
        return _show(batch, refusal=form)
    flash(_("Daftar dikembalikan kepada petugas dana."), "success")
    return redirect(url_for("verification.index"), 303)


@bp.post("/review/batches/<uuid:batch_id>/sampling")
@allow(Permission.BATCH_VERIFY)
def set_shares(batch_id: UUID) -> ResponseReturnValue:
    batch, form = branch_batch(sessions(), me(), batch_id), SamplingForm()
    if not form.validate():
        return _show(batch, sampling=form)
    verifying.set_terms(me(), batch_id, form.shares)
    flash(_("Ukuran contoh tersimpan."), "success")
    return redirect(url_for("verification.show", batch_id=batch_id), 303)


def _approval() -> ApprovalForm:
    form = ApprovalForm()
    form.agent.choices = [("", _("Pilih agen"))] + [
        (str(agent.id), agent.name) for agent in verifying.agents_of(me())
    ]
    return form


def _show(
    batch: Batch,
    *,
    approval: ApprovalForm | None = None,
    refusal: RefusalForm | None = None,
    sampling: SamplingForm | None = None,
) -> ResponseReturnValue:
    refused = any(form and form.errors for form in (approval, refusal, sampling))
    page = render_template(
        "funds/verification/show.html",
        batch=batch,
        shown=shown(batch),
        states=STATES,
        risks=RISKS,
        places=registry,
        findings=verifying.findings(batch),
        sample=sample_lines(batch),
        approval=approval or _approval(),
        refusal=refusal or RefusalForm(),
        sampling=sampling or SamplingForm(formdata=None, obj=verifying.terms(batch)),
    )
    return page, 422 if refused else 200
