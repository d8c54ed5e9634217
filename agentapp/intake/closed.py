"""What administrators made of held sendings, for the phones they came from: taken in, to be corrected, thrown away."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.enrolment.models import Enrolment
from agentapp.enrolment.unsent import Draft
from agentapp.intake.feed import Cursor, Row
from agentapp.intake.held import HeldMove, HeldSending, HeldState

PLACED, TO_CORRECT, DISCARDED = "placed", "to_correct", "discarded"


def rows(session: Session, actor: User, cursor: Cursor) -> Iterable[Row]:
    """The decisions about what the actor sent, oldest first."""
    query = (
        select(HeldSending, Enrolment.id, Enrolment.number, Draft.id, HeldMove.note)
        .outerjoin(Enrolment, Enrolment.submission_id == HeldSending.submission_id)
        .outerjoin(Draft, and_(Draft.submission_id == HeldSending.submission_id, Draft.agent_id == actor.id))
        .outerjoin(HeldMove, and_(HeldMove.held_id == HeldSending.id, HeldMove.verb == "discard"))
        .where(HeldSending.sent_by_id == actor.id, HeldSending.closed_at.is_not(None))
    )
    page = cursor.page(query, HeldSending.closed_at, HeldSending.id)
    for held, enrolment_id, number, draft_id, note in session.execute(page):
        if held.state == HeldState.DISCARDED:
            yield _row(held, state=DISCARDED, note=note)
        elif enrolment_id is None and draft_id is not None:
            yield _row(held, state=TO_CORRECT, draft_id=draft_id)
        else:
            yield _row(held, state=PLACED, enrolment_id=enrolment_id, number=number)


def _row(
    held: HeldSending,
    *,
    state: str,
    enrolment_id: UUID | None = None,
    number: str | None = None,
    draft_id: UUID | None = None,
    note: str | None = None,
) -> Row:
    assert held.closed_at is not None
    return Row(
        at=held.closed_at,
        key=held.id,
        submission_id=held.submission_id,
        enrolment_id=enrolment_id,
        number=number,
        received_at=held.received_at,
        state=state,
        own=False,
        note=note,
        quarantine_id=held.id,
        draft_id=draft_id,
    )
