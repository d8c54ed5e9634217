"""The phones of the branch's agents, as each told of itself last: what has been stuck for a day comes first.

A phone has one outbox for all who use it, so what it told last, whoever was signed in, is what waits on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from agentapp.accounts.models import User
from agentapp.accounts.permissions import Role
from agentapp.core.clock import now
from agentapp.core.errors import NotFound
from agentapp.intake.models import Phone

STUCK_AFTER = timedelta(hours=24)
PAGE = 50


@dataclass(frozen=True, slots=True)
class Seen:
    """A phone: what it told `last`, and the agents of the reader's branch who use it, the latest first."""

    last: Phone
    people: Sequence[User]

    @property
    def id(self) -> UUID:
        return self.last.phone_id

    @property
    def unsettled(self) -> int:
        """Applications on it that are not in the queue yet, those to be put right among them."""
        return self.last.waiting + self.last.needs_fix

    @property
    def since(self) -> datetime:
        """Since when the oldest of them lies there, at the latest."""
        return min(self.last.oldest_at or self.last.last_contact_at, self.last.last_contact_at)

    @property
    def stuck(self) -> bool:
        """Whether something has not left it for a day: nothing leaves a phone of which nothing is heard.

        Of one that is not used any more nothing is expected.
        """
        return not self.is_retired and self.unsettled > 0 and self.since < now() - STUCK_AFTER

    @property
    def is_retired(self) -> bool:
        return self.last.retired_at is not None

    @property
    def is_silent(self) -> bool:
        return self.last.last_contact_at < now() - STUCK_AFTER


def seen(session: Session, reader: User) -> list[Seen]:
    """The phones in use in the reader's branch: the longest stuck before all, then by the last contact."""
    lately, moment = _found(session, reader, Phone.retired_at.is_(None)), now()
    return sorted(lately, key=lambda each: each.since if each.stuck else moment)


def retired(session: Session, reader: User) -> list[Seen]:
    """Those not used any more, by the last contact."""
    return _found(session, reader, Phone.retired_at.is_not(None))


def _found(session: Session, reader: User, which: ColumnElement[bool]) -> list[Seen]:
    asked = _rows(reader).where(which).order_by(Phone.phone_id, Phone.last_contact_at.desc())
    by_phone = groupby(session.scalars(asked).all(), key=attrgetter("phone_id"))
    found = [_seen(reader, list(each)) for _, each in by_phone]
    return sorted(found, key=lambda each: each.last.last_contact_at, reverse=True)


def one(session: Session, reader: User, phone_id: UUID) -> Seen:
    """Raises NotFound where nobody of the reader's branch uses it."""
    return _seen(reader, rows_of(session, reader, phone_id))


def rows_of(session: Session, reader: User, phone_id: UUID) -> Sequence[Phone]:
    """What is kept of a phone, a row for each who used it, the latest first. Raises NotFound as `one`."""
    rows = _rows(reader).where(Phone.phone_id == phone_id).order_by(Phone.last_contact_at.desc())
    found = session.scalars(rows).all()
    if not found:
        raise NotFound
    return found


def count_stuck(session: Session, reader: User) -> int:
    """How many of `seen` are stuck."""
    asked = {"before": now() - STUCK_AFTER, "branch": reader.branch_id}
    return session.connection().execute(_stuck(), asked).scalar_one()


@cache
def _stuck() -> Select[int]:
    """Made once: every page of the queue asks it."""
    later = aliased(Phone)
    before: BindParameter[datetime] = bindparam("before")
    last = ~exists().where(later.phone_id == Phone.phone_id, later.last_contact_at > Phone.last_contact_at)
    return (
        select(func.count(Phone.phone_id.distinct()))
        .where(Phone.waiting + Phone.needs_fix > 0, Phone.retired_at.is_(None))
        .where(or_(Phone.oldest_at < before, Phone.last_contact_at < before))
        .where(last, Phone.phone_id.in_(_used_by(bindparam("branch"))))
    )


def _seen(reader: User, rows: Sequence[Phone]) -> Seen:
    return Seen(rows[0], [row.person for row in rows if row.person.branch_id == reader.branch_id])


def _rows(reader: User) -> Select[Phone]:
    used = Phone.phone_id.in_(_used_by(reader.branch_id))
    return select(Phone).where(used).options(joinedload(Phone.person, innerjoin=True))


def _used_by(branch: Any) -> Select[UUID]:
    used = aliased(Phone)
    own = (User.branch_id == branch, User.role == Role.AGENT)
    return select(used.phone_id).join(User, User.id == used.person_id).where(*own)
