"""`/funds/<id>/people`: the names behind a fund's figures, one of them, and the end of a place."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.contributions.handover import next_unpaid
from agentapp.core.db import sessions
from agentapp.core.errors import FieldError
from agentapp.core.text import clean_line
from agentapp.funds import ending, people
from agentapp.funds.forms import EndForm
from agentapp.funds.holding import positions
from agentapp.funds.people import Search
from agentapp.funds.places import PlaceState
from agentapp.funds.visible import find_fund
from agentapp.places import registry

bp = Blueprint("fund_people", __name__)

LONGEST = 80


@bp.get("/funds/<uuid:fund_id>/people")
@allow(Permission.FUND_PEOPLE)
def index(fund_id: UUID) -> ResponseReturnValue:
    fund = find_fund(sessions(), me(), fund_id)
    asked = {name: value for name in ("state", "region", "agency", "cohort", "q") if (value := _asked(name))}
    search = _search(asked)
    return render_template(
        "funds/people.html",
        fund=fund,
        search=search,
        asked=asked,
        page=people.read_page(sessions(), fund, search, request.args.get("after", type=UUID)),
        counts=people.counts(sessions(), fund),
        states=(PlaceState.HELD, PlaceState.WAITING, PlaceState.ENDED),
        places=registry,
    )


def _asked(name: str) -> str:
    return str(clean_line(request.args.get(name, "")[:LONGEST]))


def _search(asked: dict[str, str]) -> Search:
    state, cohort = asked.get("state", ""), request.args.get("cohort", type=UUID)
    return Search(
        state=PlaceState(state) if state in {each.value for each in PlaceState} else PlaceState.HELD,
        region=asked.get("region", ""),
        agency=asked.get("agency", ""),
        cohort_id=cohort,
        name=asked.get("q", ""),
    )


@bp.get("/fund-people/<uuid:place_id>")
@allow(Permission.FUND_PEOPLE)
def show(place_id: UUID) -> ResponseReturnValue:
    form = EndForm(formdata=None)
    form.offer()
    return _page(place_id, form, 200)


def _page(place_id: UUID, form: EndForm, status: int) -> ResponseReturnValue:
    place = people.find_place(sessions(), me(), place_id)
    facts: dict[str, Any] = {"first": next_unpaid(sessions(), place.worker)}
    if place.state == PlaceState.WAITING:
        facts["position"] = positions(sessions(), [place])[place.id]
    return render_template(
        "funds/person.html", place=place, worker=place.worker, form=form, places=registry, **facts
    ), status


@bp.post("/fund-people/<uuid:place_id>/end")
@allow(Permission.FUND_PEOPLE)
def end(place_id: UUID) -> ResponseReturnValue:
    form = EndForm()
    form.offer()
    if form.validate():
        try:
            place = ending.replace(me(), place_id, form.chosen, form.note.data or "")
        except FieldError as error:
            form.take(error)
        else:
            flash(
                _("Tempat %(name)s berakhir. Yang menunggu paling lama didahulukan.", name=place.worker.name),
                "success",
            )
            return redirect(url_for(".index", fund_id=place.fund_id), 303)
    return _page(place_id, form, 422)
