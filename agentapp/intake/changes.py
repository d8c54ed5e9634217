"""What became of applications, for the phones they came from: every move at least once, and nothing personal.

A cursor says where a phone has read to. At the end it lies two minutes back, since a move may be committed after later
ones; a cursor of another life of the server begins 30 days back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, Self
from uuid import UUID

from sqlalchemy import Select, and_, or_, select, tuple_
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now, parse_moment
from agentapp.core.db import sessions
from agentapp.enrolment.models import Enrolment, EnrolmentMove
from agentapp.intake import life
from agentapp.intake.following import missing
from agentapp.intake.models import Receipt
from agentapp.intake.shapes import Change, Changes

PAGE = 200
OVERLAP = timedelta(minutes=2)
AFTER_RESTORE = timedelta(days=30)
_BEGINNING = parse_moment("2000-01-01")
_FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Cursor:
    """All before (`at`, `key`) was read, in this `life` of the server."""

    at: datetime
    key: UUID

    @classmethod
    def read(cls, text: str, life_now: UUID) -> Self:
        """From the beginning where there is none or it is broken: twice is better than never."""
        try:
            told, at, key = text.split("~")
            found = cls(parse_moment(at), UUID(key))
        except ValueError:
            return cls(_BEGINNING, _FIRST)
        if told != life_now.hex:
            return cls(min(found.at, now()) - AFTER_RESTORE, _FIRST)
        return found

    def write(self, life_now: UUID) -> str:
        return f"{life_now.hex}~{self.at.strftime('%Y-%m-%dT%H:%M:%S.%fZ')}~{self.key.hex}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One thing that happened. `own`: in the reader's care or authorship; else only that it arrived."""

    at: datetime
    key: UUID
    submission_id: UUID
    enrolment_id: UUID
    number: str
    received_at: datetime
    state: str
    own: bool
    reason: str | None = None
    note: str | None = None


def since(actor: User, text: str) -> Changes:
    """A page of what happened after the cursor `text`, oldest first."""
    session, life_now = sessions(), life.current()
    cursor, moment = Cursor.read(text, life_now), now()
    rows = sorted(
        [*_moves(session, actor, cursor), *_arrivals(session, actor, cursor)], key=attrgetter("at", "key")
    )
    page, more = rows[:PAGE], len(rows) > PAGE
    end = Cursor(page[-1].at, page[-1].key) if more else _end(cursor, moment)
    return Changes(_told(session, page), end.write(life_now), more)


def _end(cursor: Cursor, moment: datetime) -> Cursor:
    overlapping = Cursor(moment - OVERLAP, _FIRST)
    return max(cursor, overlapping, key=attrgetter("at"))


def _page(query: Any, at: Any, key: Any, cursor: Cursor) -> Select[*tuple[Any, ...]]:
    later: Select[*tuple[Any, ...]]
    later = query.where(at >= cursor.at, tuple_(at, key) > (cursor.at, cursor.key))
    return later.order_by(at, key).limit(PAGE + 1)


_FACTS = (Enrolment.submission_id, Enrolment.id, Enrolment.number, Enrolment.received_at)


def _moves(session: Session, actor: User, cursor: Cursor) -> Iterable[_Row]:
    query = (
        select(EnrolmentMove, *_FACTS)
        .join(Enrolment, Enrolment.id == EnrolmentMove.enrolment_id)
        .where(or_(Enrolment.agent_id == actor.id, Enrolment.author_id == actor.id))
    )
    rows = session.execute(_page(query, EnrolmentMove.at, EnrolmentMove.id, cursor))
    for move, submission_id, key, number, at in rows:
        yield _Row(
            at=move.at,
            key=move.id,
            submission_id=submission_id,
            enrolment_id=key,
            number=number,
            received_at=at,
            state=move.target.value,
            own=True,
            reason=move.reason.value if move.reason else None,
            note=move.note or None,
        )


def _arrivals(session: Session, actor: User, cursor: Cursor) -> Iterable[_Row]:
    """What the actor sent for others: that it is here."""
    query = (
        select(Receipt.at, *_FACTS)
        .join(Enrolment, Enrolment.id == Receipt.enrolment_id)
        .where(
            Receipt.sent_by_id == actor.id,
            and_(Enrolment.agent_id != actor.id, Enrolment.author_id != actor.id),
        )
    )
    rows = session.execute(_page(query, Receipt.at, Receipt.submission_id, cursor))
    for moment, submission_id, key, number, at in rows:
        yield _Row(
            at=moment,
            key=submission_id,
            submission_id=submission_id,
            enrolment_id=key,
            number=number,
            received_at=at,
            state="submitted",
            own=False,
        )


def _told(session: Session, rows: Sequence[_Row]) -> list[Change]:
    contents = _contents(session, {row.enrolment_id for row in rows})
    awaited = missing(session, [row.submission_id for row in rows if row.own])
    return [
        Change(
            id=row.key.hex,
            submission_id=str(row.submission_id),
            enrolment_id=str(row.enrolment_id),
            number=row.number,
            state=row.state,
            digest=_digest_at(contents.get(row.enrolment_id, []), row.at),
            received_at=row.received_at.isoformat(),
            at=row.at.isoformat(),
            reason=row.reason,
            note=row.note,
            awaits=awaited.get(row.submission_id, []) if row.own else [],
        )
        for row in rows
    ]


def _contents(session: Session, ids: set[UUID]) -> dict[UUID, list[tuple[datetime, str]]]:
    """When each application was given which content, oldest first."""
    asked = select(EnrolmentMove.enrolment_id, EnrolmentMove.at, EnrolmentMove.digest).where(
        EnrolmentMove.enrolment_id.in_(ids), EnrolmentMove.digest.is_not(None)
    )
    found: dict[UUID, list[tuple[datetime, str]]] = {}
    for key, at, digest in session.execute(asked.order_by(EnrolmentMove.at)):
        found.setdefault(key, []).append((at, str(digest)))
    return found


def _digest_at(contents: list[tuple[datetime, str]], at: datetime) -> str | None:
    """The digest of what stood at a moment."""
    return next((digest for since, digest in reversed(contents) if since <= at), None)
