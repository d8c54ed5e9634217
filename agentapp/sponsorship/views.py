"""`/sponsor`: the people one carries."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.sponsorship import service

bp = Blueprint("sponsorship", __name__)


@bp.get("/sponsor")
@allow(Permission.SPONSORSHIP_VIEW)
def home() -> ResponseReturnValue:
    return render_template("sponsorship/home.html", sponsorship=service.sponsorship(me()))
