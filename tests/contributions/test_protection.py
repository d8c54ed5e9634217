"""Protection follows from the months that are paid: the decision table, and what always holds."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentapp.contributions.protection import Entry, ProtectionStatus, first_payable, protection
from agentapp.core.period import Month

GRACE = 3
WAITING, PROTECTED = ProtectionStatus.WAITING, ProtectionStatus.PROTECTED
ARREARS, ENDED = ProtectionStatus.ARREARS, ProtectionStatus.ENDED
JAN = Month(2026, 1)
SELF = Entry(since=JAN, accepted_on=date(2026, 1, 10), first_received_on=date(2026, 1, 12))
UNPAID = Entry(since=JAN, accepted_on=date(2026, 1, 10))
FUND = Entry(since=JAN, accepted_on=date(2026, 1, 10), acceptance_starts=True)


def stand(paid, today, entry=SELF):
    return protection(paid, entry, today=today, grace_months=GRACE)


def months(*numbers):
    return [Month(2026, number) for number in numbers]


@pytest.mark.parametrize(
    ("paid", "today", "status", "until"),
    [
        ((1,), date(2026, 1, 12), PROTECTED, date(2026, 1, 31)),
        ((1,), date(2026, 1, 31), PROTECTED, date(2026, 1, 31)),
        ((1,), date(2026, 2, 1), ARREARS, date(2026, 1, 31)),
        ((1,), date(2026, 4, 30), ARREARS, date(2026, 1, 31)),
        ((1,), date(2026, 5, 1), ENDED, date(2026, 1, 31)),
        ((1, 2, 3), date(2026, 3, 31), PROTECTED, date(2026, 3, 31)),
        ((1, 2), date(2026, 2, 28), PROTECTED, date(2026, 2, 28)),
        ((1, 2), date(2026, 3, 1), ARREARS, date(2026, 2, 28)),
        ((1, 3), date(2026, 3, 5), PROTECTED, date(2026, 3, 31)),
        ((1, 6), date(2026, 6, 5), PROTECTED, date(2026, 6, 30)),
    ],
)
def test_a_paid_month_protects_to_its_last_day_and_three_more_may_be_caught_up(paid, today, status, until):
    standing = stand(months(*paid), today)

    assert (standing.status, standing.protected_until) == (status, until)


def test_in_arrears_the_unpaid_months_up_to_this_one_are_owed():
    assert stand(months(1), date(2026, 4, 30)).owed == tuple(months(2, 3, 4))


def test_after_the_end_nothing_is_owed():
    assert stand(months(1), date(2026, 5, 1)).owed == ()


def test_grace_ends_three_months_after_the_cover():
    assert stand(months(1), date(2026, 2, 1)).grace_until == date(2026, 4, 30)


def test_a_month_left_out_is_owed_although_a_later_one_is_paid():
    assert stand(months(1, 3), date(2026, 3, 5)).owed == tuple(months(2))


def test_cover_after_a_gap_counts_from_the_month_after_it():
    assert stand(months(1, 3), date(2026, 3, 5)).protected_from == date(2026, 3, 1)


def test_a_gap_longer_than_the_grace_is_not_charged_later():
    assert stand(months(1, 6), date(2026, 7, 1)).owed == tuple(months(7))


def test_without_a_payment_one_waits_for_the_first():
    standing = stand([], date(2026, 3, 1), UNPAID)

    assert (standing.status, standing.protected_from, standing.protected_until) == (WAITING, None, None)
    assert standing.owed == ()


@pytest.mark.parametrize(
    ("received", "accepted", "begins"),
    [
        (date(2026, 1, 12), date(2026, 1, 10), date(2026, 1, 12)),
        (date(2026, 1, 8), date(2026, 1, 10), date(2026, 1, 10)),
        (date(2025, 12, 28), date(2025, 12, 20), date(2026, 1, 1)),
    ],
)
def test_cover_begins_when_the_money_came_but_not_before_acceptance_or_the_first_month(
    received, accepted, begins
):
    entry = Entry(since=JAN, accepted_on=accepted, first_received_on=received)

    assert stand(months(1), date(2026, 1, 20), entry).protected_from == begins


def test_paid_ahead_one_still_waits_and_knows_from_when():
    entry = Entry(since=JAN, accepted_on=date(2025, 12, 20), first_received_on=date(2025, 12, 28))
    standing = stand(months(1, 2), date(2025, 12, 30), entry)

    assert (standing.status, standing.protected_from, standing.protected_until) == (
        WAITING,
        date(2026, 1, 1),
        date(2026, 2, 28),
    )


@pytest.mark.parametrize(
    ("today", "status"),
    [
        (date(2026, 1, 9), WAITING),
        (date(2026, 1, 10), PROTECTED),
        (date(2026, 1, 31), PROTECTED),
        (date(2026, 2, 1), ARREARS),
        (date(2026, 3, 31), ARREARS),
        (date(2026, 4, 1), ENDED),
    ],
)
def test_where_a_sponsor_or_government_pays_acceptance_covers_the_first_month(today, status):
    assert stand([], today, FUND).status == status


def test_the_month_covered_by_acceptance_is_owed_all_the_same():
    assert stand([], date(2026, 1, 20), FUND).owed == tuple(months(1))
    assert stand([], date(2026, 2, 1), FUND).owed == tuple(months(1, 2))
    assert stand(months(1), date(2026, 1, 20), FUND).owed == ()


@pytest.mark.parametrize(
    ("paid", "entry", "received", "first"),
    [
        ((), UNPAID, date(2026, 1, 12), JAN),
        ((), UNPAID, date(2026, 3, 2), Month(2026, 3)),
        ((), UNPAID, date(2025, 12, 30), JAN),
        ((1,), SELF, date(2026, 1, 20), Month(2026, 2)),
        ((1, 2, 3), SELF, date(2026, 2, 20), Month(2026, 4)),
        ((1,), SELF, date(2026, 4, 30), Month(2026, 2)),
        ((1,), SELF, date(2026, 5, 1), Month(2026, 5)),
        ((1, 3), SELF, date(2026, 3, 20), Month(2026, 2)),
        ((), FUND, date(2026, 1, 20), JAN),
    ],
)
def test_a_payment_begins_with_the_oldest_unpaid_month_or_anew(paid, entry, received, first):
    standing = stand(months(*paid), received, entry)

    assert first_payable(standing, entry, months(*paid), received) == first


some_months = st.builds(JAN.__add__, st.integers(0, 30))
some_days = st.dates(date(2026, 1, 1), date(2028, 8, 31))
paid_sets = st.frozensets(some_months, max_size=20)
entries = st.builds(
    Entry,
    since=st.just(JAN),
    accepted_on=st.dates(date(2026, 1, 1), date(2026, 1, 31)),
    acceptance_starts=st.booleans(),
    first_received_on=st.dates(date(2025, 12, 15), date(2026, 2, 10)),
)


@given(paid_sets, entries, some_days)
def test_who_is_protected_is_so_within_the_dates_shown(paid, entry, today):
    standing = stand(paid, today, entry)

    if standing.protected:
        assert standing.protected_from <= today <= standing.protected_until <= standing.grace_until + _LONGEST
        assert Month.of(today) in paid or (entry.acceptance_starts and Month.of(today) == entry.since)


_LONGEST = timedelta(days=31)


@given(paid_sets, entries, some_days)
def test_a_paid_month_protects_once_cover_has_begun(paid, entry, today):
    standing = stand(paid, today, entry)

    if Month.of(today) in paid and standing.status != WAITING:
        assert standing.protected


@given(paid_sets, entries, some_days)
def test_dates_are_in_order(paid, entry, today):
    standing = stand(paid, today, entry)

    assert (standing.protected_from is None) == (standing.protected_until is None)
    if standing.protected_from is not None:
        assert entry.accepted_on <= standing.protected_from <= standing.protected_until


@given(paid_sets, entries, some_days)
def test_what_is_owed_is_unpaid_in_order_and_not_of_the_future(paid, entry, today):
    owed = stand(paid, today, entry).owed

    assert list(owed) == sorted(set(owed))
    assert not set(owed) & paid
    assert all(entry.since <= month <= Month.of(today) for month in owed)


@given(paid_sets, entries, some_days)
def test_in_arrears_something_is_owed_and_at_most_the_grace_at_the_end(paid, entry, today):
    standing = stand(paid, today, entry)

    if standing.status == ARREARS:
        assert standing.owed[-1] == Month.of(today)
        assert today <= standing.grace_until
        assert Month.of(today) not in paid


@given(paid_sets, entries, some_days)
def test_paying_all_that_is_owed_protects(paid, entry, today):
    standing = stand(paid, today, entry)

    if standing.status == ARREARS:
        assert stand(paid | set(standing.owed), today, entry).protected


@given(paid_sets, entries, some_days, some_months)
def test_one_more_paid_month_never_makes_it_worse(paid, entry, today, month):
    rank = [ENDED, ARREARS, PROTECTED]
    before, after = stand(paid, today, entry).status, stand(paid | {month}, today, entry).status

    if WAITING not in (before, after):
        assert rank.index(after) >= rank.index(before)


@given(paid_sets, entries, some_days, st.integers(1, 20))
def test_months_of_an_earlier_membership_do_not_count(paid, entry, today, earlier):
    old = {Month.from_ordinal(JAN.ordinal - step) for step in range(1, earlier + 1)}

    assert stand(paid | old, today, entry) == stand(paid, today, entry)


@given(paid_sets, entries, some_days)
def test_the_next_payable_month_is_never_paid_already(paid, entry, today):
    standing = stand(paid, today, entry)
    first = first_payable(standing, entry, paid, today)

    assert first not in paid
    assert first >= entry.since
