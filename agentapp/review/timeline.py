"""Everything that happened to a case, oldest first: its moves, and what reviewers did beside deciding."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from agentapp.core.errors import N_
from agentapp.enrolment.models import EnrolmentMove
from agentapp.enrolment.words import field_label, label, reason_label
from agentapp.review.models import ReviewEvent, ReviewEventKind

_EVENTS = {
    ReviewEventKind.CLAIMED: N_("Mulai diperiksa"),
    ReviewEventKind.TAKEN_OVER: N_("Pemeriksaan diambil alih"),
    ReviewEventKind.RELEASED: N_("Dilepas kembali ke antrean"),
    ReviewEventKind.NOTED: N_("Catatan"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history."""

    at: datetime
    text: str
    by: str
    note: str


def timeline(session: Session, enrolment_id: UUID) -> list[Entry]:
    return sorted(
        [*_moves(session, enrolment_id), *_events(session, enrolment_id)], key=lambda entry: entry.at
    )


def _moves(session: Session, enrolment_id: UUID) -> Iterator[Entry]:
    query = select(EnrolmentMove).where(EnrolmentMove.enrolment_id == enrolment_id)
    for move in session.scalars(query.options(joinedload(EnrolmentMove.by))):
        what = label("move", move.verb)
        text = f"{what}: {reason_label(move.reason)}" if move.reason else what
        yield Entry(move.at, text, move.by.name, _words(move))


def _words(move: EnrolmentMove) -> str:
    fields = (f"{field_label(name)}: {text}" for name, text in (move.field_notes or {}).items())
    return " · ".join(filter(None, (move.note, *fields)))


def _events(session: Session, enrolment_id: UUID) -> Iterator[Entry]:
    query = select(ReviewEvent).where(ReviewEvent.enrolment_id == enrolment_id)
    for event in session.scalars(query.options(joinedload(ReviewEvent.by))):
        yield Entry(event.at, gettext(_EVENTS[event.kind]), event.by.name, event.note or "")
