"""When debits are made: days, holidays, the year's end, hours in each zone, notice, tries, questions to the bank."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import select

from agentapp.autodebit.announcing import announce
from agentapp.autodebit.attempts import Attempt, AttemptState, reference_of
from agentapp.autodebit.gateways import use_gateway
from agentapp.autodebit.models import Mandate, MandateState
from agentapp.autodebit.polling import poll
from agentapp.autodebit.preparing import prepare
from agentapp.autodebit.sending import Sent, send_due
from agentapp.autodebit.timing import (
    ImpossibleDay,
    Occasion,
    days_to_prepare,
    first_debit,
    next_poll,
    next_try,
    open_at,
)
from agentapp.core.db import sessions
from agentapp.core.period import Month
from tests.autodebit.conftest import morning
from tests.factories import MandateFactory, ObligationFactory
from tests.factories.debits import AttemptFactory
from tests.support.money_bank import ChanceBank, Deed

DECEMBER, JANUARY = Month(2026, 12), Month(2027, 1)
MONDAY_7 = date(2026, 12, 7)


@pytest.mark.parametrize(
    ("month", "debit_day", "announced_on", "day"),
    [
        (DECEMBER, 2, date(2026, 11, 20), date(2026, 12, 2)),
        (DECEMBER, 5, date(2026, 11, 20), MONDAY_7),  # a Saturday
        (DECEMBER, 5, date(2026, 12, 3), MONDAY_7),  # three days later is a Sunday
        (DECEMBER, 5, date(2026, 12, 4), MONDAY_7),
        (DECEMBER, 5, date(2026, 12, 5), date(2026, 12, 8)),
        (DECEMBER, 1, date(2026, 12, 22), date(2026, 12, 28)),  # Christmas and a weekend
        (DECEMBER, 1, date(2026, 12, 28), date(2026, 12, 31)),
        (DECEMBER, 1, date(2026, 12, 29), None),
        (JANUARY, 1, date(2026, 12, 20), date(2027, 1, 4)),  # New Year, then a weekend
        (JANUARY, 12, date(2026, 12, 31), date(2027, 1, 12)),
    ],
)
def test_the_first_debit_of_a_month(month, debit_day, announced_on, day):
    assert first_debit(month, debit_day, announced_on) == day


@pytest.mark.parametrize(
    ("after", "day"),
    [
        (date(2026, 12, 2), date(2026, 12, 8)),
        (MONDAY_7, date(2026, 12, 8)),
        (date(2026, 12, 8), date(2026, 12, 14)),  # the 12th is a Saturday
        (date(2026, 12, 13), date(2026, 12, 14)),
        (date(2026, 12, 14), None),
        (date(2027, 1, 3), None),
    ],
)
def test_the_next_try_lies_after_the_last_one(after, day):
    assert next_try(DECEMBER, after) == day


@pytest.mark.parametrize(
    ("day", "hour", "opened"),
    [
        (MONDAY_7, time(6, 59, 59), False),
        (MONDAY_7, time(7), True),
        (MONDAY_7, time(19, 59, 59), True),
        (MONDAY_7, time(20), False),
        (date(2026, 12, 5), time(10), False),
        (date(2026, 12, 25), time(10), False),
        (date(2027, 1, 1), time(10), False),
    ],
)
def test_the_hours_of_banks(day, hour, opened):
    assert open_at(datetime.combine(day, hour, UTC)) == opened


@pytest.mark.parametrize(
    ("zone", "moment", "sent"),
    [
        ("Asia/Jakarta", "2026-12-07T00:30+00:00", 1),
        ("Asia/Jakarta", "2026-12-06T23:30+00:00", 0),
        ("Asia/Makassar", "2026-12-06T23:30+00:00", 1),
        ("Asia/Makassar", "2026-12-06T22:30+00:00", 0),
        ("Asia/Jayapura", "2026-12-06T22:30+00:00", 1),
        ("Asia/Jakarta", "2026-12-07T12:30+00:00", 1),
        ("Asia/Makassar", "2026-12-07T12:30+00:00", 0),
        ("Asia/Jayapura", "2026-12-07T11:30+00:00", 0),
    ],
)
def test_hours_are_the_payers_own(other_bank, zone, moment, sent):
    announced(zone_name=zone)

    results = send_due(Occasion(MONDAY_7, datetime.fromisoformat(moment)))

    assert results[Sent.SUCCEEDED] == sent


@pytest.mark.parametrize(("told_on", "sent_on"), [(1, 7), (4, 7), (5, 8), (7, 10), (8, 11)])
def test_three_days_lie_between_notice_and_debit(other_bank, told_on, sent_on):
    announced(told=morning(told_on))

    days = [day for day in range(told_on, 15) if send_due(morning(day))[Sent.SUCCEEDED]]

    assert days == [sent_on]


def test_no_month_is_debited_when_it_is_over(other_bank):
    announced()

    january = Occasion(date(2027, 1, 4), datetime(2027, 1, 4, 2, tzinfo=UTC))
    assert send_due(january)[Sent.CANCELLED] == 1
    assert states() == [AttemptState.CANCELLED]


def test_what_waited_for_the_end_of_a_pause_is_given_up_with_its_month(other_bank):
    announced()
    sessions.scalars(select(Mandate)).one().state = MandateState.PAUSED
    sessions.commit()

    assert send_due(morning(7))[Sent.SKIPPED] == 1
    assert states() == [AttemptState.NOTIFIED]

    january = Occasion(date(2027, 1, 4), datetime(2027, 1, 4, 2, tzinfo=UTC))
    assert send_due(january)[Sent.CANCELLED] == 1
    assert states() == [AttemptState.CANCELLED]


def test_a_refusal_heard_of_late_is_not_tried_again_in_the_past(other_bank):
    announced(Deed.NEVER_HEARS)
    send_due(morning(7))

    assert poll(morning(9), whole_day=True)[Sent.DECLINED] == 1

    sessions.remove()
    tries = sessions().scalars(select(Attempt.scheduled_on).order_by(Attempt.number)).all()
    assert tries == [MONDAY_7, date(2026, 12, 14)]


def test_debits_are_prepared_a_week_ahead_also_over_the_years_end():
    before = Occasion(date(2026, 12, 30), morning(30).moment)

    prepared = dict(days_to_prepare(before))

    assert set(prepared) == {JANUARY}
    assert prepared[JANUARY] == {
        1: date(2027, 1, 4),
        2: date(2027, 1, 4),
        3: date(2027, 1, 4),
        4: date(2027, 1, 4),
        5: date(2027, 1, 6),  # Isra Mikraj
        6: date(2027, 1, 6),
    }


@pytest.mark.parametrize(
    ("polls", "pause"),
    [
        (0, timedelta(minutes=10)),
        (1, timedelta(minutes=30)),
        (2, timedelta(hours=2)),
        (3, timedelta(hours=6)),
        (4, timedelta(days=1)),
        (90, timedelta(days=1)),
    ],
)
def test_the_bank_is_asked_at_growing_pauses(polls, pause):
    moment = datetime(2026, 12, 31, 20, tzinfo=UTC)

    assert next_poll(polls, moment) == moment + pause


@pytest.mark.parametrize(
    ("ahead", "possible"), [(-400, False), (-1, False), (0, True), (31, True), (32, False)]
)
def test_a_run_reaches_from_today_to_a_month_ahead(ahead, possible):
    with time_machine.travel(datetime(2026, 12, 6, 18, tzinfo=UTC), tick=False):  # the 7th in Jakarta
        occasion = Occasion.on(MONDAY_7 + timedelta(days=ahead))
        if possible:
            occasion.check_reach()
        else:
            with pytest.raises(ImpossibleDay):
                occasion.check_reach()


@pytest.mark.parametrize("earlier", [0, 1, 8, 9, 97])
def test_a_prepared_debit_has_the_same_reference_as_one_made_by_hand(session, earlier):
    owed = ObligationFactory(worker=MandateFactory().worker, month=DECEMBER)
    mandate = session.scalars(select(Mandate)).one()
    if earlier:
        AttemptFactory(
            mandate=mandate,
            month=DECEMBER,
            number=earlier,
            obligations=[owed],
            state=AttemptState.CANCELLED,
        )

    prepare(morning(1))

    made = session.scalars(select(Attempt).where(Attempt.number == earlier + 1)).one()
    assert made.reference == reference_of(mandate, DECEMBER, earlier + 1)


def announced(deed=Deed.PAYS, told=None, **mandate):
    """Somebody's December, told of on the 1st or another day; the bank does `deed`."""
    given = MandateFactory(**mandate)
    ObligationFactory(worker=given.worker, month=DECEMBER)
    bank = ChanceBank(choose=lambda _debit: deed)
    use_gateway(bank)
    prepare(told or morning(1))
    announce(told or morning(1))
    return bank


def states():
    sessions.remove()
    return list(sessions().scalars(select(Attempt.state)))
