"""The admin's pages of rates, reliefs and terms: what holds, what comes, and a preview before publishing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from agentapp.accounts.guard import allow, me
from agentapp.accounts.models import User
from agentapp.accounts.permissions import Permission
from agentapp.core.db import sessions
from agentapp.core.errors import N_, FieldError
from agentapp.programmes import described, previews, service
from agentapp.programmes.described import Facts
from agentapp.programmes.forms import EndReliefForm, ReliefForm, TariffForm, TermsForm
from agentapp.programmes.previews import Preview
from agentapp.programmes.published import conditions_of, rates_of, relief_of
from agentapp.programmes.rulebook import current_rulebook
from agentapp.programmes.words import PROGRAMME_SETS

bp = Blueprint("programmes", __name__)

UNSENT = {"csrf_token", "intent"}


@dataclass(frozen=True, slots=True)
class Step:
    """One way to change the rules: its page, what its content would mean, doing it, and what is said then."""

    template: str
    preview: Callable[[Session, Any], Preview]
    publish: Callable[[User, Any], object]
    done: str


TARIFF = Step("tariff", previews.of_rates, service.publish_rates, N_("Tarif baru sudah diterbitkan."))
RELIEF = Step("relief", previews.of_relief, service.publish_relief, N_("Keringanan sudah diterbitkan."))
TERMS = Step(
    "terms", previews.of_conditions, service.publish_conditions, N_("Ketentuan baru sudah diterbitkan.")
)


@bp.get("/admin/programmes")
@allow(Permission.PROGRAMMES_ADMINISTER)
def index() -> ResponseReturnValue:
    return render_template(
        "programmes/index.html",
        overview=service.overview(),
        rates_facts=lambda row: described.rates_facts(rates_of(row)),
        relief_facts=lambda row: described.relief_facts(relief_of(row)),
        terms_facts=lambda row: described.conditions_facts(conditions_of(row)),
        can_end=service.can_end,
    )


@bp.get("/admin/programmes/tariffs/<uuid:tariff_id>")
@allow(Permission.PROGRAMMES_ADMINISTER)
def tariff(tariff_id: UUID) -> ResponseReturnValue:
    row = service.tariff(tariff_id)
    return render_template("programmes/table_page.html", tariff=row, rates=rates_of(row))


@bp.route("/admin/programmes/tariffs/new", methods=["GET", "POST"])
@allow(Permission.PROGRAMMES_ADMINISTER)
def new_tariff() -> ResponseReturnValue:
    form = TariffForm()
    month = service.this_month()
    form.offer(month)
    if request.method == "GET":
        form.begin_with(current_rulebook(sessions()).tariff(month))
    return _through(form, TARIFF)


@bp.route("/admin/programmes/reliefs/new", methods=["GET", "POST"])
@allow(Permission.PROGRAMMES_ADMINISTER)
def new_relief() -> ResponseReturnValue:
    form = ReliefForm()
    form.offer(service.this_month())
    return _through(form, RELIEF)


@bp.route("/admin/programmes/terms/new", methods=["GET", "POST"])
@allow(Permission.PROGRAMMES_ADMINISTER)
def new_terms() -> ResponseReturnValue:
    form = TermsForm()
    month = service.this_month()
    form.offer(month)
    if request.method == "GET":
        form.begin_with(current_rulebook(sessions()).terms(month))
    return _through(form, TERMS)


@bp.route("/admin/programmes/reliefs/<uuid:relief_id>/end", methods=["GET", "POST"])
@allow(Permission.PROGRAMMES_ADMINISTER)
def end_relief(relief_id: UUID) -> ResponseReturnValue:
    rule = service.relief_rule(relief_id)
    form = EndReliefForm()
    form.offer(service.months_to_end(rule))
    step = Step(
        "end",
        lambda session, month: previews.of_end(session, rule, month),
        lambda actor, month: service.end_relief(actor, relief_id, month),
        N_("Keringanan sudah diakhiri."),
    )
    return _through(form, step, described.relief_facts(relief_of(rule)))


def _through(form: Any, step: Step, subject: Facts | None = None) -> ResponseReturnValue:
    """The form, then the preview of what was typed, then publishing it."""
    intent = request.form.get("intent", "preview")
    if request.method == "GET" or intent == "edit":
        return _form_page(form, step, subject)
    if not form.validate():
        return _form_page(form, step, subject, 422)
    try:
        if intent != "publish":
            return _preview_page(step.preview(sessions(), form.read()))
        step.publish(me(), form.read())
    except FieldError as error:
        form.take(error)
        return _form_page(form, step, subject, error.status)
    flash(gettext(step.done), "success")
    return redirect(url_for("programmes.index"), 303)


def _form_page(form: Any, step: Step, subject: Facts | None, status: int = 200) -> ResponseReturnValue:
    return render_template(f"programmes/{step.template}.html", form=form, subject=subject), status


def _preview_page(preview: Preview) -> ResponseReturnValue:
    typed = [(name, text) for name, text in request.form.items(multi=True) if name not in UNSENT]
    return render_template(
        "programmes/preview.html", preview=preview, typed=typed, programme_sets=PROGRAMME_SETS
    )
