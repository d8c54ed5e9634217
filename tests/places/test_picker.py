"""The four selects, moved step by step."""

import pytest

from agentapp.places.picker import picker

HOME = "13.03.06"
LANSEK = "13.03.06.2001"


def posted(village="", province="13", regency="13.03", district=HOME, shown=HOME):
    return {
        "village_code": village,
        "place_province": province,
        "place_regency": regency,
        "place_district": district,
        "place_shown": shown,
    }


def chosen(found):
    return found.province, found.regency, found.district, found.village_code


def test_it_starts_in_the_agents_own_district():
    found = picker({}, HOME)

    assert chosen(found) == ("13", "13.03", HOME, "")
    assert "Sungai Lansek" in [each.name for each in found.villages]
    assert "Koto VII" in [each.name for each in found.districts]


def test_without_a_district_it_starts_with_the_provinces():
    found = picker({}, None)

    assert chosen(found) == ("", "", "", "")
    assert len(found.provinces) == 38
    assert (found.regencies, found.districts, found.villages) == ([], [], [])


def test_a_village_chosen_stays_chosen_and_shows_its_district():
    found = picker({"village_code": "14.01.01.2009"}, HOME)

    assert chosen(found) == ("14", "14.01", "14.01.01", "14.01.01.2009")


def test_a_village_found_by_search_wins_over_selects_nobody_moved():
    found = picker(posted(village="14.01.01.2009"), HOME)

    assert chosen(found) == ("14", "14.01", "14.01.01", "14.01.01.2009")
    assert not found.moved


@pytest.mark.parametrize(
    ("values", "result"),
    [
        (posted(village=LANSEK, district="13.03.04"), ("13", "13.03", "13.03.04", "")),
        (posted(village=LANSEK, regency="13.02"), ("13", "13.02", "", "")),
        (posted(village=LANSEK, province="14"), ("14", "", "", "")),
        (posted(province="14", regency="14.01", district="", shown="14"), ("14", "14.01", "", "")),
        (
            posted(province="14", regency="14.02", district="14.01.05", shown="14.01.05"),
            ("14", "14.02", "", ""),
        ),
        (posted(province="13", regency="", district="", shown=""), ("13", "", "", "")),
    ],
)
def test_the_largest_region_that_was_moved_decides(values, result):
    found = picker(values, HOME)

    assert chosen(found) == result
    assert found.moved


def test_a_village_of_the_district_left_no_longer_counts():
    found = picker(posted(village=LANSEK, district="13.03.04"), HOME)

    assert found.village is None
    assert LANSEK not in [each.code for each in found.villages]


def test_nothing_moved_and_nothing_chosen_stays_where_it_is():
    found = picker(posted(province="13", regency="13.02", district="13.02.03", shown="13.02.03"), HOME)

    assert (found.district, found.moved) == ("13.02.03", False)


@pytest.mark.parametrize("nonsense", ["x", "13.03.06.9999", "<b>", "99", HOME, "' OR 1"])
def test_nonsense_in_any_field_leaves_the_picker_at_home(nonsense):
    values = dict.fromkeys(["village_code", "place_regency", "place_district", "place_shown"], nonsense)

    assert picker({**values, "place_province": "99"}, HOME).district == HOME


@pytest.mark.parametrize("start", ["99.99.99", "nonsense", ""])
def test_an_unknown_start_shows_the_provinces(start):
    assert chosen(picker({}, start)) == ("", "", "", "")
