"""A name is found however it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentapp.workers.names import KEY_LENGTH, name_key


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("  Yusmanidar   KOTO ", "yusmanidar koto"),
        ("Nur'aini", "nuraini"),
        ("Nur’aini", "nuraini"),
        ("M.Yusuf", "m yusuf"),
        ("Siti-Aminah", "siti aminah"),
        ("José Müller", "jose muller"),
        ("ﷺ", "صلى الله عليه وسلم"),
        ("محمد", "محمد"),
        ("Budi 😀 Santoso", "budi santoso"),
        ("Budi, S.Pd.", "budi s pd"),
        ("", ""),
        ("...", ""),
    ],
)
def test_case_accents_spaces_and_marks_do_not_count(typed, key):
    assert name_key(typed) == key


@given(st.text(max_size=300))
def test_folding_twice_changes_nothing_and_never_outgrows_its_column(text):
    key = name_key(text)

    assert name_key(key) == key
    assert len(key) <= KEY_LENGTH


@given(st.text(max_size=60))
def test_a_key_has_single_spaces_and_none_at_its_ends(text):
    key = name_key(text)

    assert key == " ".join(key.split(" ")).strip()
    assert "  " not in key
