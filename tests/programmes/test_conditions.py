"""Who may join, and when a month is due."""

import dataclasses
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentapp.core.period import Month
from agentapp.programmes.conditions import age_on, works
from agentapp.programmes.rulebook import NoRates
from tests.programmes.reference import CONDITIONS, RULEBOOK

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("born", "admitted"),
    [
        (date(2008, 11, 22), False),
        (date(2008, 11, 21), True),
        (date(2008, 11, 20), True),
        (date(1961, 11, 22), True),
        (date(1961, 11, 21), False),
        (date(1930, 1, 1), False),
        (date(2026, 11, 21), False),
    ],
)
def test_one_joins_from_the_18th_birthday_to_the_day_before_the_65th(born, admitted):
    assert CONDITIONS.admits(born, TODAY) is admitted


@pytest.mark.parametrize(
    ("day", "age"), [(date(2026, 2, 28), 17), (date(2026, 3, 1), 18), (date(2028, 2, 29), 20)]
)
def test_born_on_29_february_one_grows_older_on_1_march_of_common_years(day, age):
    assert age_on(date(2008, 2, 29), day) == age


@pytest.mark.parametrize(
    ("month", "due"),
    [
        (Month(2026, 4), date(2026, 4, 15)),
        (Month(2026, 5), date(2026, 5, 18)),
        (Month(2026, 8), date(2026, 8, 18)),
        (Month(2026, 11), date(2026, 11, 16)),
        (Month(2027, 3), date(2027, 3, 16)),
        (Month(2027, 8), date(2027, 8, 16)),
    ],
)
def test_a_month_is_due_on_its_15th_or_the_next_working_day(month, due):
    assert RULEBOOK.due_on(month) == due


def test_of_years_without_published_holidays_only_weekends_are_known():
    assert works(date(2035, 8, 17))
    assert not works(date(2035, 8, 18))


@given(st.builds(Month, st.integers(2016, 2040), st.integers(1, 12)), st.integers(1, 31))
def test_the_day_due_is_a_working_day_not_before_the_day_set(month, day):
    due = dataclasses.replace(CONDITIONS, due_day=day).due_on(month)

    assert works(due)
    assert due >= month.first_day.replace(day=min(day, month.last_day.day))


def test_terms_hold_from_their_month_on():
    stricter = dataclasses.replace(CONDITIONS, effective_from=Month(2028, 1), age_limit=60)
    book = dataclasses.replace(RULEBOOK, conditions=(CONDITIONS, stricter))

    assert [book.terms(month).age_limit for month in (Month(2027, 12), Month(2028, 1))] == [65, 60]


def test_there_are_no_terms_before_the_first():
    with pytest.raises(NoRates):
        RULEBOOK.terms(Month(2015, 6))
