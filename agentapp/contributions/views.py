"""The workers of an agent or a branch: the list, the page of one, and the public page of a card."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from agentapp.accounts.guard import allow, me, public
from agentapp.accounts.models import User
from agentapp.accounts.permissions import Permission
from agentapp.contributions import card_reading, portfolio, profile, words
from agentapp.contributions.forms import STATUSES, SearchForm
from agentapp.contributions.lookup import NUMBER, TAIL, Search, digits_of
from agentapp.contributions.protection import ProtectionStatus
from agentapp.core.db import sessions
from agentapp.core.period import InvalidMonth, Month
from agentapp.places import registry

bp = Blueprint("contributions", __name__)
for shown_as in (
    words.funding,
    words.channel,
    words.number,
    words.event,
    words.month_span,
    words.payer,
    words.payer_change,
    words.programmes,
):
    bp.add_app_template_filter(shown_as, f"{shown_as.__name__}_words")
bp.add_app_template_filter(registry.district_name)


@bp.get("/workers")
@allow(Permission.WORKER_VIEW)
def workers() -> ResponseReturnValue:
    form = SearchForm(request.args)
    digits = digits_of(form.q.data or "")
    if len(digits) > NUMBER:  # a whole NIK: not to stay in an address
        return redirect(url_for("contributions.workers", q=digits[-TAIL:]))
    form.district.choices = [SelectChoice("", _("Semua kecamatan")), *_districts(me())]
    search = _search(form)
    page = portfolio.read_page(sessions(), me(), search, after=_worker("after"), before=_worker("before"))
    return render_template(
        "contributions/workers.html",
        form=form,
        statuses=STATUSES,
        page=page,
        count=portfolio.count(sessions(), me(), search),
        most=portfolio.MOST_COUNTED,
        asked=_asked(search),
        picking="pick" in request.args,
    )


def _search(form: SearchForm) -> Search:
    status = form.status.data or ""
    return Search(
        text=(form.q.data or "")[:80],
        status=ProtectionStatus(status) if status in set(ProtectionStatus) else None,
        district_code=form.district.data if registry.place(form.district.data) else "",
    )


def _asked(search: Search) -> dict[str, Any]:
    """The query string that asks for the same again, without what is empty."""
    asked = {"q": search.text, "status": search.status, "district": search.district_code}
    return {name: value for name, value in asked.items() if value}


def _districts(actor: User) -> list[SelectChoice]:
    """The districts of the actor's branch, by name within each regency."""
    regencies = [served.regency_code for served in actor.branch.regencies] if actor.branch else []
    return [
        SelectChoice(district.code, district.name, optgroup=registry.regency_name(regency))
        for regency in regencies
        for district in sorted(registry.children(regency), key=lambda each: each.name)
    ]


def _worker(name: str) -> UUID | None:
    try:
        return UUID(request.args.get(name, ""))
    except ValueError:
        return None


@bp.get("/workers/<uuid:worker_id>")
@allow(Permission.WORKER_VIEW)
def worker(worker_id: UUID) -> ResponseReturnValue:
    shown = profile.read_profile(sessions(), me(), worker_id, _first_month())
    zone = registry.zone_of(shown.worker.village_code)
    return render_template("contributions/worker.html", profile=shown, worker=shown.worker, zone=zone)


def _first_month() -> Month | None:
    try:
        return Month.parse(request.args.get("from", ""))
    except InvalidMonth:
        return None


@bp.get("/cards/<token>")
@public
def card(token: str) -> ResponseReturnValue:
    shown = card_reading.read_public_card(sessions(), token)
    page: Response = make_response(render_template("contributions/public_card.html", card=shown))
    page.headers["X-Robots-Tag"] = "noindex"
    return page
