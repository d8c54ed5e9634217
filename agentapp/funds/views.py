"""`/funds`: what each of one's own funds carries."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.funds import service
from agentapp.places import registry

bp = Blueprint("funds", __name__)


@bp.get("/funds")
@allow(Permission.FUND_VIEW)
def index() -> ResponseReturnValue:
    return render_template("funds/index.html", statements=service.statements(me()), places=registry)
