"""What is owed: raised once, by the rules of each month, and void only before any money came."""

import pytest
from sqlalchemy import select

from agentapp.contributions.assessment import AlreadyPaid, has_payment, raise_months, void_months
from agentapp.contributions.models import Obligation, ObligationState
from agentapp.core.db import sessions, transaction
from agentapp.core.errors import IllegalMove
from agentapp.core.period import Month
from agentapp.programmes.kinds import Payer, Programmes, Sector
from tests.contributions.members import join, pay
from tests.factories import ObligationFactory, PaymentFactory

NOV = Month(2026, 11)


def owed_by(worker):
    return (
        sessions()
        .scalars(select(Obligation).where(Obligation.worker_id == worker.id).order_by("month"))
        .all()
    )


def test_the_months_chosen_are_due_from_the_month_of_acceptance(worker):
    assert [(owed.month, owed.state) for owed in owed_by(worker)] == [
        (month, ObligationState.DUE) for month in NOV.run(3)
    ]


def test_each_month_has_the_relief_of_its_own(agent):
    """PP 50/2025: transport workers until March 2027 at half of JKK and JKM."""
    worker = join(agent, sector=Sector.TRANSPORT, months=6, programmes=Programmes.JKK_JKM_JHT)
    amounts = [(owed.jkk, owed.jkm, owed.jht, owed.amount) for owed in owed_by(worker)]

    assert amounts == [(5_000, 3_400, 20_000, 28_400)] * 5 + [(10_000, 6_800, 20_000, 36_800)]


def test_a_regions_budget_gets_no_relief(agent):
    worker = join(agent, payer=Payer.FUND, payer_code="APBD-1", months=1)

    assert [owed.amount for owed in owed_by(worker)] == [16_800]


def test_a_month_is_due_on_the_15th_or_the_next_working_day(worker):
    assert [owed.due_on.isoformat() for owed in owed_by(worker)] == ["2026-11-16", "2026-12-15", "2027-01-15"]


def test_raising_again_changes_nothing(worker):
    before = [(owed.id, owed.raised_at) for owed in owed_by(worker)]
    with transaction() as session:
        again = raise_months(session, worker, NOV, 4)

    assert [(owed.id, owed.raised_at) for owed in again][:3] == before
    assert [owed.month for owed in owed_by(worker)] == list(NOV.run(4))


def test_before_any_payment_all_of_it_can_be_void(worker):
    with transaction() as session:
        assert void_months(session, worker) == 3

    assert {owed.state for owed in owed_by(worker)} == {ObligationState.VOID}


def test_what_was_void_can_be_raised_anew(worker):
    with transaction() as session:
        void_months(session, worker)
        raise_months(session, worker, NOV, 1)

    assert [owed.state for owed in owed_by(worker)].count(ObligationState.DUE) == 1


def test_after_a_payment_nothing_can_be_void(agent, worker):
    pay(agent, worker)

    with pytest.raises(AlreadyPaid), transaction() as session:
        void_months(session, worker)
    assert has_payment(sessions(), worker)


@pytest.mark.parametrize(
    ("verb", "allowed"),
    [
        ("collect", {"due", "reserved"}),
        ("release", {"collecting"}),
        ("settle", {"due", "reserved", "collecting", "reversed"}),
        ("reverse", {"paid"}),
        ("reopen", {"reversed"}),
        ("lapse", {"due"}),
        ("void", {"due", "reserved"}),
    ],
)
@pytest.mark.parametrize("state", list(ObligationState))
def test_which_verb_leads_on_from_which_state(verb, allowed, state):
    assert Obligation.lifecycle.allows(verb, state) == (state in allowed)


def test_a_refused_move_leaves_the_state(session):
    owed = ObligationFactory()
    owed.void()

    with pytest.raises(IllegalMove):
        owed.settle(PaymentFactory(worker=owed.worker))
    assert owed.state == ObligationState.VOID
