"""Flask-Login's part: from the cookie to the person, by way of a row that can be ended."""

from uuid import UUID

from flask import Flask
from flask_login import LoginManager
from sqlalchemy import bindparam, select

from agentapp.accounts.models import SignIn, User
from agentapp.core.clock import now
from agentapp.core.db import sessions

_BEHIND = (  # asked at every request, so made once
    select(User)
    .join(SignIn, SignIn.user_id == User.id)
    .where(
        SignIn.id == bindparam("key"),
        SignIn.ended_at.is_(None),
        SignIn.expires_at > bindparam("now"),
        User.deactivated_at.is_(None),
    )
)


def load(sign_in_id: str) -> User | None:
    """The person behind a sign-in that stands; None where it ended or the person was deactivated."""
    try:
        key = UUID(sign_in_id)
    except ValueError:
        return None
    return sessions().scalar(_BEHIND, {"key": key, "now": now()})


def register(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(load)
