"""The code that a sponsor tells an agent in person."""

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.sponsorship.models import Sponsor

CLEAR = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 6


def give_code(session: Session, user: User) -> None:
    """Make a new person a sponsor: `GDG-7K2MXQ`, without signs that are easily mistaken."""
    code = new_code()
    while session.scalar(select(Sponsor.code).where(Sponsor.code == code)):
        code = new_code()
    session.add(Sponsor(user_id=user.id, code=code))


def new_code() -> str:
    return "GDG-" + "".join(secrets.choice(CLEAR) for _ in range(LENGTH))


def code_of(session: Session, user: User) -> str | None:
    """The code under which `user` carries others; None for who is no sponsor."""
    return session.scalar(select(Sponsor.code).where(Sponsor.user_id == user.id))
