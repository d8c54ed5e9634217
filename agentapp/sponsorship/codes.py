"""Codes that people tell each other: a sponsor's own, an invitation's, a group's. No signs that are easily mistaken."""

import re
import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.sponsorship.models import Sponsor

CLEAR = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 6
GROUP_LENGTH = 8
INVITATION_PART = 4
INVITATION_PARTS = 3
_NOT_SIGN = re.compile(r"[^0-9A-Z]")


def give_code(session: Session, user: User) -> None:
    """Make a new person a sponsor: `GDG-7K2MXQ`."""
    code = new_code()
    while session.scalar(select(Sponsor.code).where(Sponsor.code == code)):
        code = new_code()
    session.add(Sponsor(user_id=user.id, code=code))


def code_of(session: Session, user: User) -> str | None:
    """The code under which `user` carries others, for `autodebit.payers`; None for who is no sponsor."""
    return session.scalar(select(Sponsor.code).where(Sponsor.user_id == user.id))


def new_code() -> str:
    return f"GDG-{_signs(LENGTH)}"


def new_group_code() -> str:
    """`KTR-7K2MXQ94`: 39 bits, and guesses are counted."""
    return f"KTR-{_signs(GROUP_LENGTH)}"


def new_invitation_code() -> str:
    """`7K2M-XQ94-HTPA`: 59 random bits."""
    return "-".join(_signs(INVITATION_PART) for _ in range(INVITATION_PARTS))


def bare(code: str) -> str:
    """A code as typed, however it was parted or spelt: signs only, in capitals."""
    return _NOT_SIGN.sub("", code.upper())[:40]


def _signs(count: int) -> str:
    return "".join(secrets.choice(CLEAR) for _ in range(count))
