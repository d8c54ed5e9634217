"""Recording money received for a worker, in two steps, and its receipt."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.contributions import profile, service
from agentapp.contributions.forms import PaymentForm
from agentapp.contributions.paper import sample_note
from agentapp.contributions.payment_page import PaymentPage
from agentapp.contributions.receipt_sheet import in_words, receipt_sheet, rows
from agentapp.contributions.receipts import receipt_of
from agentapp.contributions.scope import find_worker
from agentapp.contributions.service import PlanChanged
from agentapp.core.db import sessions
from agentapp.core.errors import FieldError

bp = Blueprint("payments", __name__)


@bp.get("/workers/<uuid:worker_id>/payments/new")
@allow(Permission.PAYMENT_RECORD)
def new(worker_id: UUID) -> ResponseReturnValue:
    return PaymentPage.fresh(find_worker(sessions(), me(), worker_id)).ask()


@bp.post("/workers/<uuid:worker_id>/payments/new")
@allow(Permission.PAYMENT_RECORD)
def record(worker_id: UUID) -> ResponseReturnValue:
    form = PaymentForm()
    valid = form.validate()
    page = PaymentPage(find_worker(sessions(), me(), worker_id), form)
    if not valid or request.form.get("intent") == "edit":
        return page.ask(200 if valid else 422)
    if not page.confirmed:
        return page.check()
    try:
        payment = service.record_payment(me(), worker_id, page.money())
    except FieldError as error:
        return page.refuse(error)
    except PlanChanged as error:
        flash(_(error.message), "warning")
        return page.check(error.status)
    flash(_("Pembayaran tercatat."), "success")
    return redirect(url_for("payments.receipt", worker_id=worker_id, payment_id=payment.id), 303)


@bp.get("/workers/<uuid:worker_id>/payments/<uuid:payment_id>")
@allow(Permission.WORKER_VIEW)
def receipt(worker_id: UUID, payment_id: UUID) -> ResponseReturnValue:
    payment = profile.find_payment(sessions(), me(), worker_id, payment_id)
    shown = receipt_of(sessions(), payment)
    return render_template(
        "contributions/receipt.html",
        receipt=shown,
        rows=rows(shown),
        worker=payment.worker,
        payment_id=payment.id,
        in_words=in_words(payment.amount),
    )


@bp.get("/workers/<uuid:worker_id>/payments/<uuid:payment_id>/receipt.pdf")
@allow(Permission.WORKER_VIEW)
def receipt_pdf(worker_id: UUID, payment_id: UUID) -> ResponseReturnValue:
    payment = profile.find_payment(sessions(), me(), worker_id, payment_id)
    return Response(
        receipt_sheet(receipt_of(sessions(), payment), sample_note()),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="tanda-terima-{payment.number}.pdf"'},
    )
