"""Workers who came in the right way: registered, with the months they chose raised."""

from datetime import date
from typing import Any

from agentapp.accounts.models import User
from agentapp.contributions import service
from agentapp.contributions.assessment import raise_months
from agentapp.contributions.models import Payment, PaymentChannel
from agentapp.contributions.plan import plan_payment
from agentapp.contributions.service import MoneyReceived
from agentapp.core.clock import now, today
from agentapp.core.db import sessions, transaction
from agentapp.core.period import Month
from agentapp.enrolment.models import Enrolment
from agentapp.workers.models import Worker
from agentapp.workers.registration import Admission, ConsentGiven, first_month, register
from tests.factories import EnrolmentFactory
from tests.factories.workers import FUNDING


def consent_of(enrolment: Enrolment) -> ConsentGiven:
    return ConsentGiven(
        purpose="enrolment",
        text_version=enrolment.consent_version,
        language=enrolment.consent_language,
        given_at=enrolment.consented_at,
        latitude=enrolment.latitude,
        longitude=enrolment.longitude,
        recorded_by_id=enrolment.author_id,
    )


def admission_of(enrolment: Enrolment, accepted_at: Any = None) -> Admission:
    return Admission(
        agent_id=enrolment.agent_id,
        branch_id=enrolment.branch_id,
        funding=FUNDING[enrolment.payer],
        accepted_at=accepted_at or now(),
    )


def join(agent: User, **person: Any) -> Worker:
    """A worker of `agent` accepted now, who owes the months chosen."""
    enrolment = EnrolmentFactory(agent=agent, **person)
    with transaction() as session:
        admission = admission_of(enrolment)
        worker = register(session, agent, enrolment, enrolment.heirs, consent_of(enrolment), admission)
        raise_months(session, worker, first_month(worker), enrolment.months)
    return worker


def money(
    worker: Worker,
    months: int = 1,
    reference: str = "KWT-1",
    received_on: date | None = None,
    **changes: Any,
) -> MoneyReceived:
    """What an agent states after seeing what `months` months cost."""
    day = received_on or today()
    plan = plan_payment(sessions(), worker, months, day)
    sessions().commit()
    stated = {
        "channel": PaymentChannel.CASH,
        "reference": reference,
        "received_on": day,
        "months": months,
        "first": plan.first
        if plan.months
        else Month.of(day),  # nothing can be paid any more: that is refused
        "amount": plan.total,
    }
    return MoneyReceived(**(stated | changes))


def pay(
    actor: User,
    worker: Worker,
    months: int = 1,
    reference: str = "KWT-1",
    received_on: date | None = None,
    **changes: Any,
) -> Payment:
    stated = money(worker, months, reference, received_on, **changes)
    return service.record_payment(actor, worker.id, stated)
