"""Regions, their names, words and zones."""

import pytest

from agentapp.places.registry import Level, children, district_name, place, regency_name, zone_of

PROVINCES = 38
ZONES = {
    "Asia/Jakarta": "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 61 62",
    "Asia/Makassar": "51 52 53 63 64 65 71 72 73 74 75 76",
    "Asia/Jayapura": "81 82 91 92 93 94 95 96",
}


def test_all_38_provinces_are_there():
    assert len(children()) == PROVINCES


def test_sijunjung_has_its_eight_districts():
    names = {each.name for each in children("13.03")}

    assert names == {
        "Kamang Baru", "Sijunjung", "Sumpur Kudus", "Tanjung Gadang",
        "Koto VII", "Lubuk Tarok", "IV Nagari", "Kupitan",
    }  # fmt: skip


@pytest.mark.parametrize(("zone", "codes"), ZONES.items())
def test_each_province_keeps_the_clock_of_its_zone(zone, codes):
    assert {zone_of(f"{code}.01.01.2001").key for code in codes.split()} == {zone}


def test_the_zones_cover_every_province():
    assert {each.code for each in children()} == set(" ".join(ZONES.values()).split())


def test_a_region_of_no_province_has_no_zone():
    with pytest.raises(KeyError):
        zone_of("99.01")


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("13.03.06.2001", "Nagari Sungai Lansek, Kamang Baru, Sijunjung, Sumatera Barat"),
        ("13.03.06", "Kecamatan Kamang Baru, Sijunjung, Sumatera Barat"),
        ("13.72.01.1001", "Kelurahan Tanah Garam, Lubuk Sikarah, Kota Solok, Sumatera Barat"),
        ("13.77.01.2012", None),
        ("94.01.01", "Distrik Nabire, Nabire, Papua Tengah"),
        ("31.01.01", "Kecamatan Kepulauan Seribu Utara, Kepulauan Seribu, Daerah Khusus Ibukota Jakarta"),
    ],
)
def test_a_path_names_the_place_and_what_it_lies_in(code, path):
    found = place(code)

    assert (found.path if found else None) == path


@pytest.mark.parametrize(
    ("regency", "word"),
    [
        ("11.01", "Gampong"),
        ("13.03", "Nagari"),
        ("13.09", "Desa"),
        ("13.73", "Desa"),
        ("33.01", "Desa"),
        ("94.01", "Kampung"),
    ],
)
def test_a_village_is_called_as_people_there_call_it(regency, word):
    villages = [village for district in children(regency) for village in children(district.code)]

    assert {village.word for village in villages} - {"Kelurahan"} == {word}


def test_a_name_that_says_its_kind_is_not_said_twice():
    [village] = [each for each in children("13.03.10") if each.name == "Desa Kampung Baru"]

    assert village.title == "Desa Kampung Baru"


@pytest.mark.parametrize(
    "code",
    ["", None, "99", "13.99", "13.03.06.9999", "1303062001", "13.3.6", " 13", "13.03.06.2001.1", "१३", "'--"],
)
def test_what_is_no_code_of_today_is_no_place(code):
    assert place(code) is None


def test_a_village_and_an_unknown_region_hold_nothing():
    assert children("13.03.06.2001") == []
    assert children("99.99") == []
    assert children("nowhere") == []


def test_levels_follow_from_the_code():
    codes = ("13", "13.03", "13.03.06", "13.03.06.2001")

    assert [place(code).level for code in codes] == list(Level)


def test_names_of_parents_are_read_from_any_code_in_them():
    assert district_name("13.03.06.2001") == "Kamang Baru"
    assert regency_name("13.03.06.2001") == "Kabupaten Sijunjung"


def test_a_code_no_longer_in_the_table_is_shown_as_it_stands():
    assert district_name("13.99.01") == "13.99.01"
    assert regency_name("13.99.01") == "13.99"
