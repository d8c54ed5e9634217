"""What became of applications, for the phones they came from: every move at least once, and nothing personal.

A cursor says where a phone has read to. At the end it lies two minutes back, since a move may be committed after later
ones; a cursor of another life of the server begins 30 days back.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import chain
from operator import attrgetter
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.core.db import sessions
from agentapp.enrolment.models import Enrolment, EnrolmentMove
from agentapp.intake import closed, feed, life
from agentapp.intake.feed import FIRST, Cursor, Row
from agentapp.intake.following import missing
from agentapp.intake.models import Receipt
from agentapp.intake.shapes import Change, Changes

OVERLAP = timedelta(minutes=2)


def since(actor: User, text: str, edit_url: Callable[[UUID], str]) -> Changes:
    """A page of what happened after the cursor `text`, oldest first. `edit_url`: where a draft is corrected."""
    session, life_now = sessions(), life.current()
    cursor, moment = Cursor.read(text, life_now), now()
    found = (part(session, actor, cursor) for part in (_moves, _arrivals, closed.rows))
    rows = sorted(chain.from_iterable(found), key=attrgetter("at", "key"))
    page, more = rows[: feed.PAGE], len(rows) > feed.PAGE
    end = Cursor(page[-1].at, page[-1].key) if more else _end(cursor, moment)
    return Changes(_told(session, page, edit_url), end.write(life_now), more)


def _end(cursor: Cursor, moment: datetime) -> Cursor:
    overlapping = Cursor(moment - OVERLAP, FIRST)
    return max(cursor, overlapping, key=attrgetter("at"))


_FACTS = (Enrolment.submission_id, Enrolment.id, Enrolment.number, Enrolment.received_at)


def _moves(session: Session, actor: User, cursor: Cursor) -> Iterable[Row]:
    query = (
        select(EnrolmentMove, *_FACTS)
        .join(Enrolment, Enrolment.id == EnrolmentMove.enrolment_id)
        .where(or_(Enrolment.agent_id == actor.id, Enrolment.author_id == actor.id))
    )
    rows = session.execute(cursor.page(query, EnrolmentMove.at, EnrolmentMove.id))
    for move, submission_id, key, number, at in rows:
        yield Row(
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


def _arrivals(session: Session, actor: User, cursor: Cursor) -> Iterable[Row]:
    """What the actor sent for others: that it is here."""
    query = (
        select(Receipt.at, *_FACTS)
        .join(Enrolment, Enrolment.id == Receipt.enrolment_id)
        .where(
            Receipt.sent_by_id == actor.id,
            and_(Enrolment.agent_id != actor.id, Enrolment.author_id != actor.id),
        )
    )
    rows = session.execute(cursor.page(query, Receipt.at, Receipt.submission_id))
    for moment, submission_id, key, number, at in rows:
        yield Row(
            at=moment,
            key=submission_id,
            submission_id=submission_id,
            enrolment_id=key,
            number=number,
            received_at=at,
            state="submitted",
            own=False,
        )


def _told(session: Session, rows: Sequence[Row], edit_url: Callable[[UUID], str]) -> list[Change]:
    contents = _contents(session, {row.enrolment_id for row in rows if row.enrolment_id})
    awaited = missing(session, [row.submission_id for row in rows if row.own])
    return [
        Change(
            id=row.key.hex,
            submission_id=str(row.submission_id),
            enrolment_id=str(row.enrolment_id) if row.enrolment_id else None,
            number=row.number,
            state=row.state,
            digest=_digest_at(contents[row.enrolment_id], row.at) if row.enrolment_id in contents else None,
            received_at=row.received_at.isoformat(),
            at=row.at.isoformat(),
            reason=row.reason,
            note=row.note,
            awaits=awaited.get(row.submission_id, []) if row.own else [],
            quarantine_id=str(row.quarantine_id) if row.quarantine_id else None,
            draft_url=edit_url(row.draft_id) if row.draft_id else None,
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
