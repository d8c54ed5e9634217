"""What phones sent."""

from uuid import uuid4

import factory

from agentapp.core.clock import now
from agentapp.intake.held import HeldReason, HeldSending, HeldState
from agentapp.intake.models import Phone, Receipt
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import AgentFactory
from tests.factories.records import RecordFactory


class HeldFactory(RecordFactory):
    """A body that could not be placed."""

    class Meta:
        model = HeldSending

    submission_id = factory.LazyFunction(uuid4)
    reason = HeldReason.NOT_READABLE
    state = HeldState.OPEN
    content_type = "application/json"
    body = "{"
    body_digest = factory.Sequence(lambda n: f"{n:064x}")
    size = 1
    sent_by = factory.SubFactory(AgentFactory)
    received_at = factory.LazyFunction(now)


class ReceiptFactory(RecordFactory):
    class Meta:
        model = Receipt
        exclude = ("enrolment",)

    enrolment = factory.SubFactory(EnrolmentFactory)
    submission_id = factory.SelfAttribute("enrolment.submission_id")
    enrolment_id = factory.SelfAttribute("enrolment.id")
    sent_by_id = factory.SelfAttribute("enrolment.author_id")
    sent_digest = digest = "0" * 64
    answer = "{}"
    at = factory.LazyFunction(now)


class PhoneFactory(RecordFactory):
    """A phone that was here just now and has nothing to send."""

    class Meta:
        model = Phone

    phone_id = factory.LazyFunction(uuid4)
    person = factory.SubFactory(AgentFactory)
    version = "0123456789"
    last_contact_at = factory.LazyFunction(now)
    clock_error_s = 0
    waiting = 0
    oldest_at = None
    needs_fix = 0
    persisted = True
