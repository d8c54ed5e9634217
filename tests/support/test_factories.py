"""The factories make what the database accepts."""

import pytest
from sqlalchemy import func, select

from agentapp.enrolment.models import Enrolment, EnrolmentState
from agentapp.workers.models import Worker
from tests.factories import (
    AdminFactory,
    CardFactory,
    ClaimFactory,
    EnrolmentFactory,
    FundFactory,
    MamujuFactory,
    ObligationFactory,
    PaymentFactory,
    SponsorFactory,
    SupervisorFactory,
    WorkerFactory,
)


@pytest.mark.parametrize("state", list(EnrolmentState))
def test_an_application_is_valid_in_each_state(session, state):
    enrolment = EnrolmentFactory(state=state)

    assert session.get(Enrolment, enrolment.id).state == state
    assert (enrolment.worker is not None) == (state == EnrolmentState.APPROVED)


def test_everything_else_can_be_made(session):
    worker = WorkerFactory()
    ObligationFactory(worker=worker)
    PaymentFactory(worker=worker)
    CardFactory(membership=worker.membership)
    ClaimFactory(enrolment_id=EnrolmentFactory().id)
    SponsorFactory()
    FundFactory()
    AdminFactory()

    assert SupervisorFactory().branch == worker.branch != MamujuFactory()


def test_nothing_is_left_from_the_test_before(session):
    assert session.scalar(select(func.count(Worker.id))) == 0
