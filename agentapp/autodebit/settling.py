"""A debit that took money pays its months; what no longer needs paying is owed back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from agentapp.autodebit import notices
from agentapp.autodebit.attempts import Attempt, AttemptItem
from agentapp.autodebit.bank_words import Refund, RefundState
from agentapp.contributions import ledger
from agentapp.contributions.handover import correct
from agentapp.contributions.ledger import EntryKind
from agentapp.contributions.models import UNPAID, ObligationState, PaymentChannel
from agentapp.contributions.settlement import settle_unattended
from agentapp.core.clock import now


def settle(session: Session, attempt: Attempt, at: datetime) -> None:
    """Pay the months of `attempt`, each worker's with a receipt of their own. The rest is owed back."""
    open_items = [item for item in attempt.items if _still_open(session, item)]
    for place, item in enumerate(attempt.items, start=1):
        if item in open_items:
            _pay(session, attempt, item, place, at)
    paid = sum(item.amount for item in open_items)
    if paid:
        notices.taken(session, attempt, paid, len({item.obligation.worker_id for item in open_items}))
    surplus = attempt.amount - paid
    if surplus:
        _owe(session, attempt, surplus)


def _still_open(session: Session, item: AttemptItem) -> bool:
    """Whether this attempt may pay the month: it asks what is owed, and it holds it, or nobody does."""
    state = item.obligation.state
    if item.amount != item.obligation.amount:
        return False
    if item.stands:
        return state == ObligationState.COLLECTING
    held = exists().where(AttemptItem.obligation_id == item.obligation_id, AttemptItem.stands)
    return state in UNPAID and not session.scalar(select(held))


def _pay(session: Session, attempt: Attempt, item: AttemptItem, place: int, at: datetime) -> None:
    item.stands = True
    item.payment = settle_unattended(
        session, item.obligation, PaymentChannel.AUTODEBIT, f"{attempt.reference}-{place}", at
    )


def _owe(session: Session, attempt: Attempt, surplus: int) -> None:
    ledger.post_received(session, attempt.reference, surplus)
    ledger.post(session, EntryKind.REFUND_OWED, attempt.reference, surplus)
    session.add(
        Refund(
            attempt=attempt,
            reference=f"R{attempt.reference}",
            amount=surplus,
            state=RefundState.OWED,
            owed_at=now(),
        )
    )
    session.flush()


def release(session: Session, attempt: Attempt) -> None:
    """The debit took nothing: its months are due again, from whoever is to pay them by now."""
    items = held(attempt)
    for item in items:
        item.obligation.release()
    session.flush()
    for item in items:
        correct(session, item.obligation.worker, [item.obligation.month])


def held(attempt: Attempt) -> Sequence[AttemptItem]:
    return [item for item in attempt.items if item.obligation.state == ObligationState.COLLECTING]
