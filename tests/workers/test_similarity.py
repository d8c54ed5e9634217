"""Two spellings of one person score high, two people score low."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentapp.workers.similarity import LIKELY, POSSIBLE, Sought, same_person_score, spelled_alike

names = st.text(max_size=60)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Soekarno", "Djamilah"), ("Sukarno", "Jamilah")),
        (("M. Yusuf", "Siti Aminah"), ("Muhammad Yusuf", "Sitti Aminah")),
        (("Mhd. Fauzi", "St. Rahmah"), ("Muhamad Fauzi", "Siti Rahmah")),
        (("H. Ahmad Fauzi, S.Pd", "Nuraini"), ("AHMAD  FAUZI", "Nur'aini")),
        (("Syafrizal", "Chadijah"), ("Safrizal", "Khadijah")),
        (("Rachmat Tjahjono", "Rosna"), ("Rahmat Cahyono", "Rosna")),
        (("Koto Yusmanidar", "Rosna"), ("Yusmanidar Koto", "Rosna")),
    ],
)
def test_the_same_name_in_other_spellings_is_probably_one_person(one, other):
    assert same_person_score(*one, *other) >= LIKELY


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Yusuf", "Aminah"), ("Muhammad Yusuf", "Siti Aminah")),
        (("Afrizal", "Nurbaiti"), ("Aprizal", "Nurbayti")),
        (("Yusmanidar Koto", "Rosna"), ("Yusmanidar", "Rosna")),
    ],
)
def test_a_missing_word_or_a_typing_slip_is_possibly_one_person(one, other):
    assert same_person_score(*one, *other) >= POSSIBLE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Budi Santoso", "Siti Aminah"), ("Budi Hartono", "Siti Rahma")),
        (("Ahmad Rizal", "Yusnidar"), ("Andi Saputra", "Marlina")),
        (("Rina Marlina", "Yusnimar"), ("Rina Marlina", "Zubaidah")),
    ],
)
def test_two_people_who_share_a_part_of_a_name_stay_two(one, other):
    assert same_person_score(*one, *other) < POSSIBLE


@given(names, names, names, names)
def test_the_score_does_not_depend_on_who_comes_first(name_a, mother_a, name_b, mother_b):
    score = same_person_score(name_a, mother_a, name_b, mother_b)

    assert score == same_person_score(name_b, mother_b, name_a, mother_a)
    assert 0 <= score <= 100


@given(names, names, names, names)
def test_what_cannot_reach_the_least_score_is_told_early_and_nothing_else_is(
    name, mother, other, other_mother
):
    score = Sought(name, mother).score(other, other_mother, least=POSSIBLE)

    whole = same_person_score(name, mother, other, other_mother)
    assert score == whole or (score == 0 and whole < POSSIBLE)


@given(names.filter(spelled_alike), names)
def test_equal_names_score_one_hundred(name, mother):
    assert same_person_score(name, mother, name, mother) == 100


words = st.text(st.characters(categories=["L"]), min_size=9, max_size=20)


@given(st.lists(words, min_size=1, max_size=4).map(" ".join), names, st.integers(1, 4))
def test_case_spaces_and_titles_do_not_count(name, mother, spaces):
    dressed = f"Hj. {'  ' * spaces}{name.upper().replace(' ', ' ' * spaces)}"

    assert same_person_score(name.upper(), mother, dressed, mother) == 100


def test_without_a_mothers_name_the_own_name_decides():
    assert same_person_score("Yusmanidar Koto", "", "Yusmanidar Koto", "Rosna") == 100
    assert same_person_score("Yusmanidar Koto", "Rosna", "Budi", "") < POSSIBLE
