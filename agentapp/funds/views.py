"""`/funds`: the funds one looks after, and each of them."""

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission, granted
from agentapp.core.db import sessions
from agentapp.enrolment.forms import ECOSYSTEMS
from agentapp.funds import detail, service, words
from agentapp.funds.models import FundState
from agentapp.funds.places import EndReason, PlaceState
from agentapp.places import registry
from agentapp.programmes.kinds import Ecosystem
from agentapp.programmes.occupations import BY_CODE

bp = Blueprint("funds", __name__)


@bp.get("/funds")
@allow(Permission.FUND_VIEW)
def index() -> ResponseReturnValue:
    return render_template("funds/index.html", statements=service.statements(me()), places=registry, may=_may)


@bp.get("/funds/<uuid:fund_id>")
@allow(Permission.FUND_VIEW)
def show(fund_id: UUID) -> ResponseReturnValue:
    read = detail.read(sessions(), me(), fund_id)
    return render_template(
        "funds/show.html",
        detail=read,
        fund=read.fund,
        statement=read.statement,
        places=registry,
        may=_may,
        own=read.fund.officer_id == me().id,
    )


@bp.app_template_filter("fund_words")
def fund_words(value: FundState | PlaceState | EndReason | str) -> str:
    """What a state, a reason or a step is called."""
    return str(gettext(words.of(value)))


@bp.app_template_filter("fund_conditions")
def fund_conditions(codes: list[str], kind: str) -> str:
    """What a fund's eligible ecosystems ("ecosystem") or occupations ("occupation") are called."""
    if kind == "occupation":
        return ", ".join(BY_CODE[code].label for code in codes)
    return ", ".join(gettext(ECOSYSTEMS[Ecosystem(code)]) for code in codes)


def _may(name: str) -> bool:
    """Whether who is signed in has the permission called so."""
    return granted(me().role, Permission(name))
