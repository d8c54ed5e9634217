"""Days of birth in every form that lists have, decided by the NIK."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentapp.core.dates import day_words
from agentapp.core.nik import Nik
from agentapp.funds.sheets.birth import choose, read_birth
from agentapp.funds.sheets.days import readings
from tests.funds.sheets.made_up import BIRTHS, niks

FORMS = [
    lambda day: f"{day:%d/%m/%Y}",
    lambda day: f"{day.day}-{day.month}-{day.year}",
    lambda day: f"{day:%d.%m.%Y}",
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day:%Y-%m-%d} 00:00:00",
    lambda day: day_words(day, "id"),
    lambda day: day_words(day, "id").upper(),
    lambda day: day_words(day, "en"),
    lambda day: f"{day:%d%m%Y}",
    lambda day: (day - date(1899, 12, 30)).days,
    lambda day: float((day - date(1899, 12, 30)).days),
    lambda day: str((day - date(1899, 12, 30)).days),
    lambda day: day,
    lambda day: datetime(day.year, day.month, day.day, 7, 30),
]


@given(BIRTHS, st.sampled_from(FORMS))
def test_a_day_in_any_form_reads_as_that_day(day, form):
    assert readings(form(day))[0] == day


@given(niks(), st.sampled_from(["%m/%d/%Y", "%d/%m/%y", "%m/%d/%y", "%d-%m-'%y"]))
def test_an_unclear_day_is_the_one_that_the_nik_carries(digits, form):
    nik = Nik.parse(digits)

    chosen = choose(readings(nik.birth_date.strftime(form)), nik)

    assert (chosen.day, chosen.month, chosen.year % 100) == (
        nik.birth_date.day,
        nik.birth_date.month,
        nik.birth_date.year % 100,
    )


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("7 Peb 1968", date(1968, 2, 7)),
        ("17 Nopember 1990", date(1990, 11, 17)),
        ("17-Agt-90", date(1990, 8, 17)),
        ("1/1/08", date(2008, 1, 1)),
        ("1/1/45", date(1945, 1, 1)),
        (7021968.0, date(1968, 2, 7)),
        ("19680207", date(1968, 2, 7)),
    ],
)
def test_days_as_they_are_found_in_lists(cell, day):
    assert readings(cell)[0] == day


@pytest.mark.parametrize(
    "cell", ["31/02/1968", "1968", "lahir 1968", "32/13/1968", 12.0, "", True, -5, float("nan")]
)
def test_what_is_no_day_has_no_reading(cell):
    assert readings(cell) == ()


@pytest.mark.parametrize(
    ("cell", "place", "day"),
    [
        ("Sijunjung, 07-02-1968", "Sijunjung", date(1968, 2, 7)),
        ("KOTO BARU/7 Februari 1968", "KOTO BARU", date(1968, 2, 7)),
        ("Solok 07/02/1968", "Solok", date(1968, 2, 7)),
        (date(1968, 2, 7), "", date(1968, 2, 7)),
        ("Padang", "Padang", None),
    ],
)
def test_place_and_day_of_birth_in_one_cell(cell, place, day):
    birth = read_birth(cell)

    assert birth.place == place
    assert (birth.days[0] if birth.days else None) == day
