"""What waits for an agent in the packages above, for the agent's home; `app.py` introduces it."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from agentapp.accounts.models import User


@dataclass(frozen=True, slots=True)
class Todo:
    """So many things of one kind. `label` is what is counted, to be translated; `endpoint` shows them."""

    count: int
    label: str
    endpoint: str


Asking = Callable[[Session, User], Todo]

_asked: tuple[Asking, ...] = ()


def introduce(*kinds: Asking) -> None:
    """Make these the kinds of things that may wait, for the whole process."""
    global _asked  # noqa: PLW0603 - introduced once, when the app is put together
    _asked = kinds


def waiting(session: Session, actor: User) -> list[Todo]:
    """What waits for the actor now: every kind with at least one."""
    return [todo for todo in (ask(session, actor) for ask in _asked) if todo.count]
