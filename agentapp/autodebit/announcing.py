"""Tells payers of the debits to come: no debit without a notice, and none sooner than the notice allows."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from agentapp.autodebit import notices
from agentapp.autodebit.attempts import Attempt, AttemptState
from agentapp.autodebit.models import Mandate
from agentapp.autodebit.timing import Occasion
from agentapp.core.db import sessions, transaction

PIECE = 500


def announce(occasion: Occasion) -> int:
    """Put a notice for every debit just scheduled into the outbox, and mark it as told. How many."""
    done, after = 0, UUID(int=0)
    while True:
        with transaction() as session:
            piece = _piece(session, after)
            for attempt in piece:
                _tell(session, attempt, occasion)
        sessions().expunge_all()
        done += len(piece)
        if len(piece) < PIECE:
            return done
        after = piece[-1].id


def _piece(session: Session, after: UUID) -> list[Attempt]:
    scheduled = Attempt.state == AttemptState.SCHEDULED, Attempt.id > after
    query = select(Attempt).where(*scheduled).order_by(Attempt.id).limit(PIECE)
    shown = joinedload(Attempt.mandate).options(joinedload(Mandate.payer), joinedload(Mandate.worker))
    return list(session.scalars(query.options(shown).with_for_update(skip_locked=True, of=Attempt)))


def _tell(session: Session, attempt: Attempt, occasion: Occasion) -> None:
    notices.debit_ahead(session, attempt)
    attempt.notified_at = occasion.moment
    attempt.move("notify", occasion.moment)
