"""`/money`: what waits for a supervisor, the next step for each, and the figures of a month."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.autodebit import desk, mending, refunding
from agentapp.autodebit.code_returns import money_returned
from agentapp.autodebit.codes_shown import find_owed_code
from agentapp.autodebit.figures import read_figures
from agentapp.autodebit.forms import SuspenseForm
from agentapp.autodebit.refunding import Returned
from agentapp.autodebit.sending import Sent
from agentapp.core.clock import today
from agentapp.core.db import sessions
from agentapp.core.errors import N_
from agentapp.core.filters import month_name
from agentapp.core.period import InvalidMonth, Month

bp = Blueprint("money", __name__)

TOLD = {
    Sent.SUCCEEDED: (N_("Bank sudah menjawab: uangnya ditarik, bulannya lunas."), "success"),
    Sent.DECLINED: (N_("Bank sudah menjawab: uangnya tidak ditarik."), "success"),
    Sent.UNKNOWN: (N_("Bank belum bisa memastikan. Kami terus menanyakannya."), "warning"),
    Sent.SKIPPED: (N_("Bank sedang ditanya oleh proses lain. Lihat lagi sebentar."), "info"),
    Sent.CANCELLED: (N_("Penarikan ini dibatalkan."), "info"),
}
FIRST_MONTH = Month(2020, 1)


@bp.get("/money")
@allow(Permission.MONEY_DESK)
def index() -> ResponseReturnValue:
    shown = desk.read_desk(sessions(), me())
    return render_template("autodebit/desk.html", desk=shown, most=desk.MOST_COUNTED)


@bp.post("/money/debits/<uuid:attempt_id>/inquiry")
@allow(Permission.MONEY_DESK)
def ask_bank(attempt_id: UUID) -> ResponseReturnValue:
    text, category = TOLD[mending.ask_bank(me(), attempt_id)]
    flash(_(text), category)
    return _back("unknown")


@bp.post("/money/refunds/<uuid:refund_id>")
@allow(Permission.MONEY_DESK)
def refund(refund_id: UUID) -> ResponseReturnValue:
    if refunding.refund(me(), refund_id) == Returned.DONE:
        flash(_("Bank sudah mengembalikan uangnya."), "success")
    else:
        flash(_("Bank belum memastikan. Boleh diminta lagi: uangnya tidak akan kembali dua kali."), "warning")
    return _back("refunds")


@bp.get("/money/suspense/<uuid:row_id>")
@allow(Permission.MONEY_DESK)
def suspense(row_id: UUID) -> ResponseReturnValue:
    return _ask_suspense(row_id, SuspenseForm())


@bp.post("/money/suspense/<uuid:row_id>")
@allow(Permission.MONEY_DESK)
def resolve(row_id: UUID) -> ResponseReturnValue:
    form = SuspenseForm()
    if not form.validate():
        return _ask_suspense(row_id, form, 422)
    mending.returned(me(), row_id, form.note.data or "")
    flash(_("Dicatat: uang ini sudah kembali kepada pemiliknya."), "success")
    return _back("suspense")


def _ask_suspense(row_id: UUID, form: SuspenseForm, status: int = 200) -> ResponseReturnValue:
    row = mending.read_suspense(row_id)
    return render_template("autodebit/suspense.html", row=row, form=form), status


@bp.post("/money/months/<uuid:obligation_id>/reopening")
@allow(Permission.MONEY_DESK)
def reopen(obligation_id: UUID) -> ResponseReturnValue:
    owed = mending.reopen(me(), obligation_id)
    flash(_("Iuran %(month)s terbuka lagi dan boleh ditagih.", month=month_name(owed.month)), "success")
    return _back("reversed")


@bp.get("/money/codes/<uuid:code_id>")
@allow(Permission.MONEY_DESK)
def code(code_id: UUID) -> ResponseReturnValue:
    return _ask_code(code_id, SuspenseForm())


@bp.post("/money/codes/<uuid:code_id>")
@allow(Permission.MONEY_DESK)
def return_code(code_id: UUID) -> ResponseReturnValue:
    form = SuspenseForm()
    if not form.validate():
        return _ask_code(code_id, form, 422)
    money_returned(me(), code_id, form.note.data or "")
    flash(_("Dicatat: uang ini sudah kembali kepada pembayarnya."), "success")
    return _back("codes")


def _ask_code(code_id: UUID, form: SuspenseForm, status: int = 200) -> ResponseReturnValue:
    owed = find_owed_code(me(), code_id)
    return render_template("autodebit/code_owed.html", code=owed, form=form), status


def _back(queue: str) -> ResponseReturnValue:
    return redirect(url_for("money.index", _anchor=queue), 303)


@bp.get("/money/figures")
@allow(Permission.MONEY_DESK)
def figures() -> ResponseReturnValue:
    here = Month.of(today())
    month = min(max(_month() or here, FIRST_MONTH), here + 1)
    shown = read_figures(sessions(), me(), month)
    earlier = Month.from_ordinal(month.ordinal - 1)
    return render_template(
        "autodebit/figures.html",
        figures=shown,
        earlier=earlier if month > FIRST_MONTH else None,
        later=month + 1 if month <= here else None,
    )


def _month() -> Month | None:
    try:
        return Month.parse(request.args.get("month", ""))
    except InvalidMonth:
        return None
