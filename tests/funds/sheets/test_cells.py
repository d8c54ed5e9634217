"""Each cell to the domain's type, in every dressing that people give it."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentapp.core.nik import Sex
from agentapp.core.period import Month
from agentapp.funds.sheets.birth import read_birth
from agentapp.funds.sheets.cells import read_name
from agentapp.funds.sheets.choices import read_decile, read_first_month, read_months, read_programmes
from agentapp.funds.sheets.contact import read_phone
from agentapp.funds.sheets.heirs import NamedHeir, read_heirs
from agentapp.funds.sheets.identity import read_nik, read_sex
from agentapp.funds.sheets.problem import Unreadable
from agentapp.funds.sheets.work import read_income, read_job
from agentapp.programmes.kinds import Ecosystem, Programmes
from tests.funds.sheets.made_up import niks

DRESSINGS = [
    lambda nik: nik,
    lambda nik: f"'{nik}",
    lambda nik: f" {nik[:4]} {nik[4:8]} {nik[8:12]} {nik[12:]}\u00a0",
    lambda nik: f"{nik[:2]}.{nik[2:4]}.{nik[4:6]}.{nik[6:12]}.{nik[12:]}",
    lambda nik: f"{nik[:6]}-{nik[6:12]}-{nik[12:]}",
    lambda nik: f"NIK: {nik}",
    lambda nik: f"\u200b{nik}\ufeff",
]


@given(niks(), st.sampled_from(DRESSINGS))
def test_a_nik_reads_the_same_in_any_dressing(digits, dress):
    assert read_nik(dress(digits)).digits == digits


@given(niks().filter(lambda nik: not nik.endswith("0")))
def test_a_number_that_holds_all_digits_is_a_nik(digits):
    assert read_nik(float(digits)).digits == digits
    assert read_nik(f"{digits}.0").digits == digits


@given(niks())
def test_a_number_as_excel_keeps_it_is_never_taken_for_a_nik(digits):
    for cell in (float(digits[:15] + "0"), f"{float(digits):.5E}", f"{float(digits):.5E}".replace(".", ",")):
        with pytest.raises(Unreadable) as refused:
            read_nik(cell)
        assert refused.value.code in ("nik_rounded", "nik_scientific")


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("130306070268000", "nik_length"),
        ("1303060702680002 / 1303060702680003", "nik_length"),
        (12345.0, "nik_length"),
        (float("nan"), "nik_letters"),
        (float("inf"), "nik_letters"),
        (1.5, "nik_letters"),
        ("belum ada KTP", "nik_letters"),
        ("１３０３０６０７０２６８０００２", "nik_letters"),
        ("1303060702680000", "nik_impossible"),
        ("9903060702680002", "nik_impossible"),
        (True, "nik_length"),
    ],
)
def test_what_is_no_nik_says_why(cell, code):
    with pytest.raises(Unreadable) as refused:
        read_nik(cell)

    assert refused.value.code == code


@given(
    st.one_of(
        st.text(max_size=30), st.integers(), st.floats(), st.booleans(), st.timedeltas(max_value=timedelta(9))
    )
)
def test_whatever_stands_in_a_cell_reads_or_is_refused(cell):
    readers = (read_nik, read_name, read_birth, read_sex, read_phone, read_job, read_income, read_programmes)
    for read in (*readers, read_first_month, read_months, read_decile, read_heirs):
        with suppress(Unreadable):
            assert read(cell) is not None


@pytest.mark.parametrize("cell", ["L", "lk", "Laki-laki", "LAKI - LAKI", "pria", "M", 1.0, "1"])
def test_men(cell):
    assert read_sex(cell) == Sex.MALE


@pytest.mark.parametrize("cell", ["P", "Pr.", "perempuan", "Wanita", "F", 2.0, "2"])
def test_women(cell):
    assert read_sex(cell) == Sex.FEMALE


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("SYAFRIZAL", "Syafrizal"),
        ("siti nur'aini", "Siti Nur'aini"),
        ("H. SYAFRIZAL BIN ALI, S.PD, MM", "H. Syafrizal bin Ali, S.Pd., M.M."),
        ("M.YUSUF", "M. Yusuf"),
        ("DRS. A.R. SUTAN-MANGKUTO", "Drs. A.R. Sutan-Mangkuto"),
        ("MUHAMMAD ALI II", "Muhammad Ali II"),
        ("McDonald Sihombing", "McDonald Sihombing"),
        ("  Rosni   Binti  Ali ", "Rosni Binti Ali"),
    ],
)
def test_names_are_written_as_on_a_card(written, name):
    assert read_name(written) == name


@pytest.mark.parametrize("cell", ["1303060702680002", "Rahmat 2", "...", 17.0])
def test_what_is_no_name_is_refused(cell):
    with pytest.raises(Unreadable, match="name_odd"):
        read_name(cell)


@pytest.mark.parametrize(
    "cell", ["081234567890", 81234567890.0, "6281234567890", "81234567890.0", "0812-3456-7890 (istri)",
             "WA: 081234567890", "0812 / 081234567890", "081234567890;0755"],
)  # fmt: skip
def test_phones_as_they_are_found_in_lists(cell):
    assert read_phone(cell) == "+6281234567890"


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        (1_500_000.0, 1_500_000),
        ("Rp. 1.500.000,-", 1_500_000),
        ("Rp1.500.000,00", 1_500_000),
        ("1,500,000.00", 1_500_000),
        ("1,5 jt", 1_500_000),
        ("IDR 900 ribu", 900_000),
        ("Rp 1.500.000/bulan", 1_500_000),
        ("1500000 per bulan", 1_500_000),
    ],
)
def test_incomes_as_they_are_found_in_lists(cell, amount):
    assert read_income(cell) == amount


@pytest.mark.parametrize("cell", ["1.000.000 - 2.000.000", "< 1 juta", "banyak", -5.0, 0.5, "1,5"])
def test_what_is_no_amount_is_refused(cell):
    with pytest.raises(Unreadable, match="income_odd"):
        read_income(cell)


@pytest.mark.parametrize(
    "cell", ["JKK JKM", "jkk+jkm", "2 Program", 2.0, "Kecelakaan Kerja dan Kematian", "jkk_jkm"]
)
def test_two_programmes(cell):
    assert read_programmes(cell) == Programmes.JKK_JKM


@pytest.mark.parametrize("cell", ["JKK, JKM, JHT", "3 program", "3", "JKK/JKM/JHT"])
def test_three_programmes(cell):
    assert read_programmes(cell) == Programmes.JKK_JKM_JHT


@pytest.mark.parametrize("cell", ["JKK", "JHT", "4", "semua", "JKK JHT"])
def test_programmes_nobody_can_join_are_refused(cell):
    with pytest.raises(Unreadable, match="programmes_odd"):
        read_programmes(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "Januari 2027",
        "Jan-27",
        "jan '27",
        "01/2027",
        "2027-01",
        202701.0,
        date(2027, 1, 15),
        46388.0,
        "1-1-2027",
    ],
)
def test_first_months(cell):
    assert read_first_month(cell) == Month(2027, 1)


@pytest.mark.parametrize("cell", ["Januari", "13/2027", "2027", "segera", 1.0, "01/1927"])
def test_what_is_no_month_is_refused(cell):
    with pytest.raises(Unreadable, match="month_odd"):
        read_first_month(cell)


def test_numbers_of_months_and_deciles():
    assert [read_months(cell) for cell in (12.0, "9 bulan", "3 bln")] == [12, 9, 3]
    assert [read_decile(cell) for cell in (1.0, "Desil 2", "D3", "10")] == [1, 2, 3, 10]
    for cell in ("0", 25.0, "setahun"):
        with pytest.raises(Unreadable):
            read_months(cell)
        with pytest.raises(Unreadable):
            read_decile(cell)


def test_occupations_are_known_by_name_and_by_a_name_nearly_right():
    assert read_job("PETANI KARET").text == "Petani karet"
    slip = read_job("Penyadap karrt")
    assert (slip.text, slip.corrected) == ("Penyadap karet", True)
    unknown = read_job("Penyair")
    assert (unknown.text, unknown.known, unknown.ecosystem) == ("Penyair", None, Ecosystem.VULNERABLE)


@pytest.mark.parametrize(
    ("cell", "heirs"),
    [
        ("Rosni (istri)", (("Rosni", "spouse"),)),
        ("ROSNI - ISTRI", (("Rosni", "spouse"),)),
        ("Istri: Rosni", (("Rosni", "spouse"),)),
        ("Rosni (istri), Budi (anak)", (("Rosni", "spouse"), ("Budi", "child"))),
        ("1. Rosni (istri)\n2. Budi (anak kandung)", (("Rosni", "spouse"), ("Budi", "child"))),
        ("Rosni", (("Rosni", None),)),
    ],
)
def test_heirs_as_they_are_found_in_lists(cell, heirs):
    assert read_heirs(cell) == tuple(NamedHeir(name, relation) for name, relation in heirs)


@pytest.mark.parametrize("cell", ["Rosni (tetangga)", "Rosni ( )", "(istri)", "Rosni 2", "a;b;c;d;e", ";"])
def test_heirs_that_nobody_can_make_out_are_refused(cell):
    with pytest.raises(Unreadable, match="heir_odd"):
        read_heirs(cell)
