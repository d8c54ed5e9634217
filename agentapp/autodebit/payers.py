"""Who pays under a mandate, as far as mandates need to know: the code by which obligations name a sponsor."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from agentapp.accounts.models import User

CodeOf = Callable[[Session, User], str | None]

_code_of: list[CodeOf] = []


def introduce(code_of: CodeOf) -> None:
    """Let sponsors be known by their code."""
    _code_of[:] = [code_of]


def code_of(session: Session, user: User) -> str | None:
    """The code under which `user` pays for others; None where they pay for nobody."""
    return _code_of[0](session, user)
