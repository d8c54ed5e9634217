"""Twelve boxes say what each month is."""

from datetime import date

import pytest

from agentapp.contributions.boxes import BoxState, boxes, first_box
from agentapp.contributions.models import Obligation, ObligationState
from agentapp.contributions.protection import Entry, protection
from agentapp.contributions.standing import Standing
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind

JAN = Month(2026, 1)
PAID, COLLECTING, DUE = BoxState.PAID, BoxState.COLLECTING, BoxState.DUE
ARREARS, NOT_YET, NONE = BoxState.ARREARS, BoxState.NOT_YET, BoxState.NONE


def due_on(month):
    return date(month.year, month.number, 15)


def standing_on(today, *paid, since=JAN):
    entry = Entry(
        since=since, accepted_on=since.first_day, first_received_on=since.first_day if paid else None
    )
    months = frozenset(paid)
    return Standing(today, entry, months, protection(months, entry, today=today, grace_months=3))


def owed(month, state):
    return Obligation(month=month, state=state, due_on=due_on(month), funding=FundingKind.SELF)


def states(today, *paid, others=(), since=JAN, first=JAN):
    obligations = [owed(month, ObligationState.PAID) for month in paid] + list(others)
    return [box.state for box in boxes(standing_on(today, *paid, since=since), obligations, due_on, first)]


def test_there_are_twelve_in_order():
    shown = boxes(standing_on(date(2026, 1, 5)), [], due_on, JAN)

    assert [box.month for box in shown] == list(JAN.run(12))


@pytest.mark.parametrize(
    ("today", "april"),
    [(date(2026, 4, 1), DUE), (date(2026, 4, 15), DUE), (date(2026, 4, 16), ARREARS)],
)
def test_this_month_is_due_until_its_last_day_to_pay(today, april):
    assert states(today, JAN, JAN + 1, JAN + 2)[:5] == [PAID, PAID, PAID, april, NOT_YET]


def test_missed_months_are_in_arrears_until_the_membership_ends():
    assert states(date(2026, 4, 10), JAN)[:5] == [PAID, ARREARS, ARREARS, DUE, NOT_YET]
    assert states(date(2026, 5, 1), JAN)[:6] == [PAID, NONE, NONE, NONE, NONE, NONE]


def test_before_the_first_payment_nothing_is_late_and_what_passed_is_not_charged():
    assert states(date(2026, 3, 28))[:4] == [NONE, NONE, DUE, NOT_YET]


def test_months_before_the_membership_are_nobodys():
    assert states(date(2026, 3, 5), since=Month(2026, 3))[:4] == [NONE, NONE, DUE, NOT_YET]


def test_what_is_being_collected_says_so():
    collecting = [owed(JAN + 1, ObligationState.COLLECTING)]

    assert states(date(2026, 2, 3), JAN, others=collecting)[1] == COLLECTING


def test_what_lapsed_is_nobodys():
    lapsed = [owed(JAN, ObligationState.LAPSED)]

    assert states(date(2026, 3, 5), JAN + 2, others=lapsed, since=JAN + 2)[0] == NONE


@pytest.mark.parametrize(
    ("since", "today", "first"),
    [
        (Month(2026, 11), date(2026, 11, 5), Month(2026, 11)),
        (Month(2020, 1), date(2026, 11, 5), Month(2026, 6)),
        (Month(2026, 8), date(2026, 11, 5), Month(2026, 8)),
    ],
)
def test_unless_told_they_begin_five_months_back_but_not_before_the_membership(since, today, first):
    assert first_box(since, today) == first
