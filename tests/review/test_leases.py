"""A case is one supervisor's for ten minutes: taken, seen by others, given back, taken over."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.enrolment.models import Enrolment, EnrolmentState, ReturnReason
from agentapp.review import service
from agentapp.review.filters import Filters
from agentapp.review.models import LEASE, ReviewEventKind
from agentapp.review.refusals import HeldByAnother
from tests.factories import EnrolmentFactory, MamujuFactory, SupervisorFactory
from tests.review.facts import events, holder

EVERYTHING = Filters()
CLAIMED, TAKEN_OVER = ReviewEventKind.CLAIMED, ReviewEventKind.TAKEN_OVER


def queue_of(agent: User, count: int) -> list[Enrolment]:
    """Cases that wait, oldest first."""
    begun = now() - timedelta(hours=count)
    return [EnrolmentFactory(agent=agent, received_at=begun + timedelta(hours=n)) for n in range(count)]


def test_while_a_lease_runs_nobody_else_takes_or_decides_the_case(
    session: Session, waiting: Enrolment, supervisor: User, colleague: User
):
    service.claim(colleague, waiting.id)

    for step in (
        lambda: service.claim(supervisor, waiting.id),
        lambda: service.approve(supervisor, waiting.id),
        lambda: service.send_back(supervisor, waiting.id, ReturnReason.INCOMPLETE),
        lambda: service.reject(supervisor, waiting.id, ReturnReason.INCOMPLETE),
    ):
        with pytest.raises(HeldByAnother) as refusal:
            step()
        assert refusal.value.params == {"name": colleague.name}
    assert holder(session, waiting) == colleague.id


def test_a_lease_that_ran_out_is_taken_over(
    session: Session, waiting: Enrolment, supervisor: User, colleague: User
):
    service.claim(colleague, waiting.id)

    with time_machine.travel(now() + LEASE + timedelta(seconds=1)):
        service.claim(supervisor, waiting.id)

    assert holder(session, waiting) == supervisor.id
    assert events(session, waiting) == [CLAIMED, TAKEN_OVER]


def test_after_a_lease_ran_out_anybody_may_decide(waiting: Enrolment, supervisor: User, colleague: User):
    service.claim(colleague, waiting.id)

    with time_machine.travel(now() + LEASE + timedelta(seconds=1)):
        assert service.approve(supervisor, waiting.id).state == EnrolmentState.APPROVED


def test_whoever_holds_a_case_may_lease_it_anew_and_that_is_no_event(
    session: Session, waiting: Enrolment, supervisor: User, colleague: User
):
    service.claim(supervisor, waiting.id)
    with time_machine.travel(now() + timedelta(minutes=9)):
        service.claim(supervisor, waiting.id)
    with time_machine.travel(now() + timedelta(minutes=18)), pytest.raises(HeldByAnother):
        service.claim(colleague, waiting.id)

    assert events(session, waiting) == [CLAIMED]


def test_work_on_a_case_lets_the_lease_run_anew(waiting: Enrolment, supervisor: User, colleague: User):
    service.claim(supervisor, waiting.id)
    with time_machine.travel(now() + timedelta(minutes=9)):
        service.add_note(supervisor, waiting.id, "Agen sudah ditelepon.")

    with time_machine.travel(now() + timedelta(minutes=18)), pytest.raises(HeldByAnother):
        service.claim(colleague, waiting.id)


def test_a_note_of_somebody_else_takes_no_lease(
    session: Session, waiting: Enrolment, supervisor: User, colleague: User
):
    service.claim(supervisor, waiting.id)
    service.add_note(colleague, waiting.id, "Saya kenal orangnya.")

    assert holder(session, waiting) == supervisor.id
    assert events(session, waiting) == [CLAIMED, ReviewEventKind.NOTED]


def test_a_lease_given_back_frees_the_case(
    session: Session, waiting: Enrolment, supervisor: User, colleague: User
):
    service.claim(supervisor, waiting.id)
    service.release(colleague, waiting.id)
    assert holder(session, waiting) == supervisor.id

    service.release(supervisor, waiting.id)
    service.release(supervisor, waiting.id)

    assert holder(session, waiting) is None
    assert events(session, waiting) == [CLAIMED, ReviewEventKind.RELEASED]


@pytest.mark.parametrize("decide", ["approve", "send_back", "reject"])
def test_a_decision_ends_the_lease(session: Session, waiting: Enrolment, supervisor: User, decide: str):
    service.claim(supervisor, waiting.id)
    reason = [] if decide == "approve" else [ReturnReason.OTHER]

    getattr(service, decide)(supervisor, waiting.id, *reason)

    assert holder(session, waiting) is None


def test_next_is_the_oldest_that_nobody_holds(agent: User, supervisor: User, colleague: User):
    first, second, third = queue_of(agent, 3)

    assert service.claim_next(colleague, EVERYTHING) == first.id
    assert service.claim_next(supervisor, EVERYTHING) == second.id
    assert service.claim_next(supervisor, EVERYTHING) == third.id
    assert service.claim_next(supervisor, EVERYTHING) is None


def test_what_one_returned_and_came_back_is_next_before_older_ones(
    agent: User, supervisor: User, colleague: User
):
    oldest, *_, latest = queue_of(agent, 3)
    latest.returned_by = supervisor

    assert service.claim_next(colleague, EVERYTHING) == oldest.id
    assert service.claim_next(supervisor, EVERYTHING) == latest.id


def test_next_is_never_ones_own_and_never_another_branchs(agent: User, supervisor: User):
    EnrolmentFactory(agent=supervisor)
    EnrolmentFactory(agent=agent, author=supervisor)
    far = SupervisorFactory(branch=MamujuFactory())

    assert service.claim_next(supervisor, EVERYTHING) is None
    assert service.claim_next(far, EVERYTHING) is None


@pytest.mark.parametrize("state", [state for state in EnrolmentState if state != EnrolmentState.SUBMITTED])
def test_next_is_something_that_waits(agent: User, supervisor: User, state: EnrolmentState):
    EnrolmentFactory(agent=agent, state=state)

    assert service.claim_next(supervisor, EVERYTHING) is None


def test_next_stays_within_what_one_works_through(agent: User, supervisor: User):
    queue_of(agent, 2)
    wanted = EnrolmentFactory(agent=agent, village_code="13.03.04.2001")

    assert service.claim_next(supervisor, Filters(district="13.03.04")) == wanted.id
    assert service.claim_next(supervisor, Filters(district="13.03.04")) is None


def test_next_after_a_lease_ran_out_comes_round_again(waiting: Enrolment, supervisor: User, colleague: User):
    service.claim(colleague, waiting.id)

    with time_machine.travel(now() + LEASE + timedelta(seconds=1)):
        assert service.claim_next(supervisor, EVERYTHING) == waiting.id
