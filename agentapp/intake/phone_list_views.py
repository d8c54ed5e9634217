"""`/review/phones`: how the agents' phones are, for supervisors."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.core.db import sessions
from agentapp.intake import phone_list

bp = Blueprint("intake_phone_list", __name__)


@bp.get("/review/phones")
@allow(Permission.ENROLMENT_DECIDE)
def index() -> ResponseReturnValue:
    return render_template("intake/phones.html", phones=phone_list.of_branch(sessions(), me()))
