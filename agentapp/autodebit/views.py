"""`/mandates`: leave to debit an account, given, bound with a one-time code, paused, taken back."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from limits import RateLimitItemPerHour, RateLimitItemPerMinute

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission, Role
from agentapp.accounts.throttle import spend
from agentapp.autodebit import service, shown, words
from agentapp.autodebit.forms import AccountForm, MandateForm, OtpForm, PaperForm, proof_form
from agentapp.autodebit.gateway import BankUnreachable, BindingRefused, WrongOtp
from agentapp.autodebit.models import Mandate
from agentapp.autodebit.new_page import NewPage
from agentapp.autodebit.simulator.keys import CODE
from agentapp.autodebit.simulator.personas import OTP
from agentapp.contributions.scope import find_worker
from agentapp.core.db import sessions
from agentapp.core.errors import FieldError, IllegalMove
from agentapp.workers.models import Worker

bp = Blueprint("mandates", __name__)
for shown_as in (
    *(words.mandate_state, words.debit_state, words.cause, words.verb, words.bank, words.suspense),
    *(words.code_number, words.code_message),
):
    bp.add_app_template_filter(shown_as, f"{shown_as.__name__}_words")

CODES = RateLimitItemPerHour(60, namespace="binding")
"""So many one-time codes may one person have sent in an hour: a busy morning, not a nuisance to strangers."""
GUESSES = RateLimitItemPerMinute(10, 15, namespace="otp")
"""So many codes may be tried for one mandate in a quarter of an hour."""


@bp.get("/mandates")
@allow(Permission.MANDATE_VIEW)
def index() -> ResponseReturnValue:
    page, after = shown.mandates(sessions(), me(), _after())
    return render_template("autodebit/index.html", mandates=page, after=after)


def _after() -> UUID | None:
    try:
        return UUID(request.args.get("after", ""))
    except ValueError:
        return None


@bp.get("/mandates/new")
@allow(Permission.MANDATE_WRITE)
def new() -> ResponseReturnValue:
    if me().role == Role.AGENT and "worker" not in request.args:
        flash(_("Pilih dulu pekerjanya, lalu pasang autodebet dari halamannya."), "info")
        return redirect(url_for("contributions.workers"))
    return NewPage.fresh(sessions(), me(), _worker()).ask()


@bp.post("/mandates/new")
@allow(Permission.MANDATE_WRITE)
def give() -> ResponseReturnValue:
    form = MandateForm()
    page = NewPage(sessions(), me(), _worker(), form)
    if not form.validate():
        return page.ask(422)
    spend(CODES, str(me().id))
    try:
        mandate = service.give(me(), form.asked(page.worker_id))
    except FieldError as error:
        return page.refuse(error)
    except BankUnreachable as error:
        form.take(FieldError("", error.message))
        begun = shown.unbound_of(sessions(), me(), page.worker_id)
        return _ask_account(form, begun, error.status) if begun else page.ask(error.status)
    return redirect(url_for("mandates.otp", mandate_id=mandate.id), 303)


def _worker() -> Worker | None:
    """The worker of whom an agent asks; a sponsor pays for themselves and names none. Raises NotFound."""
    if me().role == Role.SPONSOR:
        return None
    try:
        return find_worker(sessions(), me(), UUID(request.args.get("worker", "")))
    except ValueError:
        return find_worker(sessions(), me(), UUID(int=0))


@bp.get("/mandates/<uuid:mandate_id>")
@allow(Permission.MANDATE_VIEW)
def show(mandate_id: UUID) -> ResponseReturnValue:
    page = shown.read_page(sessions(), me(), mandate_id)
    return render_template("autodebit/show.html", page=page, mandate=page.mandate)


@bp.get("/mandates/<uuid:mandate_id>/otp")
@allow(Permission.MANDATE_WRITE)
def otp(mandate_id: UUID) -> ResponseReturnValue:
    return _ask_otp(service.find(me(), mandate_id), proof_form())


@bp.post("/mandates/<uuid:mandate_id>/otp")
@allow(Permission.MANDATE_WRITE)
def confirm(mandate_id: UUID) -> ResponseReturnValue:
    mandate, form = service.find(me(), mandate_id), proof_form()
    if not form.validate():
        return _ask_otp(mandate, form, 422)
    spend(GUESSES, str(mandate_id))
    try:
        service.confirm(me(), mandate_id, form.otp.data or "")
    except (WrongOtp, BankUnreachable, BindingRefused, FieldError) as error:
        form.take(FieldError("otp", error.message, **error.params))
        return _ask_otp(mandate, form, error.status)
    except IllegalMove:
        return _ask_otp(service.find(me(), mandate_id), form)
    flash(_("Autodebet aktif. Anda tidak perlu mengingat tanggal bayar lagi."), "success")
    return redirect(_page(mandate_id), 303)


def _ask_otp(mandate: Mandate, form: OtpForm | PaperForm, status: int = 200) -> ResponseReturnValue:
    """The page for the code; the mandate's own page where none is awaited (any more)."""
    if mandate.state not in shown.UNBOUND:
        return redirect(_page(mandate.id), 303)
    if mandate.challenge is None:
        return redirect(url_for("mandates.binding", mandate_id=mandate.id), 303)
    form.otp.data = ""
    known = OTP if mandate.gateway == CODE else ""
    page = "autodebit/paper.html" if isinstance(form, PaperForm) else "autodebit/otp.html"
    return render_template(page, mandate=mandate, form=form, known=known), status


