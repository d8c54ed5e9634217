"""A fund written, checked and moved on: `/funds/new`, `/funds/<id>/edit`, its quotas, cohorts and steps."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.core.db import sessions
from agentapp.core.errors import N_, FieldError
from agentapp.funds import cohorts, managing
from agentapp.funds.cohorts import Together
from agentapp.funds.forms import (
    CohortForm,
    FundForm,
    NoteForm,
    QuotaForm,
    VersionedForm,
    kept,
    parts_of,
    read_agencies,
)
from agentapp.funds.models import Fund
from agentapp.funds.officers import officers
from agentapp.funds.visible import find_fund

bp = Blueprint("fund_desk", __name__)

Answer = ResponseReturnValue


@bp.route("/funds/new", methods=["GET", "POST"])
@allow(Permission.FUND_ADMINISTER)
def new() -> Answer:
    form = FundForm()
    form.offer(form.region_code.data or "")
    form.offer_officers(officers(sessions()))
    if form.is_submitted() and form.validate():
        chosen = UUID(form.officer.data) if form.officer.data else None
        try:
            fund = managing.add(me(), form.code.data or "", form.terms(), chosen)
        except FieldError as error:
            form.take(error)
        else:
            flash(_("Dana dibuat sebagai draf. Petugasnya dapat melengkapinya."), "success")
            return _to(fund)
    page = render_template("funds/form.html", form=form, fund=None)
    return page, 422 if form.is_submitted() else 200


@bp.route("/funds/<uuid:fund_id>/edit", methods=["GET", "POST"])
@allow(Permission.FUND_WRITE)
def edit(fund_id: UUID) -> Answer:
    fund = find_fund(sessions(), me(), fund_id)
    form = FundForm(data=kept(fund))
    del form.code, form.officer
    form.offer(fund.region_code, {fund.first_month, fund.last_month})
    if form.is_submitted() and form.validate():
        try:
            managing.edit(me(), fund_id, form.terms(), form.seen)
        except FieldError as error:
            form.take(error)
        else:
            flash(_("Tersimpan. Dana ini harus diaktifkan oleh orang lain."), "success")
            return _to(fund)
    return render_template("funds/form.html", form=form, fund=fund), 422 if form.is_submitted() else 200


@bp.route("/funds/<uuid:fund_id>/quotas", methods=["GET", "POST"])
@allow(Permission.FUND_WRITE)
def quotas(fund_id: UUID) -> Answer:
    fund, form = find_fund(sessions(), me(), fund_id), QuotaForm()
    if not form.is_submitted():
        form.version.data = str(fund.version)
        form.agencies.data = "\n".join(
            f"{each.agency} = {each.places}" for each in fund.quotas if each.agency
        )
        return _quota_page(fund, form, 200)
    if form.validate():
        try:
            managing.set_quotas(me(), fund_id, _regions(fund), _agencies(form), form.seen)
        except FieldError as error:
            form.take(error)
        else:
            flash(_("Kuota tersimpan."), "success")
            return _to(fund)
    return _quota_page(fund, form, 422)


def _quota_page(fund: Fund, form: QuotaForm, status: int) -> Answer:
    region = request.args.get("region", "")[:13] or fund.region_code
    shown = {each.region_code: each for each in fund.quotas if each.region_code}
    page = render_template(
        "funds/quotas.html", fund=fund, form=form, parts=parts_of(region), region=region, shown=shown
    )
    return page, status


def _regions(fund: Fund) -> dict[str, int]:
    """Quotas of regions as typed; those of regions that the page did not show stay."""
    shown = {name.removeprefix("q-") for name in request.form if name.startswith("q-")}
    wanted = {each.region_code: each.places for each in fund.quotas if each.region_code}
    for code in shown:
        wanted.pop(code, None)
        typed = request.form[f"q-{code}"].strip().replace(".", "")[:9]
        if not typed:
            continue
        if not (typed.isascii() and typed.isdigit()):
            raise FieldError("quotas", N_("Tulis kuota dengan angka."))
        wanted[code] = int(typed)
    return wanted


def _agencies(form: QuotaForm) -> dict[str, int]:
    read = read_agencies(form.agencies.data or "")
    if read is None:
        raise FieldError("agencies", N_("Tulis satu baris untuk tiap OPD, misalnya: Dinas Sosial = 40"))
    return dict(read)


@bp.route("/funds/<uuid:fund_id>/cohorts", methods=["GET", "POST"])
@allow(Permission.FUND_WRITE)
def cohort_list(fund_id: UUID) -> Answer:
    fund, form = find_fund(sessions(), me(), fund_id), CohortForm()
    form.offer(fund)
    if form.is_submitted() and form.validate():
        together = Together(
            form.name.data or "", form.agency.data or "", form.first_month.value, form.last_month.value
        )
        try:
            cohorts.add(me(), fund_id, together)
        except FieldError as error:
            form.take(error)
        else:
            flash(_("Kelompok tersimpan."), "success")
            return redirect(url_for(".cohort_list", fund_id=fund_id), 303)
    held = cohorts.held_in(sessions(), fund)
    page = render_template("funds/cohorts.html", fund=fund, form=form, held=held)
    return page, 422 if form.is_submitted() else 200


@bp.post("/funds/<uuid:fund_id>/activation")
@allow(Permission.FUND_ADMINISTER)
def activate(fund_id: UUID) -> Answer:
    fund = managing.activate(me(), fund_id, VersionedForm().seen)
    flash(_("Dana aktif. Sekarang dana ini dapat menggendong orang."), "success")
    return _to(fund)


@bp.route("/funds/<uuid:fund_id>/freeze", methods=["GET", "POST"])
@allow(Permission.FUND_WRITE)
def freeze(fund_id: UUID) -> Answer:
    fund, form = find_fund(sessions(), me(), fund_id), NoteForm()
    if form.is_submitted() and form.validate():
        try:
            managing.freeze(me(), fund_id, form.note.data or "", form.seen)
        except FieldError as error:
            form.take(error)
        else:
            flash(_("Dana dibekukan. Orang yang sudah digendong tetap dibayar."), "success")
            return _to(fund)
    if not form.is_submitted():
        form.version.data = str(fund.version)
    return render_template("funds/freeze.html", fund=fund, form=form), 422 if form.is_submitted() else 200


@bp.post("/funds/<uuid:fund_id>/closing")
@allow(Permission.FUND_WRITE)
def close(fund_id: UUID) -> Answer:
    fund = managing.close(me(), fund_id, VersionedForm().seen)
    flash(_("Dana ditutup."), "success")
    return _to(fund)


def _to(fund: Fund) -> Answer:
    return redirect(url_for("funds.show", fund_id=fund.id), 303)
