"""Somebody leaves: the account closes, the work passes on, the history stays."""

import pytest

from agentapp.accounts import people
from agentapp.accounts.handover import holdings
from agentapp.accounts.models import AccountEvent, AccountEventKind
from agentapp.core.clock import now
from agentapp.core.db import sessions
from agentapp.core.errors import FieldError, NotFound
from agentapp.enrolment.models import Enrolment, EnrolmentState
from agentapp.enrolment.unsent import Draft
from agentapp.workers.models import WorkerEvent, WorkerEventKind
from tests.factories import (
    AdminFactory,
    AgentFactory,
    BranchFactory,
    EnrolmentFactory,
    FundFactory,
    FundOfficerFactory,
    MamujuFactory,
    SupervisorFactory,
    WorkerFactory,
)


@pytest.fixture
def busy(session):
    """An agent with three workers, applications in every state and a draft."""
    agent = AgentFactory()
    for _ in range(2):
        WorkerFactory(agent=agent)
    WorkerFactory(agent=agent, withdrawn_at=now())
    for state in EnrolmentState:
        EnrolmentFactory(agent=agent, state=state)
    draft = Draft(
        agent_id=agent.id, submission_id=agent.id, content={"name": "x"}, created_at=now(), updated_at=now()
    )
    session.add(draft)
    session.commit()
    return agent


def test_an_agents_open_work_passes_to_the_successor(session, admin, busy):
    successor = AgentFactory()

    people.deactivate(admin, busy.id, successor.id)

    session.expire_all()
    assert busy.successor == successor
    assert held(successor) == {"workers": 3, "enrolments": 2, "drafts": 1}
    assert held(busy) == {}


def test_every_worker_passed_on_has_it_in_the_history(session, admin, busy):
    people.deactivate(admin, busy.id, AgentFactory().id)

    changed = session.query(WorkerEvent).filter_by(kind=WorkerEventKind.AGENT_CHANGED)
    assert {event.by_id for event in changed} == {admin.id}
    assert changed.count() == 3


def test_what_was_decided_stays_with_who_did_it(session, admin, busy):
    people.deactivate(admin, busy.id, AgentFactory().id)

    stayed = {enrolment.state for enrolment in enrolments_of(busy)}
    assert stayed == {EnrolmentState.APPROVED, EnrolmentState.REJECTED, EnrolmentState.WITHDRAWN}


def test_the_history_counts_what_was_passed_to_whom(session, admin, busy):
    successor = AgentFactory(name="Desi Ratnasari")

    people.deactivate(admin, busy.id, successor.id)

    closed = session.query(AccountEvent).filter_by(user_id=busy.id).one()
    assert closed.note == "→ Desi Ratnasari: workers 3, enrolments 2, drafts 1"


@pytest.mark.parametrize("who", ["nobody", "inactive", "other_role", "self"])
def test_work_passes_only_to_an_active_person_of_the_same_role(session, admin, busy, who):
    chosen = {
        "nobody": None,
        "inactive": AgentFactory(deactivated_at=now()).id,
        "other_role": SupervisorFactory().id,
        "self": busy.id,
    }[who]

    with pytest.raises(FieldError) as refused:
        people.deactivate(admin, busy.id, chosen)

    session.expire_all()
    assert refused.value.field == "successor"
    assert busy.active


def test_who_holds_nothing_needs_no_successor(session, admin):
    agent = AgentFactory()

    assert not people.deactivate(admin, agent.id, None).active


def test_a_fund_officers_funds_pass_on(session, admin):
    fund, successor = FundFactory(), FundOfficerFactory()

    people.deactivate(admin, fund.officer.id, successor.id)

    session.expire_all()
    assert fund.officer == successor


def test_what_came_after_deactivation_can_be_passed_on_later(session, admin):
    agent, successor = AgentFactory(), AgentFactory()
    people.deactivate(admin, agent.id, None)
    WorkerFactory(agent=agent)

    people.deactivate(admin, agent.id, successor.id)

    assert held(successor) == {"workers": 1}


def test_successors_are_of_the_same_branch_where_there_are_any(session):
    agent, near = AgentFactory(), AgentFactory()
    far = AgentFactory(branch=MamujuFactory())

    assert people.successors(agent) == [near]
    assert people.successors(far) == sorted([agent, near], key=lambda user: user.name)


def test_nobody_deactivates_themselves(session, admin):
    with pytest.raises(people.NotYourself):
        people.deactivate(admin, admin.id, None)


def test_two_administrators_cannot_deactivate_each_other(session, admin):
    other = AdminFactory()
    people.deactivate(admin, other.id, None)

    with pytest.raises(people.NoLongerAdministrator):
        people.deactivate(other, admin.id, None)


def test_a_person_let_in_again_has_no_successor_and_a_history(session, admin, events):
    agent = AgentFactory()
    people.deactivate(admin, agent.id, None)

    people.reactivate(admin, agent.id)

    assert agent.active
    assert events(agent) == [AccountEventKind.DEACTIVATED, AccountEventKind.REACTIVATED]


def test_nobody_is_let_into_a_closed_office(session, admin):
    agent = AgentFactory(branch=MamujuFactory())
    people.deactivate(admin, agent.id, None)
    agent.branch.closed_at = now()
    session.commit()

    with pytest.raises(people.OfficeClosed):
        people.reactivate(admin, agent.id)


def test_somebody_deactivated_gets_no_link(session, admin):
    agent = AgentFactory(deactivated_at=now())

    with pytest.raises(people.IsDeactivated):
        people.renew_setup_link(admin, agent.id)


def test_an_unknown_person_is_not_found(session, admin):
    with pytest.raises(NotFound):
        people.reactivate(admin, BranchFactory().id)


def held(user):
    return {holding.code: holding.count for holding in holdings(sessions(), user)}


def enrolments_of(user):
    return sessions().query(Enrolment).filter_by(agent_id=user.id)
