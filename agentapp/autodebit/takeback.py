"""Money that a bank gave back after it had paid: the months are open again, for a person to look into."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.autodebit import notices
from agentapp.autodebit.attempts import Attempt, AttemptItem
from agentapp.autodebit.bank_words import Refund, RefundState
from agentapp.contributions import ledger
from agentapp.contributions.ledger import EntryKind
from agentapp.contributions.models import Payment
from agentapp.core.clock import now


def take_back(session: Session, attempt: Attempt, at: datetime) -> None:
    """Reverse what `attempt` paid, month by month; what was owed back anyhow is given back by this."""
    attempt.move("charge_back", at)
    for item in attempt.items:
        if item.payment is not None:
            _reverse(session, item, item.payment)
        item.stands = False
    refund = session.scalar(select(Refund).where(Refund.attempt_id == attempt.id).with_for_update())
    if refund is not None and refund.state != RefundState.REFUNDED:
        refund.state, refund.refunded_at = RefundState.REFUNDED, now()
        ledger.post(session, EntryKind.REFUNDED, attempt.reference, refund.amount)
    notices.given_back(session, attempt)
    session.flush()


def _reverse(session: Session, item: AttemptItem, payment: Payment) -> None:
    payment.reversed_at = now()
    if item.obligation.payment_id == payment.id:
        item.obligation.reverse()
    surplus = item.amount - item.obligation.amount
    if surplus:  # the month became cheaper after it was paid: the credit goes with the money
        ledger.post(
            session,
            EntryKind.CREDIT_WITHDRAWN,
            payment.number,
            surplus,
            payment=payment,
            obligation=item.obligation,
        )
    ledger.post(
        session,
        EntryKind.CONTRIBUTION_REVERSED,
        payment.number,
        item.obligation.amount,
        payment=payment,
        obligation=item.obligation,
    )
    ledger.post(session, EntryKind.TAKEN_BACK, payment.number, item.amount, payment=payment)
