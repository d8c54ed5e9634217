"""How payments go in the demo, month by month."""

from datetime import UTC, datetime, timedelta

import pytest

from agentapp.core.period import Month
from agentapp.demo.chance import Chance
from agentapp.demo.courses import Entrance, by_fund, by_hand, unpaid, with_a_break
from agentapp.demo.timeline import Timeline, at

TIMELINE = Timeline(datetime(2026, 11, 21, 3, 0, tzinfo=UTC))
JANUARY = Month(2026, 1)


def entrance(since: Month, at_once: int = 1) -> Entrance:
    return Entrance(at(since.first_day + timedelta(days=11), 9), since, at_once)


def months(course) -> list[str]:
    return [str(month) for paid, _ in course.paid for month in paid]


def test_the_first_month_lies_ten_months_back():
    assert TIMELINE.start == JANUARY


def test_a_fund_pays_by_quarters_and_for_late_comers_soon_after():
    course = by_fund(TIMELINE, Month(2026, 12), entrance(Month(2026, 5)))

    assert months(course) == [f"2026-{number:02d}" for number in range(5, 13)]
    assert [(len(paid), received.date().isoformat()) for paid, received in course.paid] == [
        (2, "2026-05-14"),
        (3, "2026-07-10"),
        (3, "2026-10-10"),
    ]


def test_what_a_fund_has_not_transferred_stays_due():
    course = by_fund(TIMELINE, Month(2026, 9), entrance(JANUARY))

    assert months(course)[-1] == "2026-09"
    assert course.raised[-1] == Month(2026, 11)


def test_who_pays_in_time_is_paid_up_to_this_month_at_least():
    course = by_hand(TIMELINE, Chance("any"), entrance(JANUARY, 3), Month(2027, 5))

    assert months(course) == [f"2026-{number:02d}" for number in range(1, 13)]
    assert all(received <= TIMELINE.now for _, received in course.paid)


@pytest.mark.parametrize(("last", "raised"), [(Month(2026, 9), "2026-11"), (Month(2026, 5), "2026-08")])
def test_what_was_not_paid_is_raised_as_long_as_it_may_be_paid(last, raised):
    course = by_hand(TIMELINE, Chance("any"), entrance(JANUARY), last)

    assert months(course)[-1] == str(last)
    assert str(course.raised[-1]) == raised


def test_after_a_break_a_new_membership_begins_and_what_was_due_lapses():
    course = with_a_break(TIMELINE, Chance("any"), entrance(JANUARY))

    assert months(course) == ["2026-01", "2026-02", "2026-10", "2026-11", "2026-12"]
    assert [str(month) for month in course.lapsed] == ["2026-03", "2026-04", "2026-05"]
    assert course.renewed is not None
    assert course.renewed[0] == Month(2026, 10)


def test_who_has_not_paid_owes_the_months_they_chose():
    assert unpaid(entrance(Month(2026, 11), 3)).raised == Month(2026, 11).run(3)
