"""A payment settles months: their state, the ledger, their payer's books and the worker's receipt, always together."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from agentapp.contributions import funding, ledger, receipts
from agentapp.contributions.models import Obligation, Payment, PaymentChannel
from agentapp.core.clock import now
from agentapp.enrolment.service import new_number


def settle_months(session: Session, payment: Payment, months: Sequence[Obligation]) -> None:
    """Let `payment`, already flushed, pay the months of its worker. Raises IllegalMove, and what their payer raises."""
    for owed in months:
        owed.settle(payment)
    ledger.post_payment(session, payment, months)
    funding.settled(session, payment, months)
    receipts.tell_worker(session, payment, months)


def settle_unattended(
    session: Session, owed: Obligation, channel: PaymentChannel, reference: str, received_at: datetime
) -> Payment:
    """A payment of exactly this month that nobody typed in: a debit's, or a credit's. Raises IllegalMove."""
    payment = Payment(
        number=new_number(),
        worker_id=owed.worker_id,
        channel=channel,
        reference=reference,
        amount=owed.amount,
        received_at=received_at,
        recorded_at=now(),
    )
    session.add(payment)
    session.flush()
    settle_months(session, payment, [owed])
    return payment
