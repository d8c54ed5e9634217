"""Finding a village by a few letters."""

import random
import time

import pytest

from agentapp.places import registry
from agentapp.places.registry import search_villages
from agentapp.places.village_index import fold, index
from tests.support.findings import MEASURED

KAMANG_BARU = "13.03.06"
VILLAGES = 83_762


def paths(text, **options):
    return [each.path for each in search_villages(text, **options)]


def ring_of(code):
    """0 own district, 1 own regency, 2 own province, 3 elsewhere."""
    return [code[:8] == KAMANG_BARU, code[:5] == KAMANG_BARU[:5], code[:2] == KAMANG_BARU[:2], True].index(
        True
    )


def test_every_village_is_in_the_index():
    registry.preload()

    assert len(index().codes) == VILLAGES


def test_three_letters_find_the_villages_near_first():
    found = search_villages("kam", near=KAMANG_BARU)

    assert found[0].code == "13.03.06.2002"
    assert [each.code[:5] for each in found[1:3]] == ["13.03", "13.03"]
    assert {each.code[:2] for each in found[3:8]} == {"13"}


def test_own_district_then_regency_then_province_then_the_rest():
    found = [each.code for each in search_villages("tanjung", near=KAMANG_BARU, limit=3000)]
    rings = [ring_of(code) for code in found]

    assert rings == sorted(rings)
    assert set(rings) == {0, 1, 2, 3}


def test_a_whole_name_comes_before_longer_ones():
    names = [each.name for each in search_villages("muaro", near="13.03.04")]

    assert names[0] == "Muaro"


@pytest.mark.parametrize(
    "typed",
    ["Sungai Lansek", "  sungai   LANSEK ", "sungai-lansek", "nagari sungai lansek", "lansek", "sungai lan",
     "sungai lansek, kamang baru", "lansek sijunjung", "Sungai Lansek sumatera barat"],
)  # fmt: skip
def test_a_village_is_found_however_it_is_typed(typed):
    assert "Nagari Sungai Lansek, Kamang Baru, Sijunjung, Sumatera Barat" in paths(typed, near="94.01.01")


def test_apostrophes_do_not_matter():
    assert paths("udek duen") == paths("Udek Du'en") == paths("udek du’en") != []


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "a",
        "...",
        "xqzxqz",
        "<script>",
        "' OR 1=1 --",
        "ᮊᮙ᮪",
        "😀😀😀",
        "\u202eabc\u202e",
        "a" * 5000,
        "%",
        "kam\x00",
    ],
)
def test_odd_questions_get_an_answer_and_no_error(typed):
    assert len(search_villages(typed, near=KAMANG_BARU)) <= 12


def test_no_village_comes_twice():
    codes = [each.code for each in search_villages("baru", limit=5000)]

    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("near", [None, "", "13", "99.99.99", "nonsense"])
def test_without_a_known_district_villages_are_found_all_the_same(near):
    assert len(search_villages("kamang", near=near)) >= 4


def test_folding_keeps_letters_and_digits_only():
    assert fold("  2 × 11 Kayu-Tanam, É’e ") == "2 11 kayu tanam ee"


def test_any_village_is_found_by_its_name_from_its_own_district():
    pick = random.Random(2)
    for number in pick.sample(range(VILLAGES), 300):
        code, name = index().codes[number], index().names[number]

        assert code in [each.code for each in search_villages(name, near=code[:8])]


def test_every_beginning_of_a_name_finds_something_at_once(record_property):
    pick = random.Random(1)
    names = pick.sample(index().folded, 400)
    taken = []
    for name in names:
        begun = time.perf_counter()
        found = [each.path for each in search_villages(name[: pick.randint(3, 8)], near=KAMANG_BARU)]
        taken.append((time.perf_counter() - begun) * 1000)
        assert found

    p95 = sorted(taken)[int(len(taken) * 0.95)]
    record_property(MEASURED, f"village search p95 {p95:.1f} ms")
