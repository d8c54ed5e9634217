"""`/`: the public start page, or the home of one's role."""

from functools import partial
from typing import Any, cast

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from agentapp.accounts.guard import public, somebody
from agentapp.accounts.permissions import Role
from agentapp.core.clock import today
from agentapp.core.db import sessions
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind, Programmes, Sector
from agentapp.programmes.rulebook import Rulebook, contribution, current_rulebook

bp = Blueprint("home", __name__)

HOMES = {
    Role.AGENT: "enrolment.home",
    Role.SUPERVISOR: "review.queue",
    Role.SPONSOR: "sponsorship.home",
    Role.FUND_OFFICER: "funds.index",
    Role.ADMIN: "accounts_admin.index",
}


def least_cost(rulebook: Rulebook, month: Month) -> dict[str, Any]:
    """What the start page says of money: the lowest bracket in `month`, and whom it is for."""
    rates = rulebook.tariff(month)
    lowest = rates.brackets[0].base
    ask = partial(
        contribution, rulebook, income=0, sector=Sector.OTHER, funding=FundingKind.SELF, month=month
    )
    return {
        "cost": ask(programmes=Programmes.JKK_JKM).total,
        "with_savings": ask(programmes=Programmes.JKK_JKM_JHT).total,
        "usual": rates.jkk(lowest) + rates.jkm_flat,
        "income_limit": next((bracket.income_from for bracket in rates.brackets[1:]), None),
        "terms": rulebook.terms(month),
    }


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    person = somebody()
    if person is None:
        return render_template(
            "home/start.html", **least_cost(current_rulebook(sessions()), Month.of(today()))
        )
    view = HOMES[person.role]
    if person.role == Role.AGENT:
        return cast(ResponseReturnValue, current_app.view_functions[view]())
    return redirect(url_for(view))


@bp.get("/favicon.ico")
@public
def favicon() -> ResponseReturnValue:
    """What browsers ask for beside a PDF, where no page names an icon."""
    return redirect(url_for("static", filename="img/favicon.svg"))
