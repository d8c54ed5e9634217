"""Flask-Login's part: from the cookie to the person, by way of a row that can be ended."""

from uuid import UUID

from flask import Flask
from flask_login import LoginManager
from sqlalchemy import bindparam, select

from agentapp.accounts.models import SignIn, User
from agentapp.core.clock import now
from agentapp.core.db import sessions

_SIGN_IN = select(SignIn).where(SignIn.id == bindparam("key"))  # asked at every request, so made once


def load(sign_in_id: str) -> User | None:
    """The person behind a sign-in that stands; None where it ended or the person was deactivated."""
    try:
        key = UUID(sign_in_id)
    except ValueError:
        return None
    sign_in = sessions().scalar(_SIGN_IN, {"key": key})
    if sign_in is None or sign_in.ended_at or sign_in.expires_at <= now() or not sign_in.user.active:
        return None
    return sign_in.user


def register(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(load)
