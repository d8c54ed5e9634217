"""Villages of a list: by code, by name, by a name nearly right that the officer confirms once."""

import pytest

from agentapp.funds.sheets.problem import Unreadable
from agentapp.funds.sheets.villages import Villages

KAMANG = "13.03.06.2002"


def asked(villages: Villages, village: str, district: str = "", code: str = "", regency: str = "") -> str:
    try:
        return villages.find(code, village, district, regency)
    except Unreadable as refused:
        return refused.code


@pytest.fixture
def villages() -> Villages:
    return Villages(["13.03"])


@pytest.mark.parametrize(
    "code", [KAMANG, "1303062002", 1303062002.0, "1303062002.0", f"{KAMANG} Kamang", "'1303062002"]
)
def test_a_code_in_any_dressing(villages, code):
    assert villages.find(code, "", "", "") == KAMANG
    assert villages.find("", code, "", "") == KAMANG


def test_a_code_need_not_lie_in_the_funds_region(villages):
    assert villages.find("31.71.01.1001", "", "", "") == "31.71.01.1001"


def test_a_code_that_is_gone_is_said_to_be(villages):
    assert asked(villages, "", code="13.03.06.9999") == "village_code_unknown"


@pytest.mark.parametrize(
    "name", ["Kamang", "KAMANG", "Nagari Kamang", "nag. kamang", "Desa Kamang", " Kamang. "]
)
def test_a_name_in_any_dressing(villages, name):
    assert asked(villages, name) == KAMANG


def test_parts_of_a_name_may_be_written_together(villages):
    assert asked(villages, "MuaroBodi") == asked(villages, "Muaro Bodi")


def test_nothing_is_missing(villages):
    assert asked(villages, "") == "village_missing"


def test_a_slip_is_suggested_and_confirmed_once_for_all_rows(villages):
    assert [asked(villages, name, "Kamang Baru") for name in ("Kamamg", "kamamg", "KAMAMG")] == [
        "village_unconfirmed"
    ] * 3

    (unknown,) = villages.unknown.values()
    assert (unknown.village, unknown.rows) == ("Kamamg", 3)
    assert unknown.suggestions[0].code == KAMANG
    assert unknown.suggestions[0].path.startswith("Nagari Kamang, Kamang Baru")
    assert 80 <= unknown.suggestions[0].score < 100

    again = Villages(["13.03"], {unknown.key: KAMANG})
    assert asked(again, "KAMAMG", "Kamang Baru") == KAMANG
    assert again.unknown == {}


def test_a_village_of_another_district_than_stated_is_suggested_not_taken(villages):
    assert asked(villages, "Kamang", "Sumpur Kudus") == "village_unconfirmed"
    (unknown,) = villages.unknown.values()
    assert (unknown.suggestions[0].code, unknown.suggestions[0].score) == (KAMANG, 90)


def test_a_name_that_several_villages_have_is_told_by_its_district_or_asked_for():
    country = Villages(["13"])

    assert asked(country, "Kamang", "Kec. Kamang Baru") == KAMANG
    assert asked(country, "Koto Tuo") == "village_unconfirmed"
    (unknown,) = country.unknown.values()
    assert len({each.code for each in unknown.suggestions if each.score == 100}) > 1


def test_a_name_outside_the_regions_is_not_found(villages):
    assert asked(villages, "Gambir") == "village_unconfirmed"


def test_a_village_fund_knows_its_own_village():
    assert asked(Villages([KAMANG]), "Kamang") == KAMANG


def test_who_is_on_a_village_funds_list_lives_there():
    assert asked(Villages([KAMANG]), "") == KAMANG


def test_the_regency_stated_narrows_the_search():
    province = Villages(["13"])

    assert asked(province, "Kamang", regency="Kab. Sijunjung") == KAMANG
