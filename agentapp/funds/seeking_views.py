"""`/workers/fund-ended`: whom a fund carries no longer, and who pays next."""

from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.core.db import sessions
from agentapp.funds import seeking

bp = Blueprint("fund_seeking", __name__)


@bp.get("/workers/fund-ended")
@allow(Permission.PAYER_CHANGE)
def index() -> ResponseReturnValue:
    page = seeking.read_page(sessions(), me(), request.args.get("after", type=UUID))
    return render_template("funds/seeking.html", page=page)
