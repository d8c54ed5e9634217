"""Whose an item is when things have changed meanwhile, and when many hands send it at once."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from agentapp.accounts import people
from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.core.db import sessions
from agentapp.enrolment.models import Enrolment, EnrolmentMove, FlagKind
from agentapp.enrolment.unsent import Draft
from agentapp.intake.content import Package
from agentapp.intake.models import Receipt
from agentapp.intake.receiving import receive
from tests.factories import AdminFactory, AgentFactory, MamujuFactory
from tests.intake.phone import person
from tests.support.crowd import at_once


@pytest.fixture
def ticket(phone):
    return phone.tell()["ticket"]


def details(flags):
    return [flag.detail for flag in flags if flag.kind == FlagKind.SCOPE_CHANGED]


def test_what_a_deactivated_agent_filled_in_is_looked_after_by_who_sends_it(phone_of, agent, ticket, session):
    sender = AgentFactory()
    people.deactivate(AdminFactory(), agent.id, None)

    phone_of(sender).put(person(ticket=ticket), 201)

    enrolment = session.scalars(select(Enrolment)).one()
    assert (enrolment.author_id, enrolment.agent_id) == (agent.id, sender.id)
    assert details(enrolment.flags) == ["deactivated"]
    assert not enrolment.is_clean


def test_to_be_corrected_it_becomes_the_senders_draft(phone_of, agent, ticket, session):
    sender = AgentFactory()
    people.deactivate(AdminFactory(), agent.id, None)

    phone_of(sender).put(person(ticket=ticket, nik="1"), 422)

    assert session.scalars(select(Draft)).one().agent_id == sender.id


@pytest.mark.parametrize(("days_ago", "told"), [(1, ["moved"]), (0, [])])
def test_who_moved_after_filling_in_stays_author_with_a_flag_in_the_new_branch(
    phone, agent, session, days_ago, told
):
    moved_to = MamujuFactory()
    same = {"name": agent.name, "email": agent.email, "phone": "", "home_district": "76.05.01"}
    people.change(
        AdminFactory(), agent.id, people.Changes(**same, branch_id=moved_to.id, agency_office_id=None)
    )

    phone.put(person(captured_at=(now() - timedelta(days=days_ago)).isoformat()), 201)

    enrolment = session.scalars(select(Enrolment)).one()
    assert (enrolment.agent_id, enrolment.branch_id) == (agent.id, moved_to.id)
    assert details(enrolment.flags) == told


def test_sent_by_ten_at_once_it_is_received_once_with_one_receipt(app, session, agent):
    sent = person()
    key, body = UUID(sent["submission_id"]), json.dumps(sent).encode()
    agent_id = agent.id
    session.remove()

    def send():
        with app.test_request_context():
            sender = sessions().get(User, agent_id)
            package = Package(submission_id=key, content_type="application/json", body=body, sender=sender)
            return receive(package)

    outcomes = at_once([send] * 10)

    assert sum(outcome.new for outcome in outcomes) == 1
    assert len({outcome.answer for outcome in outcomes}) == 1
    for model in (Enrolment, EnrolmentMove, Receipt):
        assert session.scalar(select(func.count()).select_from(model)) == 1
