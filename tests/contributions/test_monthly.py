"""The month's round: everybody who owes the month owes it once, at the amount of the rules, whatever interrupts it."""

import json
from datetime import date
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import literal, select

from agentapp.contributions import monthly
from agentapp.contributions.assessment import amount_for, raise_months, void_months
from agentapp.contributions.models import Obligation, ObligationState
from agentapp.contributions.monthly import OutOfReach, Raised, raise_period
from agentapp.contributions.prices import bracket_of, prices
from agentapp.contributions.protection import Entry, ProtectionStatus, protection
from agentapp.core.clock import now
from agentapp.core.db import sessions, transaction
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind, Programmes, Sector
from agentapp.programmes.rulebook import contribution, current_rulebook
from agentapp.workers.models import Membership
from tests.contributions.members import join, pay
from tests.factories import ObligationFactory, PaymentFactory, WorkerFactory
from tests.support.crowd import at_once

NOV = Month(2026, 11)
GRACE = 3
BASE = 8_400
"""The lowest bracket, by half: PP 50/2025 gives relief in November 2026."""


def owed_for(month):
    return sessions().scalars(select(Obligation).where(Obligation.month == month)).all()


def member(since, *paid, **facts):
    """Somebody whose only membership began in `since`, and who paid those months."""
    worker = WorkerFactory(**facts)
    worker.memberships[0].since = since
    for month in paid:
        payment = PaymentFactory(worker=worker)
        ObligationFactory(worker=worker, month=month, state=ObligationState.PAID, payment=payment)
    sessions().commit()
    return worker


def before(months):
    return Month.from_ordinal(NOV.ordinal - months)


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("since", "paid", "owes"),
    [
        (0, [], True),
        (2, [], True),  # still within the months in which a first payment is awaited
        (3, [], False),
        (12, [], False),
        (-1, [], False),  # begins next month
        (12, [1], True),
        (12, [3], True),  # the last of three months of grace
        (12, [4], False),  # ended
        (12, [4, -2], True),  # paid ahead beyond a gap
        (3, [3], True),
    ],
)
def test_who_owes_the_month(since, paid, owes):
    member(before(since), *(before(each) for each in paid))

    assert raise_period(NOV) == Raised(NOV, int(owes), 0, BASE * owes)


@pytest.mark.usefixtures("clock")
def test_a_payment_of_the_month_itself_leaves_nothing_to_raise():
    member(before(2), NOV)

    assert raise_period(NOV) == Raised(NOV, 0, 1, BASE)


@pytest.mark.usefixtures("clock")
def test_whoever_was_withdrawn_owes_nothing():
    member(NOV, withdrawn_at=now())

    assert raise_period(NOV).raised == 0


@pytest.mark.usefixtures("clock")
def test_a_renewed_membership_counts_and_a_voided_one_does_not():
    renewed = member(before(12), before(10))
    renewed.memberships.append(Membership(number=12_000_000_001, since=NOV))
    voided = member(before(12), before(10))
    voided.memberships.append(Membership(number=12_000_000_002, since=NOV, voided_at=now()))
    sessions().commit()

    raise_period(NOV)

    assert [owed.worker_id for owed in owed_for(NOV)] == [renewed.id]


@settings(max_examples=400)
@given(since=some.integers(0, 8), paid=some.frozensets(some.integers(0, 8)))
def test_the_round_asks_exactly_those_whose_membership_stands(since, paid):
    """The statement's condition in words, against the rule itself, for everybody who has paid."""
    months = {before(each) for each in paid if each <= since}
    entry = Entry(since=before(since), accepted_on=date(2026, 1, 1), first_received_on=date(2026, 1, 1))
    standing = protection(months, entry, today=NOV.first_day, grace_months=GRACE)
    asked = before(since) > before(GRACE) or any(month >= before(GRACE) for month in months)

    if standing.status != ProtectionStatus.WAITING:
        assert asked == (standing.status != ProtectionStatus.ENDED)


@pytest.mark.usefixtures("clock")
def test_every_price_is_that_of_the_rules_at_every_edge():
    rulebook = current_rulebook(sessions())
    rows = prices(rulebook, NOV)
    rates = rulebook.tariff(NOV)
    edges = {
        income
        for bracket in rates.brackets
        for income in (bracket.income_from - 1, bracket.income_from, bracket.income_from + 1)
    }
    for income in edges - {-1}:
        begins = sessions().scalar(select(bracket_of(literal(income), rulebook, NOV)))
        fitting = [row for row in rows if row["income_from"] == begins]
        assert len(fitting) == len(Programmes) * len(Sector) * len(FundingKind)
        for row in fitting:
            kind = {name: row[name] for name in ("programmes", "sector", "funding")}
            owed = contribution(rulebook, income=income, month=NOV, **kind)
            told = (row["base"], row["jkk"], row["jkm"], row["jht"], row["amount"])
            assert told == (owed.base, owed.jkk, owed.jkm, owed.jht, owed.total)


