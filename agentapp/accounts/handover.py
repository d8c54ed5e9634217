"""Work passes from a person who leaves to a successor.

The packages above say what their kinds of work are; app.py introduces them.
"""

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from agentapp.accounts.models import BranchOffice, User
from agentapp.accounts.permissions import Role


class Work(Protocol):
    """One kind of work. `label` is what is counted, to be translated; `code` names it in histories."""

    code: str
    label: str
    role: Role

    def held_by(self, session: Session, person: User) -> int:
        """How many pieces of it the person looks after now."""

    def held_in(self, session: Session, branch: BranchOffice) -> int:
        """How many pieces of it belong to the branch now."""

    def pass_on(self, session: Session, giver: User, taker: User, by: User) -> int:
        """Give all that `giver` looks after to `taker`; how many pieces. Commits nothing."""


@dataclass(frozen=True, slots=True)
class Holding:
    """How much of one kind of work somebody has."""

    code: str
    label: str
    count: int


_works: tuple[Work, ...] = ()


def introduce(*kinds: Work) -> None:
    """Make these the kinds of work there are, for the whole process."""
    global _works  # noqa: PLW0603 - introduced once, when the app is put together
    _works = kinds


def works(role: Role | None = None) -> tuple[Work, ...]:
    """The kinds of work there are, or those of one role."""
    return tuple(work for work in _works if role in (None, work.role))


def holdings(session: Session, person: User) -> list[Holding]:
    """What the person looks after now: every kind with at least one piece."""
    counted = [Holding(work.code, work.label, work.held_by(session, person)) for work in works(person.role)]
    return [holding for holding in counted if holding.count]


def pass_on(session: Session, giver: User, taker: User, by: User) -> list[Holding]:
    """Give everything that `giver` looks after to `taker`; what was given."""
    given = [
        Holding(work.code, work.label, work.pass_on(session, giver, taker, by)) for work in works(giver.role)
    ]
    return [holding for holding in given if holding.count]
