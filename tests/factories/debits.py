"""Debits under mandates, money that nobody can place, and money to give back."""

from datetime import timedelta

import factory

from agentapp.autodebit.attempts import Attempt, AttemptItem, AttemptState, reference_of
from agentapp.autodebit.bank_words import Refund, RefundState, SettlementFile, SettlementRow
from agentapp.autodebit.codes import (
    LIVE_CODES,
    PaymentCode,
    PaymentCodeItem,
    PaymentCodeState,
    code_reference,
)
from agentapp.autodebit.gateway import Cause
from agentapp.autodebit.simulator.keys import CODE, CODE_PREFIX
from agentapp.core.clock import now, today
from agentapp.core.period import Month
from tests.factories.autodebit import MandateFactory
from tests.factories.records import RecordFactory, serial
from tests.factories.workers import ObligationFactory

UNSENT = (AttemptState.SCHEDULED, AttemptState.NOTIFIED, AttemptState.CANCELLED)
DECLINED = (AttemptState.DECLINED_RETRYABLE, AttemptState.DECLINED_FINAL)


class AttemptFactory(RecordFactory):
    """This month's first debit of a worker's own mandate; `obligations` are the months it asks for."""

    class Meta:
        model = Attempt

    class Params:
        obligations = factory.LazyAttribute(
            lambda it: [ObligationFactory(worker=it.mandate.worker, month=it.month)]
        )
        sent = factory.LazyAttribute(lambda it: it.state not in UNSENT)

    mandate = factory.SubFactory(MandateFactory)
    month = factory.LazyFunction(lambda: Month.of(today()))
    number = 1
    state = AttemptState.NOTIFIED
    gateway = CODE
    reference = factory.LazyAttribute(lambda it: reference_of(it.mandate, it.month, it.number))
    amount = factory.LazyAttribute(lambda it: sum(owed.amount for owed in it.obligations))
    scheduled_on = factory.LazyFunction(today)
    notified_at = factory.LazyFunction(lambda: now() - timedelta(days=4))
    sent_at = factory.LazyAttribute(lambda it: now() if it.sent else None)
    body_hash = factory.LazyAttribute(lambda it: "0" * 64 if it.sent else None)
    cause = factory.LazyAttribute(lambda it: Cause.INSUFFICIENT_FUNDS if it.state in DECLINED else None)
    ended_at = factory.LazyAttribute(lambda it: now() if it.state in DECLINED else None)
    items = factory.LazyAttribute(
        lambda it: [
            AttemptItem(
                obligation_id=owed.id,
                amount=owed.amount,
                stands=it.state not in (*DECLINED, AttemptState.CANCELLED),
            )
            for owed in it.obligations
        ]
    )


class PaymentCodeFactory(RecordFactory):
    """A code for all that a refused debit left open, given out a moment ago."""

    class Meta:
        model = PaymentCode

    attempt = factory.SubFactory(AttemptFactory, state=AttemptState.DECLINED_FINAL)
    mandate = factory.SelfAttribute("attempt.mandate")
    month = factory.SelfAttribute("attempt.month")
    turn = 1
    reference = factory.LazyAttribute(lambda it: code_reference(it.mandate, it.month, it.turn))
    number = factory.Sequence(lambda n: f"{CODE_PREFIX}{n:010d}")
    gateway = CODE
    amount = factory.SelfAttribute("attempt.amount")
    owed = 0
    state = PaymentCodeState.ISSUED
    wanted_at = factory.LazyFunction(now)
    issued_at = factory.LazyFunction(now)
    paid_at = factory.LazyAttribute(lambda it: now() if it.state == PaymentCodeState.PAID else None)
    expires_at = factory.LazyFunction(lambda: now() + timedelta(days=60))
    next_step_at = factory.LazyFunction(now)
    steps = 1
    items = factory.LazyAttribute(
        lambda it: [
            PaymentCodeItem(
                obligation_id=item.obligation_id, amount=item.amount, stands=it.state in LIVE_CODES
            )
            for item in it.attempt.items
        ]
    )


class RefundFactory(RecordFactory):
    """All that a debit took is owed back."""

    class Meta:
        model = Refund

    attempt = factory.SubFactory(AttemptFactory, state=AttemptState.SUCCEEDED)
    reference = factory.LazyAttribute(lambda it: f"R{it.attempt.reference}")
    amount = factory.SelfAttribute("attempt.amount")
    state = RefundState.OWED
    owed_at = factory.LazyFunction(now)


class SettlementRowFactory(RecordFactory):
    """A row in suspense."""

    class Meta:
        model = SettlementRow

    file = factory.LazyFunction(
        lambda: SettlementFile(
            gateway=CODE, digest=f"{next(serial):064d}", received_at=now(), rows=1, total=16_800
        )
    )
    gateway = CODE
    reference = factory.Sequence(lambda n: f"XX{n:08d}")
    amount = 16_800
    settled_on = factory.LazyFunction(today)
    reversed = False
    suspense = True
    note = "unknown reference"
