"""Batches for the officer: send a file, see what would come of it, decide, follow it."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Redirect

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.core import background
from agentapp.core.clock import today
from agentapp.core.db import sessions
from agentapp.core.errors import FieldError
from agentapp.core.period import Month
from agentapp.funds.batches import committing, dry_run, mending, service, undoing
from agentapp.funds.batches.finding import batches_of, own_batch, own_fund
from agentapp.funds.batches.forms import FileForm, MonthsForm, chosen_columns
from agentapp.funds.batches.jobs import JOB
from agentapp.funds.batches.models import Batch
from agentapp.funds.batches.progress import progress
from agentapp.funds.batches.row_page import rows_page
from agentapp.funds.batches.shown import moves_of, shown
from agentapp.funds.batches.states import BatchState
from agentapp.funds.batches.words import STATES, STEPS
from agentapp.funds.models import Fund
from agentapp.funds.sheets.columns import LABELS
from agentapp.funds.sheets.layout import Layout
from agentapp.funds.sheets.template import template_workbook
from agentapp.places import registry

bp = Blueprint("batches", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/funds/<uuid:fund_id>/batches")
@allow(Permission.BATCH_SEND)
def index(fund_id: UUID) -> ResponseReturnValue:
    fund = own_fund(sessions(), me(), fund_id)
    return render_template(
        "funds/batches/index.html", fund=fund, batches=batches_of(me(), fund_id), states=STATES
    )


@bp.get("/funds/<uuid:fund_id>/batches/new")
@allow(Permission.BATCH_SEND)
def new(fund_id: UUID) -> ResponseReturnValue:
    fund = own_fund(sessions(), me(), fund_id)
    return _new(fund, FileForm(formdata=None).for_fund(fund))


@bp.post("/funds/<uuid:fund_id>/batches/new")
@allow(Permission.BATCH_SEND)
def send(fund_id: UUID) -> ResponseReturnValue:
    fund = own_fund(sessions(), me(), fund_id)
    form = FileForm().for_fund(fund)
    if not form.validate():
        return _new(fund, form, 422)
    batch = service.receive(
        me(),
        fund_id,
        form.file.data.filename or "",
        form.file.data.read(),
        agency=form.agency.data or "",
        cohort_id=form.cohort_id,
        repairs_id=request.args.get("repairs", type=UUID),
    )
    if batch.state != BatchState.RECEIVED:
        flash(_("Berkas ini sudah pernah dikirim. Tidak ada yang berubah."), "info")
    return _at_work(batch)


@bp.get("/funds/<uuid:fund_id>/batches/template.xlsx")
@allow(Permission.BATCH_SEND)
def template(fund_id: UUID) -> ResponseReturnValue:
    fund = own_fund(sessions(), me(), fund_id)
    first = max(fund.first_month, Month.of(today()))
    return _download(template_workbook(first, say=_), "daftar-pekerja.xlsx")


@bp.get("/funds/batches/<uuid:batch_id>")
@allow(Permission.BATCH_SEND)
def show(batch_id: UUID) -> ResponseReturnValue:
    return _show(own_batch(sessions(), me(), batch_id), MonthsForm(formdata=None))


@bp.get("/funds/batches/<uuid:batch_id>/progress")
@allow(Permission.BATCH_SEND)
def follow(batch_id: UUID) -> ResponseReturnValue:
    return dict(progress(own_batch(sessions(), me(), batch_id)))


@bp.get("/funds/batches/<uuid:batch_id>/repair.xlsx")
@allow(Permission.BATCH_SEND)
def repair(batch_id: UUID) -> ResponseReturnValue:
    batch = own_batch(sessions(), me(), batch_id)
    return _download(mending.workbook(batch, _), "baris-untuk-diperbaiki.xlsx")


@bp.get("/funds/batches/<uuid:batch_id>/rows")
@allow(Permission.BATCH_SEND)
def rows(batch_id: UUID) -> ResponseReturnValue:
    return rows_page(own_batch(sessions(), me(), batch_id), here="batches.rows", back="batches.show")


@bp.get("/funds/batches/<uuid:batch_id>/columns")
@allow(Permission.BATCH_SEND)
def columns(batch_id: UUID) -> ResponseReturnValue:
    batch = own_batch(sessions(), me(), batch_id)
    layouts = list(map(Layout.from_json, batch.columns))
    return render_template("funds/batches/columns.html", batch=batch, layouts=layouts, labels=LABELS)


@bp.post("/funds/batches/<uuid:batch_id>/columns")
@allow(Permission.BATCH_SEND)
def set_columns(batch_id: UUID) -> ResponseReturnValue:
    batch = own_batch(sessions(), me(), batch_id)
    layouts = chosen_columns(list(map(Layout.from_json, batch.columns)), request.form)
    return _at_work(service.set_columns(me(), batch_id, layouts))


@bp.get("/funds/batches/<uuid:batch_id>/villages")
@allow(Permission.BATCH_SEND)
def villages(batch_id: UUID) -> ResponseReturnValue:
    return render_template("funds/batches/villages.html", batch=own_batch(sessions(), me(), batch_id))


@bp.post("/funds/batches/<uuid:batch_id>/villages")
@allow(Permission.BATCH_SEND)
def confirm_villages(batch_id: UUID) -> ResponseReturnValue:
    batch = own_batch(sessions(), me(), batch_id)
    chosen = {
        name["key"]: code
        for at, name in enumerate(batch.unknown)
        if (code := request.form.get(f"village-{at}", "")) in {each[0] for each in name["suggestions"]}
    }
    return _at_work(service.confirm_villages(me(), batch_id, chosen))


@bp.post("/funds/batches/<uuid:batch_id>/months")
@allow(Permission.BATCH_SEND)
def set_months(batch_id: UUID) -> ResponseReturnValue:
    batch, form = own_batch(sessions(), me(), batch_id), MonthsForm()
    try:
        if form.validate():
            return _at_work(service.set_months(me(), batch_id, batch.first_month, form.months.data or 1))
    except FieldError as error:
        form.take(error)
    return _show(batch, form, 422)


@bp.post("/funds/batches/<uuid:batch_id>/recheck")
@allow(Permission.BATCH_SEND)
def check_again(batch_id: UUID) -> ResponseReturnValue:
    return _at_work(service.check_again(me(), batch_id))


@bp.post("/funds/batches/<uuid:batch_id>/decisions")
@allow(Permission.BATCH_SEND)
def decide(batch_id: UUID) -> ResponseReturnValue:
    chosen = {
        name.removeprefix("decide-"): choice
        for name, choice in request.form.items()
        if name.startswith("decide-")
    }
    service.decide(me(), batch_id, chosen)
    flash(_("Keputusan Anda tersimpan. Biayanya sudah dihitung ulang."), "success")
    return redirect(url_for("batches.show", batch_id=batch_id), 303)


@bp.post("/funds/batches/<uuid:batch_id>/commitment")
@allow(Permission.BATCH_SEND)
def commit(batch_id: UUID) -> ResponseReturnValue:
    return _at_work(committing.commit(me(), batch_id))


@bp.post("/funds/batches/<uuid:batch_id>/cancellation")
@allow(Permission.BATCH_SEND)
def cancel(batch_id: UUID) -> ResponseReturnValue:
    service.cancel(me(), batch_id)
    flash(_("Daftar dihentikan. Tidak ada yang didaftarkan."), "success")
    return redirect(url_for("batches.show", batch_id=batch_id), 303)


@bp.post("/funds/batches/<uuid:batch_id>/undoing")
@allow(Permission.BATCH_SEND)
def undo(batch_id: UUID) -> ResponseReturnValue:
    return _at_work(undoing.undo(me(), batch_id))


def _at_work(batch: Batch) -> Redirect:
    """A job goes on with it; whoever asked follows it on its page."""
    background.soon(JOB)
    return redirect(url_for("batches.show", batch_id=batch.id), 303)


def _new(fund: Fund, form: FileForm, status: int = 200) -> ResponseReturnValue:
    return render_template("funds/batches/new.html", fund=fund, form=form), status


def _show(batch: Batch, form: MonthsForm, status: int = 200) -> ResponseReturnValue:
    told = {"progress": progress(batch), "states": STATES, "moves": _moves(batch), "form": form}
    if batch.state == BatchState.CHECKED:
        told |= {
            "report": dry_run.report(batch),
            "conflicts": dry_run.conflict_groups(batch),
            "problems": dry_run.problem_groups(batch),
        }
    return render_template(
        "funds/batches/show.html", batch=batch, shown=shown(batch), places=registry, **told
    ), status


def _moves(batch: Batch) -> list[dict[str, object]]:
    return [
        {"at": move.at, "text": _(STEPS[move.verb]), "by": move.by.name if move.by else "", "note": move.note}
        for move in moves_of(batch)
    ]


def _download(content: bytes, name: str) -> Response:
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
