"""Several supervisors at once, each with a session of their own: one wins, the others are told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.contributions.models import Obligation
from agentapp.core.db import sessions
from agentapp.core.errors import DomainError
from agentapp.enrolment.models import Enrolment, EnrolmentState, ReturnReason
from agentapp.review import service
from agentapp.review.filters import Filters
from agentapp.review.refusals import AlreadyDecided, HeldByAnother
from agentapp.workers.models import Membership, Worker
from tests.factories import EnrolmentFactory, SupervisorFactory
from tests.review.facts import moves

MANY = 6
Step = Callable[[User], object]


@pytest.fixture
def crowd(session: Session) -> list[UUID]:
    people = [SupervisorFactory().id for _ in range(MANY)]
    session.commit()
    return people


def at_once(people: list[UUID], *steps: Step) -> list[object]:
    """What each person's step gave, or the rule that refused it; all begin together. Steps go round."""
    together = Barrier(len(people))

    def go(person: UUID, step: Step) -> object:
        try:
            actor = sessions().get_one(User, person)
            sessions.commit()
            together.wait()
            return step(actor)
        except DomainError as error:
            return error
        finally:
            sessions.remove()

    sessions.commit()
    with ThreadPoolExecutor(len(people)) as pool:
        asked = [pool.submit(go, person, steps[n % len(steps)]) for n, person in enumerate(people)]
        return [each.result() for each in asked]


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_two_approvals_leave_one_worker(session: Session, waiting: Enrolment, crowd: list[UUID]):
    case = waiting.id

    outcomes = at_once(crowd, lambda actor: service.approve(actor, case))

    assert sum(isinstance(each, Enrolment) for each in outcomes) == 1
    assert sum(isinstance(each, AlreadyDecided) for each in outcomes) == MANY - 1
    assert (count(session, Worker), count(session, Membership)) == (1, 1)
    assert count(session, Obligation) == waiting.months
    assert moves(session, waiting) == ["submit", "approve"]


def test_of_an_approval_and_a_return_at_once_one_happens(
    session: Session, waiting: Enrolment, crowd: list[UUID]
):
    case = waiting.id

    outcomes = at_once(
        crowd,
        lambda actor: service.approve(actor, case),
        lambda actor: service.send_back(actor, case, ReturnReason.INCOMPLETE),
    )

    session.refresh(waiting)
    assert sum(isinstance(each, Enrolment) for each in outcomes) == 1
    assert len(moves(session, waiting)) == 2
    assert count(session, Worker) == (1 if waiting.state == EnrolmentState.APPROVED else 0)


def test_of_many_who_take_a_case_one_gets_it(waiting: Enrolment, crowd: list[UUID]):
    case = waiting.id

    outcomes = at_once(crowd, lambda actor: service.claim(actor, case))

    assert outcomes.count(None) == 1
    assert sum(isinstance(each, HeldByAnother) for each in outcomes) == MANY - 1


def test_nobody_gets_a_next_case_that_somebody_else_got(agent: User, crowd: list[UUID]):
    cases = [EnrolmentFactory(agent=agent).id for _ in range(MANY - 1)]

    outcomes = at_once(crowd, lambda actor: service.claim_next(actor, Filters()))

    assert outcomes.count(None) == 1
    assert {each for each in outcomes if each} == set(cases)


def test_two_cases_of_one_person_approved_at_once_leave_one_worker(
    session: Session, agent: User, crowd: list[UUID]
):
    first = EnrolmentFactory(agent=agent)
    second = EnrolmentFactory(agent=agent, nik=first.nik, contested=True)
    one, other = first.id, second.id

    outcomes = at_once(
        crowd[:2], lambda actor: service.approve(actor, one), lambda actor: service.approve(actor, other)
    )

    assert sum(isinstance(each, Enrolment) for each in outcomes) == 1
    assert count(session, Worker) == 1


def test_an_approval_undone_twice_at_once_is_undone_once(
    session: Session, waiting: Enrolment, supervisor: User
):
    case = waiting.id
    service.approve(supervisor, case)

    outcomes = at_once([supervisor.id] * 3, lambda actor: service.undo(actor, case))

    assert sum(isinstance(each, Enrolment) for each in outcomes) == 1
    assert moves(session, waiting) == ["submit", "approve", "undo"]
