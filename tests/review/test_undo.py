"""Five minutes for second thoughts, while nothing rests on the decision."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.contributions.models import Obligation, ObligationState
from agentapp.core.clock import now
from agentapp.enrolment.models import Enrolment, EnrolmentState, ReturnReason
from agentapp.enrolment.unsent import Draft
from agentapp.review import service
from agentapp.review.models import UNDO
from agentapp.review.refusals import NothingToUndo, SameNikWaits, SomethingFollowed, TooLateToUndo
from agentapp.workers.models import Card, Worker
from tests.factories import EnrolmentFactory, PaymentFactory
from tests.review.facts import holder, moves

DECIDE: dict[str, Callable[[User, Enrolment], Enrolment]] = {
    "approve": lambda actor, case: service.approve(actor, case.id),
    "send_back": lambda actor, case: service.send_back(actor, case.id, ReturnReason.INCOMPLETE),
    "reject": lambda actor, case: service.reject(actor, case.id, ReturnReason.NOT_ELIGIBLE),
}
every_decision = pytest.mark.parametrize("verb", DECIDE)


@every_decision
def test_an_undone_case_waits_at_its_old_place_in_the_hands_of_who_decided(
    session: Session, waiting: Enrolment, supervisor: User, verb: str
):
    since = waiting.waiting_since
    DECIDE[verb](supervisor, waiting)

    service.undo(supervisor, waiting.id)

    session.refresh(waiting)
    assert (waiting.state, waiting.waiting_since) == (EnrolmentState.SUBMITTED, since)
    assert (waiting.decided_by, waiting.decided_at, waiting.returned_by, waiting.worker) == (None,) * 4
    assert moves(session, waiting) == ["submit", verb, "undo"]
    assert holder(session, waiting) == supervisor.id


def test_an_undone_approval_leaves_no_standing_worker_nothing_owed_and_no_card(
    session: Session, waiting: Enrolment, supervisor: User
):
    service.approve(supervisor, waiting.id)
    service.undo(supervisor, waiting.id)

    worker = session.scalars(select(Worker)).one()
    assert worker.withdrawn_at
    assert worker.membership.voided_at
    assert set(session.scalars(select(Obligation.state))) == {ObligationState.VOID}
    assert all(session.scalars(select(Card.revoked_at)))


def test_who_was_approved_undone_and_approved_again_is_one_standing_worker_with_a_new_number(
    session: Session, waiting: Enrolment, supervisor: User
):
    service.approve(supervisor, waiting.id)
    service.undo(supervisor, waiting.id)
    service.approve(supervisor, waiting.id)

    first, second = session.scalars(select(Worker).order_by(Worker.accepted_at)).all()
    assert (first.withdrawn_at is None, second.withdrawn_at is None) == (False, True)
    assert first.membership.number != second.membership.number


@every_decision
def test_after_five_minutes_it_is_too_late(waiting: Enrolment, supervisor: User, verb: str):
    DECIDE[verb](supervisor, waiting)

    with time_machine.travel(now() + UNDO + timedelta(seconds=1)), pytest.raises(TooLateToUndo):
        service.undo(supervisor, waiting.id)


@every_decision
def test_only_who_decided_may_undo(waiting: Enrolment, supervisor: User, colleague: User, verb: str):
    DECIDE[verb](supervisor, waiting)

    with pytest.raises(NothingToUndo):
        service.undo(colleague, waiting.id)


def test_undoing_twice_is_undoing_once(waiting: Enrolment, supervisor: User):
    service.reject(supervisor, waiting.id, ReturnReason.NOT_ELIGIBLE)
    service.undo(supervisor, waiting.id)

    with pytest.raises(NothingToUndo):
        service.undo(supervisor, waiting.id)


def test_what_was_paid_for_stays_approved(session: Session, waiting: Enrolment, supervisor: User):
    service.approve(supervisor, waiting.id)
    PaymentFactory(worker=waiting.worker)

    with pytest.raises(SomethingFollowed):
        service.undo(supervisor, waiting.id)

    session.refresh(waiting)
    assert waiting.state == EnrolmentState.APPROVED


def test_what_the_agent_has_begun_to_correct_stays_returned(
    session: Session, waiting: Enrolment, supervisor: User, agent: User
):
    service.send_back(supervisor, waiting.id, ReturnReason.INCOMPLETE)
    session.add(
        Draft(
            id=waiting.id,
            submission_id=waiting.submission_id,
            agent_id=agent.id,
            content={"name": "Rina"},
            created_at=now(),
            updated_at=now(),
        )
    )
    session.commit()

    with pytest.raises(SomethingFollowed):
        service.undo(supervisor, waiting.id)


@pytest.mark.parametrize("verb", ["send_back", "reject"])
def test_a_case_cannot_come_back_while_the_same_nik_waits_again(
    session: Session, waiting: Enrolment, supervisor: User, agent: User, verb: str
):
    DECIDE[verb](supervisor, waiting)
    EnrolmentFactory(agent=agent, nik=waiting.nik)

    with pytest.raises(SameNikWaits):
        service.undo(supervisor, waiting.id)

    session.refresh(waiting)
    assert waiting.state == {"send_back": EnrolmentState.RETURNED, "reject": EnrolmentState.REJECTED}[verb]
