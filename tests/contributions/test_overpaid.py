"""A relief that comes after the payment: what was paid too much pays the months that follow, once."""

import pytest
from sqlalchemy import func, select

from agentapp.contributions.ledger import EntryKind, LedgerEntry, post_payment
from agentapp.contributions.models import Obligation, ObligationState, Payment, PaymentChannel
from agentapp.contributions.monthly import raise_period
from agentapp.core.db import sessions, transaction
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind
from tests.factories import ObligationFactory, PaymentFactory, WorkerFactory

NOVEMBER, DECEMBER = Month(2026, 11), Month(2026, 12)
FULL, HALF = 16_800, 8_400
"""The lowest bracket, and its price under the relief that November and December 2026 have (PP 50/2025)."""

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def worker(session):
    """Paid November at the full price: the relief was not known."""
    worker = WorkerFactory()
    worker.memberships[0].since = NOVEMBER
    payment = PaymentFactory(worker=worker, amount=FULL)
    paid = ObligationFactory(worker=worker, month=NOVEMBER, state=ObligationState.PAID, payment=payment)
    with transaction() as session:
        post_payment(session, payment, [paid])
    return worker


def month(worker, period):
    sessions.remove()
    return (
        sessions()
        .scalars(select(Obligation).where(Obligation.worker_id == worker.id, Obligation.month == period))
        .one()
    )


def booked(kind):
    return sessions().scalar(
        select(func.coalesce(func.sum(LedgerEntry.amount), 0)).where(LedgerEntry.kind == kind)
    )


def test_the_surplus_of_one_month_pays_the_next(worker):
    raise_period(NOVEMBER)
    raise_period(DECEMBER)

    assert (month(worker, NOVEMBER).amount, month(worker, NOVEMBER).state) == (HALF, ObligationState.PAID)
    december = month(worker, DECEMBER)
    assert (december.amount, december.state) == (HALF, ObligationState.PAID)
    assert (december.payment.channel, december.payment.amount) == (PaymentChannel.CREDIT, HALF)


def test_run_again_it_moves_nothing_more(worker):
    for _ in range(2):
        raise_period(NOVEMBER)
        raise_period(DECEMBER)

    assert booked(EntryKind.OVERPAID) == HALF
    assert sessions().scalar(select(func.count()).where(Payment.channel == PaymentChannel.CREDIT)) == 1


def test_the_books_balance_month_by_month(worker):
    raise_period(NOVEMBER)
    raise_period(DECEMBER)

    assert booked(EntryKind.CONTRIBUTION) - booked(EntryKind.OVERPAID) == 2 * HALF
    assert booked(EntryKind.RECEIVED) == FULL + HALF


def test_a_credit_pays_only_the_months_of_who_paid_too_much(worker):
    raise_period(NOVEMBER)
    worker.funding, worker.payer_code = FundingKind.CSR, "CSR-1"
    sessions().commit()

    raise_period(DECEMBER)

    assert month(worker, DECEMBER).state == ObligationState.DUE


def test_a_month_not_paid_yet_is_lowered_without_a_credit(session):
    worker = WorkerFactory()
    worker.memberships[0].since = NOVEMBER
    ObligationFactory(worker=worker, month=NOVEMBER)

    raise_period(NOVEMBER)

    assert (month(worker, NOVEMBER).amount, month(worker, NOVEMBER).state) == (HALF, ObligationState.DUE)
    assert booked(EntryKind.OVERPAID) == 0


def test_a_price_that_rose_asks_nobody_for_more(session):
    worker = WorkerFactory()
    worker.memberships[0].since = NOVEMBER
    ObligationFactory(worker=worker, month=NOVEMBER, jkk=1_000, jkm=1_000)

    raise_period(NOVEMBER)

    assert month(worker, NOVEMBER).amount == 2_000
