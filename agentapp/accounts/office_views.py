"""Administration of branch and agency offices."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agentapp.accounts import offices
from agentapp.accounts.admin_forms import AgencyForm, BranchForm, NameForm, RegencyForm
from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.core.errors import FieldError

bp = Blueprint("accounts_offices", __name__, url_prefix="/admin/offices")

Answer = ResponseReturnValue


@bp.get("")
@allow(Permission.OFFICES_ADMINISTER)
def index() -> Answer:
    return render_template("accounts/offices.html", cards=offices.branches())


@bp.route("/new", methods=["GET", "POST"])
@allow(Permission.OFFICES_ADMINISTER)
def new() -> Answer:
    form = BranchForm()
    if form.is_submitted() and form.validate():
        try:
            made = offices.create_branch(form.code.data or "", form.name.data or "")
        except FieldError as error:
            form.take(error)
        else:
            flash(_("Kantor cabang dibuat. Tambahkan wilayah layanannya."), "success")
            return redirect(url_for(".branch", branch_id=made.id))
    return render_template("accounts/branch_new.html", form=form), 422 if form.is_submitted() else 200


@bp.get("/<uuid:branch_id>")
@allow(Permission.OFFICES_ADMINISTER)
def branch(branch_id: UUID) -> Answer:
    return _branch_page(branch_id, 200)


@bp.post("/<uuid:branch_id>/name")
@allow(Permission.OFFICES_ADMINISTER)
def rename(branch_id: UUID) -> Answer:
    form = NameForm(prefix="branch")
    if not form.validate():
        return _branch_page(branch_id, 422, naming=form)
    offices.rename_branch(branch_id, form.name.data or "")
    return _saved(branch_id)


@bp.post("/<uuid:branch_id>/regencies")
@allow(Permission.OFFICES_ADMINISTER)
def serve(branch_id: UUID) -> Answer:
    form = RegencyForm()
    form.offer()
    if form.validate():
        try:
            offices.serve_regency(branch_id, form.regency_code.data)
        except FieldError as error:
            form.take(error)
        else:
            return _saved(branch_id)
    return _branch_page(branch_id, 422, serving=form)


@bp.post("/<uuid:branch_id>/regencies/<code>/removal")
@allow(Permission.OFFICES_ADMINISTER)
def leave(branch_id: UUID, code: str) -> Answer:
    offices.leave_regency(branch_id, code)
    return _saved(branch_id)


@bp.post("/<uuid:branch_id>/agencies")
@allow(Permission.OFFICES_ADMINISTER)
def new_agency(branch_id: UUID) -> Answer:
    form = NameForm(prefix="agency")
    if not form.validate():
        return _branch_page(branch_id, 422, adding=form)
    offices.create_agency(branch_id, form.name.data or "")
    return _saved(branch_id)


@bp.post("/<uuid:branch_id>/closure")
@allow(Permission.OFFICES_ADMINISTER)
def close(branch_id: UUID) -> Answer:
    offices.close_branch(branch_id)
    flash(_("Kantor cabang ditutup."), "success")
    return redirect(url_for(".index"))


@bp.route("/agencies/<uuid:agency_id>", methods=["GET", "POST"])
@allow(Permission.OFFICES_ADMINISTER)
def agency(agency_id: UUID) -> Answer:
    office = offices.agency(agency_id)
    form = AgencyForm(obj=office)
    form.offer(card.branch for card in offices.branches())
    if form.is_submitted() and form.validate():
        offices.change_agency(me(), agency_id, form.name.data or "", UUID(form.branch_id.data))
        return _saved(UUID(form.branch_id.data))
    return render_template(
        "accounts/agency.html", form=form, office=office
    ), 422 if form.is_submitted() else 200


@bp.post("/agencies/<uuid:agency_id>/closure")
@allow(Permission.OFFICES_ADMINISTER)
def close_agency(agency_id: UUID) -> Answer:
    branch_id = offices.agency(agency_id).branch_id
    offices.close_agency(agency_id)
    flash(_("Kantor agen ditutup."), "success")
    return redirect(url_for(".branch", branch_id=branch_id))


def _saved(branch_id: UUID) -> Answer:
    flash(_("Perubahan tersimpan."), "success")
    return redirect(url_for(".branch", branch_id=branch_id), 303)


def _branch_page(
    branch_id: UUID,
    status: int,
    naming: NameForm | None = None,
    serving: RegencyForm | None = None,
    adding: NameForm | None = None,
) -> Answer:
    """The branch with its three small forms; one of them may come back with what was wrong."""
    office = offices.branch(branch_id)
    serving = serving or RegencyForm(formdata=None)
    serving.offer()
    page = render_template(
        "accounts/branch.html",
        branch=office,
        agencies=[each for each in offices.agencies() if each.branch_id == office.id],
        naming=naming or NameForm(formdata=None, obj=office, prefix="branch"),
        serving=serving,
        adding=adding or NameForm(formdata=None, prefix="agency"),
    )
    return page, status
