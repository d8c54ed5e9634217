"""Closed by default: a view without a declaration opens for nobody."""

from collections.abc import Callable
from typing import TypeVar, cast

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from agentapp.accounts.models import User
from agentapp.accounts.permissions import Permission
from agentapp.core.errors import NotFound
from agentapp.core.web import public

__all__ = ["allow", "check_access", "declared", "me", "protect", "public", "somebody", "wants_json"]

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

_PERMISSION = "gendong_permission"
_PUBLIC = "gendong_public"


def allow(permission: Permission) -> Callable[[View], View]:
    """Open a view to the signed-in people whose role holds `permission`."""

    def declare(view: View) -> View:
        setattr(view, _PERMISSION, permission)
        return view

    return declare


def declared(view: Callable[..., object]) -> Permission | bool:
    """The permission a view asks for, True if it is public, False if it declares nothing."""
    return getattr(view, _PERMISSION, None) or getattr(view, _PUBLIC, False)


def me() -> User:
    """The person signed in, as the domain knows them: never Flask-Login's proxy."""
    return cast(User, current_user._get_current_object())  # noqa: SLF001 - werkzeug's documented way out of a proxy


def somebody() -> User | None:
    """The person signed in, or None."""
    return me() if current_user.is_authenticated else None


def wants_json() -> bool:
    """Whether the caller speaks JSON rather than pages."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return request.is_json or best == "application/json" or request.path.startswith("/api/")


def check_access() -> ResponseReturnValue | None:
    """Before each request: 302 or 401 without a login, 404 outside one's role."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    asked = declared(current_app.view_functions[request.endpoint])
    if asked is True:
        return None
    person = somebody()
    if person is None:
        return _ask_to_sign_in()
    if asked is False or not person.may(asked):
        raise NotFound
    return None


def _ask_to_sign_in() -> ResponseReturnValue:
    if wants_json():
        abort(401)
    before = current_app.extensions.get("gendong_before_sign_in")
    if before is not None and request.method == "POST":
        before()
    target = request.full_path.rstrip("?") if request.method == "GET" else request.path
    return redirect(url_for("accounts.login", next=target))


def protect(app: Flask) -> None:
    app.before_request(check_access)
