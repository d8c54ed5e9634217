"""Money that a debit took too much is given back: kept as asked, committed, and only then asked of the bank."""

from dataclasses import replace
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.autodebit.attempts import Attempt
from agentapp.autodebit.bank_words import Refund, RefundState
from agentapp.autodebit.desk import touches
from agentapp.autodebit.gateway import Answer, Debit, Outcome
from agentapp.autodebit.gateways import gateway
from agentapp.autodebit.locking import hold
from agentapp.contributions import ledger
from agentapp.contributions.ledger import EntryKind
from agentapp.core.clock import now
from agentapp.core.db import transaction
from agentapp.core.errors import IllegalMove, NotFound


class Returned(StrEnum):
    """What the bank made of it. `UNCLEAR` may be asked again: the reference keeps it one refund."""

    DONE = "done"
    UNCLEAR = "unclear"


def refund(actor: User, refund_id: UUID) -> Returned:
    """Ask the bank to give back what is owed for a debit of the actor's branch.

    Raises NotFound outside the branch, IllegalMove once it was given back.
    """
    debit, reference = _ask(actor, refund_id)
    answer = gateway().refund(debit, reference)
    if answer.outcome != Outcome.REFUNDED:
        return Returned.UNCLEAR
    _given_back(refund_id, answer)
    return Returned.DONE


def _ask(actor: User, refund_id: UUID) -> tuple[Debit, str]:
    """Keep who asked and when: committed before the bank hears of it."""
    with transaction() as session:
        attempt_id = session.scalar(
            select(Attempt.id)
            .join(Refund, Refund.attempt_id == Attempt.id)
            .where(Refund.id == refund_id, touches(actor))
        )
        attempt = hold(session, attempt_id) if attempt_id else None
        if attempt is None:
            raise NotFound
        owed = _held(session, refund_id)
        if owed.state == RefundState.REFUNDED:
            raise IllegalMove
        owed.state, owed.asked_at, owed.asked_by_id = RefundState.ASKED, now(), actor.id
        return replace(attempt.debit(), amount=owed.amount), owed.reference


def _given_back(refund_id: UUID, answer: Answer) -> None:
    """Book it, once; a debit that is given back whole is over."""
    with transaction() as session:
        attempt_id = session.scalar(select(Refund.attempt_id).where(Refund.id == refund_id))
        assert attempt_id is not None
        attempt = hold(session, attempt_id)
        assert attempt is not None
        owed = _held(session, refund_id)
        if owed.state == RefundState.REFUNDED:
            return
        owed.state, owed.refunded_at = RefundState.REFUNDED, now()
        ledger.post(session, EntryKind.REFUNDED, attempt.reference, owed.amount)
        if owed.amount == attempt.amount:
            attempt.move("refund", now(), answer)
            attempt.let_go()


def _held(session: Session, refund_id: UUID) -> Refund:
    return session.get_one(Refund, refund_id, with_for_update=True, populate_existing=True)
