"""Many at once: threads, each with its own session, on both databases."""

from dataclasses import replace
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.db import sessions
from agentapp.core.errors import FieldError
from agentapp.enrolment import drafts, service
from agentapp.enrolment.answers import NO_PHOTOS, Answers
from agentapp.enrolment.models import Enrolment, EnrolmentState, SecondContent
from agentapp.enrolment.unsent import Draft
from tests.enrolment.answers import make_answers
from tests.factories import AgentFactory, EnrolmentFactory
from tests.support.crowd import at_once

CROWD = 10


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def submit_as(agent_id: object, answers: Answers) -> UUID:
    actor = sessions().get(User, agent_id)
    assert actor is not None
    return service.submit(actor, answers)


def test_ten_submissions_with_one_nik_leave_one_application(session: Session):
    agents = [AgentFactory().id for _ in range(CROWD)]
    answers = make_answers()
    session.remove()  # type: ignore[attr-defined]

    results = at_once(
        [lambda a=agent: submit_as(a, replace(answers, submission_id=uuid4())) for agent in agents]
    )

    assert sum(isinstance(result, UUID) for result in results) == 1
    refused = [result for result in results if isinstance(result, FieldError)]
    assert len(refused) == CROWD - 1
    assert {error.field for error in refused} == {"nik"}
    assert count(session, Enrolment) == 1


def test_one_form_sent_ten_times_at_once_is_one_application(session: Session):
    agent, answers = AgentFactory().id, make_answers()
    session.remove()  # type: ignore[attr-defined]

    results = at_once([lambda: submit_as(agent, answers)] * CROWD)

    assert len({result for result in results if isinstance(result, UUID)}) == 1
    assert all(isinstance(result, UUID) for result in results)
    assert count(session, Enrolment) == 1


def test_ten_contents_under_one_id_leave_one_application_and_keep_the_others(session: Session):
    agent, answers = AgentFactory().id, make_answers()
    session.remove()  # type: ignore[attr-defined]

    results = at_once(
        [lambda n=n: submit_as(agent, replace(answers, address=f"Jorong {n}")) for n in range(CROWD)]
    )

    assert sum(isinstance(result, UUID) for result in results) == 1
    assert sum(isinstance(result, service.DifferentContent) for result in results) == CROWD - 1
    assert count(session, Enrolment) == 1
    assert count(session, SecondContent) == CROWD - 1


def test_a_correction_sent_twice_at_once_is_one_correction(session: Session):
    enrolment = EnrolmentFactory(state=EnrolmentState.RETURNED)
    answers = replace(make_answers(), submission_id=enrolment.submission_id)
    agent, key = enrolment.agent_id, enrolment.id
    session.remove()  # type: ignore[attr-defined]

    def correct() -> UUID:
        actor = sessions().get(User, agent)
        assert actor is not None
        return service.correct(actor, key, answers)

    results = at_once([correct] * 4)

    assert all(isinstance(result, UUID) for result in results)
    kept = session.get(Enrolment, key)
    assert kept is not None
    verbs = [move.verb for move in session.scalars(kept.history.select())]
    assert verbs.count("send_again") == 1


def keep_as(agent_id: object, submission_id: UUID) -> Draft:
    actor = sessions().get(User, agent_id)
    assert actor is not None
    return drafts.keep(actor, submission_id, {"name": "Rina"}, NO_PHOTOS)


def test_one_unfinished_form_kept_ten_times_at_once_is_one_draft(session: Session):
    agent, submission_id = AgentFactory().id, uuid4()
    session.remove()  # type: ignore[attr-defined]

    results = at_once([lambda: keep_as(agent, submission_id)] * CROWD)

    assert {type(result) for result in results} == {Draft}
    assert count(session, Draft) == 1
