"""Who is reminded of what on which day: once, kindly, and nobody whose month comes in by itself."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from agentapp.autodebit.models import MandateState
from agentapp.contributions import reminders
from agentapp.contributions.models import ObligationState
from agentapp.contributions.monthly import raise_period
from agentapp.contributions.reminders import NotThisDay, Reminded, remind
from agentapp.core.clock import now
from agentapp.core.db import sessions
from agentapp.core.outbox_entry import OutboxEntry
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind, Payer
from tests.contributions.members import join, pay
from tests.contributions.test_monthly import before, member
from tests.factories import ObligationFactory, WorkerFactory
from tests.factories.autodebit import MandateFactory

NOV_12 = date(2026, 11, 12)
NOBODY = Reminded(0, 0)

pytestmark = pytest.mark.usefixtures("clock")


def owing(**facts):
    """Somebody who owes November and pays for themselves."""
    return ObligationFactory(**facts)


def told() -> list[OutboxEntry]:
    sessions().rollback()
    return list(sessions().scalars(select(OutboxEntry).order_by(OutboxEntry.key)))


@pytest.mark.parametrize(("day", "reminded"), [(11, False), (12, True), (13, True), (15, True), (16, False)])
def test_three_days_before_the_due_day_one_is_reminded(day, reminded):
    owing()

    assert remind(date(2026, 11, day)) == Reminded(int(reminded), 0)


def test_amount_month_and_day_are_said_in_full_to_the_workers_phone():
    owed = owing()
    remind(NOV_12)

    (entry,) = told()
    for fact in (owed.worker.first_name, "November 2026", "Rp16.800", "15 November 2026"):
        assert fact in entry.text
    assert (entry.phone, entry.kind) == (owed.worker.phone, "due")
    assert owed.worker.name not in entry.text


def test_a_month_is_told_once_however_often_it_runs():
    owing()

    assert [remind(NOV_12 + timedelta(days=each)) for each in (0, 0, 1)] == [Reminded(1, 0), NOBODY, NOBODY]


@pytest.mark.parametrize(
    "facts",
    [
        {"state": ObligationState.COLLECTING},
        {"state": ObligationState.LAPSED},
        {"state": ObligationState.REVERSED},
        {"funding": FundingKind.SPONSOR},
        {"funding": FundingKind.APBD},
        {"month": Month(2026, 12)},
    ],
)
def test_a_month_that_is_not_theirs_to_pay_now_is_not_told(facts):
    owing(**facts)

    assert remind(NOV_12).due == 0


def test_whoever_was_withdrawn_is_left_alone():
    owing(worker=WorkerFactory(withdrawn_at=now()))

    assert remind(NOV_12) == NOBODY


@pytest.mark.parametrize(
    ("facts", "reminded"),
    [
        ({}, False),
        ({"state": MandateState.PAUSED}, True),
        ({"state": MandateState.REVOKED, "ended_at": now()}, True),
        ({"first_month": Month(2026, 12)}, True),
        ({"first_month": Month(2026, 1), "last_month": Month(2026, 10)}, True),
        ({"last_month": Month(2026, 11)}, False),
    ],
)
def test_whoever_pays_by_mandate_is_not_reminded_of_those_months(facts, reminded):
    MandateFactory(worker=owing().worker, **facts)

    assert remind(NOV_12).due == int(reminded)


@pytest.mark.parametrize(
    ("paid", "told_so"),
    [
        ([3], True),
        ([2], False),
        ([4], False),
        ([3, 1], False),
        ([3, -1], False),
        ([], False),
        ([3, -2], True),
    ],
)
def test_in_the_last_month_of_grace_one_is_told_of_the_end(paid, told_so):
    member(before(12), *(before(each) for each in paid))

    assert remind(date(2026, 11, 5)).ending == int(told_so)


def test_the_end_is_told_with_its_day_and_what_keeps_the_membership():
    worker = member(before(12), before(3))
    for back in (2, 1, 0):
        ObligationFactory(worker=worker, month=before(back))
    remind(date(2026, 11, 5))

    (entry,) = told()
    assert "30 November 2026" in entry.text
    assert "Rp50.400" in entry.text
    assert entry.key == f"ending:{worker.id}:2026-11"


def test_without_a_sum_it_is_told_all_the_same():
    member(before(12), before(3))
    remind(date(2026, 11, 5))

    assert "Rp" not in told()[0].text


def test_a_debit_on_its_way_may_still_keep_it():
    worker = member(before(12), before(3))
    ObligationFactory(worker=worker, state=ObligationState.COLLECTING)

    assert remind(date(2026, 11, 5)) == NOBODY


def test_a_sponsors_promise_that_was_never_paid_ends_too(agent, clock):
    worker = member(before(2), payer=Payer.SPONSOR, payer_code="X")
    worker.accepted_at = now() - timedelta(days=60)
    sessions().commit()

    assert remind(date(2026, 11, 5)).ending == 1


def test_it_agrees_with_the_workers_own_page(agent, clock, signed_in_client):
    worker = join(agent, months=1)
    pay(agent, worker)
    days = []
    for month in (12, 13, 14, 15):
        here = Month(2026, 11) + (month - 11)
        clock.move_to(f"{here}-05T03:00:00+00:00")
        raise_period(here)
        if remind(here.first_day.replace(day=5)).ending:
            days.append(str(here))
    shown = signed_in_client(agent).get(f"/workers/{worker.id}").main

    assert days == ["2027-02"]
    assert "Berakhir" in shown


def test_more_than_one_piece_is_told_and_a_break_is_taken_up(monkeypatch):
    monkeypatch.setattr(reminders, "PIECE", 2)
    for _ in range(5):
        owing()

    assert remind(NOV_12) == Reminded(5, 0)
    assert len({entry.key for entry in told()}) == 5


@pytest.mark.parametrize("day", [date(2026, 11, 4), date(2026, 12, 7), date(1900, 1, 1)])
def test_a_day_that_is_over_or_far_away_is_refused(day):
    with pytest.raises(NotThisDay):
        remind(day)


def test_the_command_tells_how_many(app):
    owing()
    runner = app.test_cli_runner()

    done = runner.invoke(args=["contributions", "remind", "--date", "2026-11-12", "--json"])
    refused = runner.invoke(args=["contributions", "remind", "--date", "2026-10-12", "--json"])
    unread = runner.invoke(args=["contributions", "remind", "--date", "besok", "--json"])

    assert json.loads(done.stdout) == {"due": 1, "ending": 0}
    assert (done.exit_code, refused.exit_code, unread.exit_code) == (0, 1, 2)
    assert refused.stdout == unread.stdout == ""