@bp.get("/mandates/<uuid:mandate_id>/binding")
@allow(Permission.MANDATE_WRITE)
def binding(mandate_id: UUID) -> ResponseReturnValue:
    mandate = service.find(me(), mandate_id)
    if mandate.state not in shown.UNBOUND:
        return redirect(_page(mandate.id), 303)
    return _ask_account(AccountForm(), mandate)


@bp.post("/mandates/<uuid:mandate_id>/binding")
@allow(Permission.MANDATE_WRITE)
def bind(mandate_id: UUID) -> ResponseReturnValue:
    mandate, form = service.find(me(), mandate_id), AccountForm()
    if not form.validate():
        return _ask_account(form, mandate, 422)
    spend(CODES, str(me().id))
    try:
        service.ask_again(me(), mandate_id, form.again(mandate))
    except (FieldError, BankUnreachable) as error:
        form.take(error if isinstance(error, FieldError) else FieldError("", error.message))
        return _ask_account(form, mandate, error.status)
    flash(_("Bank mengirim kode OTP yang baru."), "success")
    return redirect(url_for("mandates.otp", mandate_id=mandate_id), 303)


def _ask_account(form: AccountForm, mandate: Mandate, status: int = 200) -> ResponseReturnValue:
    return render_template("autodebit/binding.html", form=form, mandate=mandate), status


@bp.post("/mandates/<uuid:mandate_id>/pause")
@allow(Permission.MANDATE_WRITE)
def pause(mandate_id: UUID) -> ResponseReturnValue:
    service.pause(me(), mandate_id)
    flash(_("Autodebet dijeda. Tidak ada penarikan sampai dilanjutkan."), "success")
    return redirect(_page(mandate_id), 303)


@bp.post("/mandates/<uuid:mandate_id>/resume")
@allow(Permission.MANDATE_WRITE)
def resume(mandate_id: UUID) -> ResponseReturnValue:
    service.resume(me(), mandate_id)
    flash(_("Autodebet berjalan lagi."), "success")
    return redirect(_page(mandate_id), 303)


@bp.get("/mandates/<uuid:mandate_id>/revocation")
@allow(Permission.MANDATE_WRITE)
def ask_to_revoke(mandate_id: UUID) -> ResponseReturnValue:
    page = shown.read_page(sessions(), me(), mandate_id)
    if page.ended:
        return redirect(_page(mandate_id), 303)
    return render_template("autodebit/revocation.html", page=page, mandate=page.mandate)


@bp.post("/mandates/<uuid:mandate_id>/revocation")
@allow(Permission.MANDATE_WRITE)
def revoke(mandate_id: UUID) -> ResponseReturnValue:
    service.revoke(me(), mandate_id)
    flash(_("Izin sudah dicabut. Tidak ada penarikan baru."), "success")
    return redirect(_page(mandate_id), 303)


def _page(mandate_id: UUID) -> str:
    return url_for("mandates.show", mandate_id=mandate_id)


@bp.app_template_global()
def autodebit_of(worker: Worker) -> shown.Panel:
    """Auto-debit of a worker whose page somebody reads."""
    return shown.read_panel(sessions(), worker)


@bp.app_template_global()
def own_autodebit() -> shown.OwnPanel:
    """Auto-debit of the sponsor who reads."""
    return shown.own_panel(sessions(), me())
