"""`/admin/denominators`: how many informal workers each region has, by whom it was counted; more from a CSV."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.core.clock import today
from agentapp.core.db import sessions
from agentapp.core.errors import DomainError, FieldError
from agentapp.coverage import service
from agentapp.coverage.forms import DenominatorForm
from agentapp.coverage.sheet import decoded, read_sheet

bp = Blueprint("denominators", __name__)

SHOWN = 20


@bp.get("/admin/denominators")
@allow(Permission.DENOMINATORS_ADMINISTER)
def index() -> ResponseReturnValue:
    return _page(DenominatorForm(data={"year": today().year}))


@bp.post("/admin/denominators/preview")
@allow(Permission.DENOMINATORS_ADMINISTER)
def preview() -> ResponseReturnValue:
    form = DenominatorForm()
    try:
        service.check_origin(form.origin())
        content = form.read()
        sheet = read_sheet(content)
    except DomainError as error:
        return _refused(form, error)
    form.content.data = decoded(content)
    doubts = list(service.doubts(sessions(), sheet.lines))
    return render_template(
        "coverage/denominators_preview.html", form=form, sheet=sheet, doubts=doubts, shown=SHOWN
    ), 422 if sheet.faults else 200


@bp.post("/admin/denominators")
@allow(Permission.DENOMINATORS_ADMINISTER)
def take_in() -> ResponseReturnValue:
    form = DenominatorForm()
    try:
        done = service.take_in(me(), read_sheet(form.read()), form.origin())
    except DomainError as error:
        return _refused(form, error)
    flash(ngettext("%(num)s wilayah disimpan.", "%(num)s wilayah disimpan.", done.rows), "success")
    return redirect(url_for("denominators.index"), 303)


def _refused(form: DenominatorForm, error: DomainError) -> ResponseReturnValue:
    form.take(error if isinstance(error, FieldError) else FieldError("file", error.message, **error.params))
    return _page(form, error.status)


def _page(form: DenominatorForm, status: int = 200) -> ResponseReturnValue:
    return render_template("coverage/denominators.html", form=form, known=service.known()), status