@pytest.mark.usefixtures("clock")
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    income=some.integers(1, 40_000_000),
    programmes=some.sampled_from(Programmes),
    sector=some.sampled_from(Sector),
    funding=some.sampled_from(FundingKind),
)
def test_what_is_raised_is_what_the_rules_ask(income, programmes, sector, funding):
    worker = member(NOV, monthly_income=income, programmes=programmes, sector=sector, funding=funding)
    raise_period(NOV)

    owed = sessions().scalars(select(Obligation).where(Obligation.worker_id == worker.id)).one()
    asked = amount_for(current_rulebook(sessions()), worker, NOV)
    assert (owed.contribution_base, owed.jkk, owed.jkm, owed.jht) == (
        asked.base,
        asked.jkk,
        asked.jkm,
        asked.jht,
    )
    assert (owed.programmes, owed.funding, owed.state) == (programmes, funding, ObligationState.DUE)
    assert owed.due_on == current_rulebook(sessions()).due_on(NOV)


def test_a_month_raised_at_the_approval_stays_as_it_was(worker):
    before_it = {owed.id for owed in owed_for(NOV)}

    assert raise_period(NOV).raised == 0
    assert {owed.id for owed in owed_for(NOV)} == before_it


def test_after_the_chosen_months_the_round_goes_on(agent, clock):
    worker = join(agent, months=1)
    pay(agent, worker)
    clock.move_to("2026-12-01T03:00:00+00:00")

    assert raise_period(NOV + 1).raised == 1
    assert [owed.worker_id for owed in owed_for(NOV + 1)] == [worker.id]


def test_a_void_month_can_be_raised_anew(worker):
    with transaction() as session:
        void_months(session, worker)

    assert raise_period(NOV).raised == 1


@pytest.mark.usefixtures("clock")
def test_the_second_run_raises_nothing():
    for _ in range(3):
        member(NOV)

    assert raise_period(NOV) == Raised(NOV, 3, 0, 3 * BASE)
    assert raise_period(NOV) == Raised(NOV, 0, 3, 3 * BASE)


@pytest.mark.usefixtures("clock")
def test_a_round_that_broke_off_is_finished_by_the_next(monkeypatch):
    monkeypatch.setattr(monthly, "PIECE", 2)
    for _ in range(7):
        member(NOV)

    def break_off(_count):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        raise_period(NOV, break_off)
    assert len(owed_for(NOV)) == 2

    passed = []
    assert raise_period(NOV, passed.append) == Raised(NOV, 5, 2, 7 * BASE)
    assert passed == [2, 2, 2, 2]  # the bar ends full, also where the last piece is short


@pytest.mark.usefixtures("clock")
def test_rounds_at_once_and_an_approval_raise_each_month_once(monkeypatch):
    monkeypatch.setattr(monthly, "PIECE", 2)
    workers = [member(NOV) for _ in range(6)]
    late = workers[3].id
    sessions.remove()

    def approve():
        with transaction() as session:
            raise_months(session, session.get(type(workers[0]), late), NOV, 1)

    results = at_once([*[partial(raise_period, NOV)] * 4, approve])

    assert sum(result.raised for result in results if isinstance(result, Raised)) in {5, 6}
    assert len(owed_for(NOV)) == len({owed.worker_id for owed in owed_for(NOV)}) == 6


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("months", [4, -2, 1200])
def test_months_out_of_reach_are_refused(months):
    member(NOV)
    with pytest.raises(OutOfReach):
        raise_period(before(months))
    assert owed_for(before(months)) == []


@pytest.mark.usefixtures("clock")
def test_the_command_tells_what_it_did(app):
    member(NOV)
    runner = app.test_cli_runner()

    told = runner.invoke(args=["contributions", "assess", "--period", "2026-11", "--json"])

    assert json.loads(told.stdout) == {"period": "2026-11", "raised": 1, "already": 0, "total": BASE}
    assert told.exit_code == 0


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("period", ["2026-13", "november", "2030-01"])
def test_the_command_refuses_what_is_no_month_to_raise(app, period):
    refused = app.test_cli_runner().invoke(args=["contributions", "assess", "--period", period, "--json"])

    assert refused.exit_code != 0
    assert refused.stdout == ""
    assert period in refused.stderr or "YYYY-MM" in refused.stderr
