"""What a browser carries for us: the session's cookie, and one that says who signed in there before."""

from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

from flask import Response, current_app, request, session, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from agentapp.accounts.devices import device_name
from agentapp.accounts.models import SignIn
from agentapp.accounts.sign_in import Attempt

KEPT = ("locale", "parked_form")
KNOWN_COOKIE = "gendong_known"
KNOWN_LASTS = timedelta(days=180)


def attempt(identifier: str, password: str) -> Attempt:
    """A try to sign in, from this request."""
    return Attempt(
        identifier=identifier,
        password=password,
        address=request.remote_addr or "",
        device=device_name(request.user_agent.string),
        known_to=_known_to(),
    )


def begin_session(entry: SignIn) -> None:
    """A session that shares nothing with the one before but the language and a form that waits."""
    kept = {key: session[key] for key in KEPT if key in session}
    session.clear()
    session.update(kept, _user_id=str(entry.id), _fresh=True)
    session.permanent = True


def end_session() -> UUID | None:
    """Empty the session but for the language. Returns the id of the sign-in that it stood for."""
    entry_id, locale = session.get("_user_id"), session.get("locale")
    session.clear()
    if locale:
        session["locale"] = locale
    return UUID(entry_id) if entry_id else None


def current_entry() -> UUID:
    """The id of the sign-in that this session stands for."""
    return UUID(session["_user_id"])


def remember(answer: Response, entry: SignIn) -> Response:
    """Let the browser prove later that this person signed in there."""
    answer.set_cookie(
        KNOWN_COOKIE,
        _signer().dumps(str(entry.user_id)),
        max_age=KNOWN_LASTS,
        path=url_for("accounts.login"),
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return answer


def own_page(target: str | None) -> str:
    """`target` if it is the path of a page of ours that can be opened; else the home page."""
    ours = target and target.startswith("/") and target.isprintable() and not target.startswith(("//", "/\\"))
    return target if target and ours and _opens(urlsplit(target).path) else url_for("home.index")


def page_after_sign_in() -> str:
    """Where this request wants to go once somebody is signed in: not to the door again."""
    target = own_page(request.values.get("next"))
    doors = (url_for("accounts.login"), url_for("accounts.logout"))
    return url_for("home.index") if target.startswith(doors) else target


def _opens(path: str) -> bool:
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return True


def _known_to() -> UUID | None:
    try:
        return UUID(
            _signer().loads(request.cookies.get(KNOWN_COOKIE, ""), max_age=int(KNOWN_LASTS.total_seconds()))
        )
    except BadSignature:
        return None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="known browser")
