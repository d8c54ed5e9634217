"""What a new person of some role needs from the packages above: a sponsor, a code. app.py introduces them."""

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.accounts.permissions import Role

Welcome = Callable[[Session, User], None]

_welcomes: Mapping[Role, Welcome] = {}


def introduce(welcomes: Mapping[Role, Welcome]) -> None:
    """Do this for new people of these roles, in the whole process."""
    global _welcomes  # noqa: PLW0603 - introduced once, when the app is put together
    _welcomes = welcomes


def welcome(session: Session, user: User) -> None:
    """Give the new person what their role needs. Commits nothing."""
    if user.role in _welcomes:
        _welcomes[user.role](session, user)
