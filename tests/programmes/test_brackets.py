"""The contribution table as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentapp.programmes.brackets import bracket_lines, read_brackets
from agentapp.programmes.rates import Bracket
from tests.programmes.reference import RATES

TWO = (Bracket(0, 1_000_000), Bracket(1_100_000, 1_200_000))


def problems(text):
    return [(each.line, each.message) for each in read_brackets(text)[1]]


@pytest.mark.parametrize(
    "text",
    [
        "0; 1.000.000\n1.100.000; 1.200.000",
        "0;1000000\n\n1100000;1200000\n\n",
        ";1.000.000\r\nRp1.100.000;Rp 1.200.000",
        "\t1.000.000\n1.100.000\t1.200.000",
        ",1000000\n1100000,1200000",
        "bracket,income_from,income_to,base\n1,,1099000,1000000\n2,1100000,,1200000",
        "Base;Income_From\n1.000.000;0\n1.200.000;1.100.000",
    ],
)
def test_a_table_may_be_typed_or_pasted_in_several_ways(text):
    assert read_brackets(text) == (TWO, [])


def test_the_table_of_the_regulation_survives_editing():
    assert read_brackets(bracket_lines(RATES.brackets)) == (RATES.brackets, [])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("   \n  ", 1),
        ("0; 1.000.000\nsatu juta; dua juta", 2),
        ("0; 1.000.000\n1.100.000", 2),
        ("0; 1.000.000\n1.100.000; 1.200.000; 3", 2),
        ("0; 1.000.000\n1.100.000; 0", 2),
        ("0; 1.000.000\n-5; 1.200.000", 2),
        ("0; 1.000.000\n1,1; 1.200.000", 2),
        ("0; 1.000.000\n१०; 1.200.000", 2),
        ("0; 1.000.000\n1.100.000; 9.999.999.999", 2),
        ("500.000; 1.000.000", 1),
        ("0; 1.000.000\n1.100.000; 900.000", 2),
        ("0; 1.000.000\n0; 1.200.000", 2),
        ("0; 10.000.000\n1.100.000; 12.000.000", 1),
        ("\n".join(["0; 1", *(f"{each * 10}; {each * 10 + 1}" for each in range(1, 101))]), 101),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text, line):
    assert line in [number for number, _ in problems(text)]


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_without_an_error(text):
    brackets, found = read_brackets(text)

    assert brackets or found


@given(st.lists(st.integers(1, 500), min_size=1, max_size=40))
def test_every_orderly_table_reads_back_as_it_was(steps):
    begins = [sum(steps[:count]) * 1_000 for count in range(len(steps))]
    table = tuple(Bracket(begin, begin + 500) for begin in begins)

    assert read_brackets(bracket_lines(table)) == (table, [])
