"""`/`: the public start page, or the home of one's role."""

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from agentapp.accounts.guard import public, somebody
from agentapp.accounts.permissions import Role

bp = Blueprint("home", __name__)

HOMES = {
    Role.AGENT: "enrolment.home",
    Role.SUPERVISOR: "review.queue",
    Role.SPONSOR: "sponsorship.home",
    Role.FUND_OFFICER: "funds.index",
    Role.ADMIN: "accounts_admin.people",
}


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    person = somebody()
    if person is None:
        return render_template("home/start.html")
    view = HOMES[person.role]
    if person.role == Role.AGENT:
        return current_app.ensure_sync(current_app.view_functions[view])()
    return redirect(url_for(view))
