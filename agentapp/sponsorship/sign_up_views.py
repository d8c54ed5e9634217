"""`/sponsor/sign-up`: becoming a sponsor, for everybody."""

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from agentapp.accounts.guard import public, somebody
from agentapp.accounts.sign_in import address_key
from agentapp.core import background
from agentapp.core.db import sessions
from agentapp.core.nik import Nik
from agentapp.sponsorship import signing_up
from agentapp.sponsorship.forms import SignUpForm

bp = Blueprint("sponsor_sign_up", __name__)


@bp.get("/sponsor/sign-up")
@public
def form() -> ResponseReturnValue:
    if somebody():
        return redirect(url_for("home.index"))
    return render_template("sponsorship/sign_up.html", form=SignUpForm())


@bp.post("/sponsor/sign-up")
@public
def ask() -> ResponseReturnValue:
    form = SignUpForm()
    if not form.validate():
        return render_template("sponsorship/sign_up.html", form=form), 422
    signing_up.ask(_asked(form), current_app.config["SETTINGS"].public_url)
    background.soon("notices")
    return redirect(url_for("sponsor_sign_up.sent"), 303)


def _asked(form: SignUpForm) -> signing_up.Asked:
    proof = form.proof.value
    return signing_up.Asked(
        name=form.name.data or "",
        email=form.email.value,
        phone=form.phone.value,
        membership_number=None if isinstance(proof, Nik) else proof,
        nik=proof if isinstance(proof, Nik) else None,
        address_key=address_key(request.remote_addr or ""),
        locale=str(get_locale()),
    )


@bp.get("/sponsor/sign-up/sent")
@public
def sent() -> ResponseReturnValue:
    return render_template("sponsorship/sign_up_sent.html")


@bp.get("/sponsor/sign-up/<token>")
@public
def confirmation(token: str) -> ResponseReturnValue:
    sign_up = signing_up.whose(sessions(), token)
    answer = make_response(render_template("sponsorship/sign_up_confirm.html", sign_up=sign_up))
    answer.headers["Referrer-Policy"] = "strict-origin"
    return answer


@bp.post("/sponsor/sign-up/<token>")
@public
def confirm(token: str) -> ResponseReturnValue:
    return redirect(url_for("accounts.setup", token=signing_up.confirm(token)), 303)
