"""Mandates of the demo: at every persona, debits announced for the next banking day, nothing claimed that is not so."""

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from agentapp.accounts.models import User
from agentapp.autodebit.attempts import Attempt, AttemptMove, AttemptState
from agentapp.autodebit.checking import check
from agentapp.autodebit.gateways.batchfile import BatchFile
from agentapp.autodebit.models import Mandate, MandateMove, MandateState
from agentapp.autodebit.simulator.personas import Persona, account_of
from agentapp.autodebit.timing import NOTICE_DAYS, banking_day
from agentapp.contributions.ledger import LedgerEntry
from agentapp.contributions.models import Obligation, ObligationState, Payment, PaymentChannel
from agentapp.core.clock import today
from agentapp.core.db import sessions
from agentapp.core.outbox_entry import EntryState, OutboxEntry
from agentapp.demo.debits import Calendar


@pytest.fixture
def session(demo):
    yield sessions
    sessions.rollback()


@pytest.fixture
def mandates(session):
    return session.scalars(select(Mandate).options(selectinload(Mandate.worker))).all()


@pytest.fixture
def attempts(session):
    return session.scalars(
        select(Attempt).options(selectinload(Attempt.items), selectinload(Attempt.mandate))
    ).all()


def test_at_least_forty_are_active_at_all_eight_personas(mandates):
    accounts = [account_of(each.account_token) for each in mandates if each.state == MandateState.ACTIVE]
    personas = Counter(Persona.of(account) for account in accounts)

    assert len(accounts) >= 40
    assert set(personas) == set(Persona)
    assert min(personas.values()) >= 3
    assert len(set(accounts)) == len(accounts)


def test_they_belong_to_workers_of_several_agents_and_to_both_sponsors(session, mandates):
    sponsors = {session.get(User, each.payer_id).email: each for each in mandates if each.payer_id}
    agents = {each.worker.agent_id for each in mandates if each.worker}
    carried = session.scalar(
        select(func.count(Obligation.worker_id.distinct())).where(
            Obligation.payer_code == sponsors["sponsor@demo.id"].payer_code,
            Obligation.state == ObligationState.DUE,
        )
    )

    assert set(sponsors) == {"sponsor@demo.id", "sponsor2@demo.id"}
    assert len(agents) >= 5
    assert carried >= 5
    assert Persona.of(account_of(sponsors["sponsor@demo.id"].account_token)) == Persona.LANCAR


def test_some_are_paused_taken_back_or_never_came_about(mandates):
    assert {each.state for each in mandates} == {
        MandateState.ACTIVE,
        MandateState.PAUSED,
        MandateState.REVOKED,
        MandateState.FAILED,
    }


def test_nothing_was_taken_yet_and_nobody_says_so(session, attempts):
    assert {each.state for each in attempts} == {AttemptState.NOTIFIED, AttemptState.CANCELLED}
    assert not session.scalar(
        select(func.count()).where(Payment.channel == PaymentChannel.AUTODEBIT).select_from(Payment)
    )


def test_every_debit_asks_what_is_owed_and_was_told_in_time(session, attempts):
    keys = set(session.scalars(select(OutboxEntry.key).where(OutboxEntry.state == EntryState.WAITING)))
    for attempt in attempts:
        owed = [session.get(Obligation, item.obligation_id) for item in attempt.items]
        assert attempt.amount == sum(each.amount for each in owed) <= attempt.mandate.cap
        assert {each.month for each in owed} == {attempt.month}
        assert banking_day(attempt.scheduled_on) == attempt.scheduled_on
        assert attempt.scheduled_on.day >= attempt.mandate.debit_day
        assert attempt.scheduled_on - attempt.notified_at.date() >= timedelta(days=NOTICE_DAYS)
        assert f"debit_ahead:{attempt.reference}" in keys


def test_about_forty_are_due_on_the_next_banking_day(attempts):
    soonest = banking_day(today() + timedelta(days=1))
    due = [each for each in attempts if each.scheduled_on == soonest and each.state == AttemptState.NOTIFIED]

    assert 40 <= len(due) <= 50


def test_histories_lead_where_things_stand(session, mandates, attempts):
    for each, moves in (
        *((each, select(MandateMove).where(MandateMove.mandate_id == each.id)) for each in mandates),
        *((each, select(AttemptMove).where(AttemptMove.attempt_id == each.id)) for each in attempts),
    ):
        history = sorted(session.scalars(moves), key=lambda move: move.at)
        state = history[0].source
        for move in history:
            assert move.source == state
            state = each.lifecycle.after(move.verb, state)
        assert state == each.state


def test_the_books_hold_every_payment(session, tmp_path):
    found = check(BatchFile(tmp_path))

    assert (found.differences, found.bank) == ((), "not shown")
    assert session.scalar(select(func.count()).select_from(LedgerEntry)) > 10_000


@pytest.mark.parametrize(
    ("day", "days"),
    [
        ("2026-11-21", {"2026-11": "2026-11-23", "2026-12": "2026-12-07"}),
        ("2026-11-30", {"2026-12": "2026-12-01"}),
        ("2026-12-24", {"2026-12": "2026-12-28", "2027-01": "2027-01-06"}),
        ("2026-12-02", {"2026-12": "2026-12-03", "2027-01": "2027-01-04"}),
    ],
)
def test_the_calendar_of_any_day(day, days):
    calendar = Calendar.of(date.fromisoformat(day))

    found = {str(month): when.isoformat() for month, when in calendar.days(min(5, calendar.soonest.day))}
    assert found == days
