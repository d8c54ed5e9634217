"""What people write as their work, and what follows from it."""

import re
from pathlib import Path

import pytest

from agentapp.programmes.kinds import Ecosystem, Sector
from agentapp.programmes.occupations import OCCUPATIONS, occupation_of, sector_of

PICTOGRAMS = Path("templates/macros/pictograms.html")


@pytest.mark.parametrize("occupation", OCCUPATIONS, ids=lambda each: each.code)
def test_every_label_and_alias_is_recognised_as_its_own_occupation(occupation):
    for name in (occupation.label, *occupation.aliases):
        assert occupation_of(name.upper()) is occupation


@pytest.mark.parametrize("occupation", OCCUPATIONS, ids=lambda each: each.code)
def test_every_occupation_has_a_picture(occupation, request):
    drawn = re.findall(r'^  "(\w+)":', (request.config.rootpath / PICTOGRAMS).read_text(), re.MULTILINE)

    assert occupation.icon in drawn


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Tukang ojek", "ojek_pangkalan"),
        ("  tukang   OJEK  ", "ojek_pangkalan"),
        ("Driver Gojek malam", "ojek_online"),
        ("sopir truk sawit", "driver"),
        ("petani karet", "farmer"),
        ("Seorang nelayan", "fisher"),
        ("Ketua RT 03", "neighbourhood_head"),
        ("ART", "domestic_worker"),
        ("garin", "mosque_caretaker"),
        ("tukang jahit baju", "tailor"),
        ("penjual makanan di pangkalan ojek", "market_vendor"),
    ],
)
def test_work_is_recognised_by_its_first_words_and_the_longest_name(written, code):
    assert occupation_of(written).code == code


@pytest.mark.parametrize("written", ["", "   ", "Penyair", "ojekan", "😀", "<script>", "ᮊᮙ᮪", "x" * 5000])
def test_other_work_is_allowed_and_counts_as_other(written):
    assert occupation_of(written) is None
    assert sector_of(written) == Sector.OTHER


@pytest.mark.parametrize("written", ["ojek", "Ojol", "kurir paket", "Sopir angkot", "tukang becak"])
def test_who_carries_people_or_goods_works_in_transport(written):
    assert sector_of(written) == Sector.TRANSPORT


def test_every_ecosystem_has_occupations():
    assert {each.ecosystem for each in OCCUPATIONS} == set(Ecosystem)


def test_codes_and_labels_are_unique():
    assert (
        len({each.code for each in OCCUPATIONS})
        == len({each.label for each in OCCUPATIONS})
        == len(OCCUPATIONS)
    )
