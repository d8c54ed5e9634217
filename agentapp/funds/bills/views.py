"""Bills: an officer makes and withdraws them, a supervisor of the branch notes the code and the transfer."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.core.db import sessions
from agentapp.core.errors import FieldError
from agentapp.funds.bills import billing, listing, paying
from agentapp.funds.bills.forms import CodeForm, MonthForm, TransferForm
from agentapp.funds.bills.models import BillState
from agentapp.funds.bills.scope import find_bill
from agentapp.funds.bills.workbook import workbook
from agentapp.funds.visible import find_fund
from agentapp.places import registry

bp = Blueprint("bills", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/bills")
@allow(Permission.BILL_VIEW)
def index() -> ResponseReturnValue:
    return render_template("funds/bills/index.html", bills=listing.bills_of(sessions(), me()))


@bp.get("/funds/<uuid:fund_id>/bills")
@allow(Permission.BILL_MAKE)
def of_fund(fund_id: UUID) -> ResponseReturnValue:
    return _of_fund(fund_id)


@bp.post("/funds/<uuid:fund_id>/bills")
@allow(Permission.BILL_MAKE)
def make(fund_id: UUID) -> ResponseReturnValue:
    form = MonthForm()
    if not form.validate() or form.month.data is None:
        flash(_("Pilih bulan yang ditagih."), "warning")
        return _of_fund(fund_id, 422)
    bill = billing.make(me(), fund_id, form.month.data)
    flash(_("Tagihan dibuat. Minta kode iurannya ke kantor cabang BPJS."), "success")
    return redirect(url_for("bills.show", bill_id=bill.id), 303)


@bp.get("/bills/<uuid:bill_id>")
@allow(Permission.BILL_VIEW)
def show(bill_id: UUID) -> ResponseReturnValue:
    return _show(bill_id, CodeForm(formdata=None), TransferForm(formdata=None))


@bp.get("/bills/<uuid:bill_id>/list.xlsx")
@allow(Permission.BILL_VIEW)
def download(bill_id: UUID) -> ResponseReturnValue:
    session = sessions()
    bill = find_bill(session, me(), bill_id)
    content = workbook(bill, listing.names(session, me(), bill))
    name = f"tagihan-{bill.number}.xlsx"
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@bp.post("/bills/<uuid:bill_id>/withdrawal")
@allow(Permission.BILL_MAKE)
def withdraw(bill_id: UUID) -> ResponseReturnValue:
    billing.withdraw(me(), bill_id, "")
    flash(_("Tagihan ditarik. Bulannya bisa ditagih lagi."), "success")
    return redirect(url_for("bills.show", bill_id=bill_id), 303)


@bp.post("/bills/<uuid:bill_id>/code")
@allow(Permission.BILL_SETTLE)
def note_code(bill_id: UUID) -> ResponseReturnValue:
    form = CodeForm()
    if not form.validate():
        return _show(bill_id, form, TransferForm(formdata=None), 422)
    paying.note_code(me(), bill_id, form.code.data or "", form.version.data)
    flash(_("Kode iuran tersimpan."), "success")
    return redirect(url_for("bills.show", bill_id=bill_id), 303)


@bp.post("/bills/<uuid:bill_id>/payment")
@allow(Permission.BILL_SETTLE)
def record(bill_id: UUID) -> ResponseReturnValue:
    form = TransferForm()
    if not form.validate():
        return _show(bill_id, CodeForm(formdata=None), form, 422)
    try:
        bill = paying.record(me(), bill_id, form.transfer(), form.version.data)
    except FieldError as error:
        form.take(error)
        return _show(bill_id, CodeForm(formdata=None), form, error.status)
    flash(_("Tagihan lunas. Iuran %(count)s orang sudah dibayar.", count=bill.people), "success")
    return redirect(url_for("bills.show", bill_id=bill_id), 303)


def _of_fund(fund_id: UUID, status: int = 200) -> ResponseReturnValue:
    session = sessions()
    fund = find_fund(session, me(), fund_id)
    page = render_template(
        "funds/bills/of_fund.html",
        fund=fund,
        months=listing.may_be_billed(session, fund),
        bills=listing.bills_of(session, me(), fund),
    )
    return page, status


def _show(
    bill_id: UUID, code_form: CodeForm, transfer_form: TransferForm, status: int = 200
) -> ResponseReturnValue:
    shown = listing.show(sessions(), me(), bill_id)
    page = render_template(
        "funds/bills/show.html",
        bill=shown.bill,
        shown=shown,
        open=shown.bill.state == BillState.OPEN,
        code_form=code_form,
        transfer_form=transfer_form,
        settles=me().may(Permission.BILL_SETTLE),
        places=registry,
    )
    return page, status
