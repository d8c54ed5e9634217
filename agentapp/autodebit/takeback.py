"""Money that a bank gave back after it had paid: the months are open again, for a person to look into."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.autodebit import notices
from agentapp.autodebit.attempts import Attempt
from agentapp.autodebit.bank_words import Refund, RefundState
from agentapp.contributions import ledger
from agentapp.contributions.ledger import EntryKind
from agentapp.contributions.models import Obligation, Payment
from agentapp.core.clock import now
from agentapp.core.money import Rupiah


def take_back(session: Session, attempt: Attempt, at: datetime) -> None:
    """Reverse what `attempt` paid, month by month; what was owed back anyhow is given back by this."""
    attempt.move("charge_back", at)
    for item in attempt.items:
        if item.payment is not None:
            reverse(session, item.obligation, item.payment, item.amount)
        item.stands = False
    refund = session.scalar(select(Refund).where(Refund.attempt_id == attempt.id).with_for_update())
    if refund is not None and refund.state != RefundState.REFUNDED:
        refund.state, refund.refunded_at = RefundState.REFUNDED, now()
        ledger.post(session, EntryKind.REFUNDED, attempt.reference, refund.amount)
    notices.given_back(session, attempt)
    session.flush()


def reverse(session: Session, owed: Obligation, payment: Payment, amount: Rupiah) -> None:
    """Undo what `payment` of `amount` did to the month `owed`, which may have become cheaper since."""
    payment.reversed_at = now()
    if owed.payment_id == payment.id:
        owed.reverse()
    surplus = amount - owed.amount
    if surplus:  # the credit goes with the money
        _post(session, EntryKind.CREDIT_WITHDRAWN, surplus, payment, owed)
    _post(session, EntryKind.CONTRIBUTION_REVERSED, owed.amount, payment, owed)
    ledger.post(session, EntryKind.TAKEN_BACK, payment.number, amount, payment=payment)


def _post(session: Session, kind: EntryKind, amount: Rupiah, payment: Payment, owed: Obligation) -> None:
    ledger.post(session, kind, payment.number, amount, payment=payment, obligation=owed)
