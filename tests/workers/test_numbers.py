"""A membership number is given out once, in order, and never again."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from agentapp.core.clock import now
from agentapp.core.db import transaction
from agentapp.workers.models import Membership
from agentapp.workers.numbers import NumbersExhausted, take_number, take_numbers, use_range
from tests.factories import WorkerFactory

FIRST, LAST = 26_000_000_001, 26_999_999_999


@pytest.fixture(autouse=True)
def configured():
    use_range(FIRST, LAST)
    yield
    use_range(FIRST, LAST)


def test_numbers_begin_with_the_first_of_the_range_and_follow_each_other(database):
    with transaction() as session:
        assert take_number(session) == FIRST
        assert list(take_numbers(session, 3)) == [FIRST + 1, FIRST + 2, FIRST + 3]
    with transaction() as session:
        assert take_number(session) == FIRST + 4


def test_a_number_that_was_rolled_back_goes_to_the_next(database):
    with pytest.raises(LookupError):
        _take_in_vain()

    with transaction() as session:
        assert take_number(session) == FIRST


def test_an_exhausted_range_gives_nothing_and_says_so(database):
    use_range(FIRST, FIRST + 1)
    with transaction() as session:
        take_numbers(session, 2)

    with pytest.raises(NumbersExhausted), transaction() as session:
        take_number(session)


def test_a_batch_larger_than_what_is_left_takes_nothing(database):
    use_range(FIRST, FIRST + 1)
    with pytest.raises(NumbersExhausted), transaction() as session:
        take_numbers(session, 3)

    with transaction() as session:
        assert list(take_numbers(session, 2)) == [FIRST, FIRST + 1]


def test_a_longer_range_goes_on_where_the_shorter_one_ended(database):
    worker = WorkerFactory()
    use_range(FIRST, FIRST)
    with transaction() as session:
        _join(session, worker, take_number(session))

    use_range(FIRST, LAST)
    with transaction() as session:
        assert take_number(session) == FIRST + 1


def test_a_new_range_starts_above_the_numbers_already_used_in_it(database):
    worker = WorkerFactory()
    with transaction() as session:
        _join(session, worker, 30_000_000_005)

    use_range(30_000_000_001, 30_999_999_999)
    with transaction() as session:
        assert take_number(session) == 30_000_000_006


def test_many_at_once_never_get_the_same_number(database):
    def one(_):
        with transaction() as session:
            return take_number(session)

    with ThreadPoolExecutor(8) as threads:
        numbers = list(threads.map(one, range(40)))

    assert sorted(numbers) == list(range(FIRST, FIRST + 40))


def _take_in_vain():
    with transaction() as session:
        take_number(session)
        raise LookupError


def _join(session, worker, number):
    session.add(
        Membership(number=number, worker_id=worker.id, since=worker.membership.since, voided_at=now())
    )
    session.flush()
