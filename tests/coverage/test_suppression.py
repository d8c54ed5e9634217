"""Small numbers cannot be worked out of a public table, whoever tries every possibility."""

from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from agentapp.coverage.suppression import FEW, LEAST, LEFT_OUT, Told, tell, tell_table


@pytest.mark.parametrize(("number", "told"), [(0, Told(0)), (1, FEW), (4, FEW), (5, Told(5))])
def test_fewer_than_five_are_not_told(number, told):
    assert tell(number) == told


def test_one_small_cell_takes_another_with_it():
    told = tell_table({"Kamang Baru": 3, "Sijunjung": 40, "Kupitan": 25})

    assert told["Kamang Baru"] == FEW
    assert LEFT_OUT in told.values()
    assert sum(each.number is not None for each in told.values()) == 1


def test_which_cell_is_left_out_does_not_hang_on_the_numbers():
    first = tell_table({"a": 1, "b": 40, "c": 25, "d": 90})
    second = tell_table({"a": 4, "b": 26, "c": 300, "d": 12})

    assert [name for name in first if first[name].left_out] == [
        name for name in second if second[name].left_out
    ]


def test_a_table_that_would_give_it_away_is_not_shown():
    assert tell_table({"a": 4, "b": 5}) == {"a": FEW, "b": LEFT_OUT}
    assert tell_table({"a": 1, "b": 5}) is None


def test_nothing_small_nothing_hidden():
    assert tell_table({"a": 0, "b": 5}) == {"a": Told(0), "b": Told(5)}


cells = some.dictionaries(some.sampled_from("abcde"), some.integers(0, 14), min_size=1, max_size=5)


@given(cells=cells)
def test_every_small_number_stays_possible(cells):
    told, total = tell_table(cells), sum(cells.values())
    assume(told is not None)
    if total < LEAST:
        assert all(each == tell(cells[name]) for name, each in told.items())
        return

    for name in (name for name, each in told.items() if each.few):
        assert possible(told, total, name) == {1, 2, 3, 4}


def possible(told, total, name):
    """What a reader who knows the rules holds possible for `name`: tried out."""
    hidden = [each for each, shown in told.items() if shown.number is None]
    rest = total - sum(shown.number or 0 for shown in told.values())
    ranges = [range(1, LEAST) if told[each].few else range(LEAST, rest + 1) for each in hidden]
    at = hidden.index(name)
    return {choice[at] for choice in product(*ranges) if sum(choice) == rest}
