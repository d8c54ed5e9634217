"""Rows become people, or problems in words."""

import json
from datetime import date

import pytest

from agentapp.core.nik import Sex
from agentapp.core.period import Month
from agentapp.funds.sheets.checking import Checker, column_problems
from agentapp.funds.sheets.column_reader import column_readers
from agentapp.funds.sheets.columns import REQUIRED, Field
from agentapp.funds.sheets.headers import find_layouts
from agentapp.funds.sheets.heirs import NamedHeir
from agentapp.funds.sheets.kinds import KINDS, TO_REPAIR
from agentapp.funds.sheets.problem import Problem, Unreadable
from agentapp.funds.sheets.reading import read
from agentapp.funds.sheets.villages import Villages
from agentapp.programmes.kinds import Ecosystem, Programmes
from tests.funds.sheets.files import xlsx
from tests.funds.sheets.people import NAMES, NIKS, VILLAGE, people, short


def rows_of(content: bytes, required=REQUIRED):
    book = read(content, "daftar.xlsx")
    checker = Checker(Villages(["13.03"]), required)
    return checker, list(checker.rows(book, find_layouts(book)))


def test_a_row_becomes_a_person_with_the_domains_own_types():
    _, rows = rows_of(xlsx(people()))

    person = rows[0].person
    assert person is not None
    assert (person.nik.digits, person.name, person.birth_place) == (NIKS[0], "Syafrizal", "Sijunjung")
    assert (person.birth_date, person.sex) == (date(1968, 2, 7), Sex.MALE)
    assert (person.address, person.village_code, person.phone) == ("Jorong Koto", VILLAGE, "+6281234567890")
    assert (person.mother_name, person.work_place) == ("Rosmaini", "Kebun Kamang")
    assert (person.occupation, person.ecosystem, person.monthly_income) == (
        "Petani",
        Ecosystem.VULNERABLE,
        1_500_000,
    )
    assert (person.programmes, person.first_month, person.months) == (Programmes.JKK_JKM, Month(2027, 1), 12)
    assert (person.source, person.decile, person.heirs) == ("DTSEN", 2, (NamedHeir("Rosni", "spouse"),))


def test_three_columns_are_enough_and_the_nik_says_the_rest():
    _, rows = rows_of(xlsx(short(["NIK", "Nama", "Nagari"], NIKS, NAMES, ["Kamang"] * 3)))

    person = rows[1].person
    assert person is not None
    assert (person.birth_date, person.sex) == (date(1975, 5, 15), Sex.FEMALE)
    assert (person.phone, person.monthly_income, person.programmes, person.months) == (None,) * 4


def test_parts_of_an_address_are_put_together():
    titles = ["NIK", "Nama", "Alamat", "RT/RW", "Jorong", "Nagari"]
    _, rows = rows_of(
        xlsx(short(titles, NIKS, NAMES, ["Jl. Raya 5"] * 3, ["01/02"] * 3, ["Koto"] * 3, ["Kamang"] * 3))
    )

    assert rows[0].person is not None
    assert rows[0].person.address == "Jl. Raya 5, RT 01/RW 02, Jorong Koto"


def test_heirs_in_columns_of_their_own():
    titles = ["NIK", "Nama", "Nagari", "Nama Ahli Waris", "Hubungan", "No HP Ahli Waris"]
    columns = [["Kamang"] * 3, ["Rosni"] * 3, ["Istri"] * 3, ["081234567890"] * 3]
    _, rows = rows_of(xlsx(short(titles, NIKS, NAMES, *columns)))

    assert rows[0].person is not None
    assert rows[0].person.heirs == (NamedHeir("Rosni", "spouse", "+6281234567890"),)


def test_a_row_says_all_that_is_wrong_with_it_what_comes_first_first():
    _, rows = rows_of(xlsx(people(NIK=["123", *NIKS[1:]], nama=["", *NAMES[1:]], jk=["x", "P", "L"])))

    assert rows[0].number == 2
    assert [each.code for each in rows[0].problems] == ["nik_length", "name_missing", "sex_odd"]
    assert rows[0].problems[0].words == "NIK ini 3 angka. NIK harus 16 angka."
    assert rows[0].person is None


def test_kinds_are_counted_by_what_is_to_be_mended_first():
    checker, _ = rows_of(xlsx(people(NIK=["123", *NIKS[1:]], jk=["x", "x", "L"])))

    assert checker.tally.by_kind == [("nik_length", 1), ("sex_odd", 1)]
    assert (checker.tally.rows, checker.tally.readable) == (3, 1)


def test_a_nik_met_before_names_the_row_above():
    _, rows = rows_of(xlsx(people(NIK=[NIKS[0], NIKS[1], NIKS[0]])))

    assert rows[2].repeats == ("Sheet1", 2)
    assert rows[2].person is not None
    assert [each.words for each in rows[2].problems] == ["NIK ini sudah ada di baris 2. Hapus salah satu."]


def test_a_batch_may_need_more_of_each_row():
    _, rows = rows_of(xlsx(people(hp=["", "0812", "081234567890"])), REQUIRED | {Field.PHONE})

    assert [[each.code for each in row.problems] for row in rows] == [["missing"], ["phone_odd"], []]


def test_a_sheet_without_a_column_nobody_can_do_without_says_so_before_its_rows():
    layouts = find_layouts(read(xlsx(short(["NIK", "Nama", "Sektor"], NIKS, NAMES, ["Tani"] * 3)), "a.xlsx"))

    assert [(sheet, each.field, each.words) for sheet, each in column_problems(layouts)] == [
        (
            "Sheet1",
            Field.VILLAGE,
            "Kolom Desa atau nagari belum ditemukan. Tunjukkan kolomnya, atau tambahkan ke berkas.",
        )
    ]


def test_a_village_funds_list_needs_no_column_for_the_village():
    book = read(xlsx(short(["NIK", "Nama"], NIKS, NAMES)), "a.xlsx")
    layouts, villages = find_layouts(book), Villages([VILLAGE])

    assert column_problems(layouts, villages) == []
    assert [row.person.village_code for row in Checker(villages).rows(book, layouts)] == [VILLAGE] * 3


@pytest.mark.parametrize(
    "changes",
    [
        {"NIK": "130306070268000"},
        {"nama": "1303060702680002"},
        {"alamat": "x" * 170 + NIKS[0]},
        {"tgl_lahir": "31-02-1968"},
        {"hp": "0812345678901234"},
        {"jk": "1303060702680002"},
        {"penghasilan": "NIK 1303060702680002"},
    ],
)
def test_no_problem_shows_a_number_in_full_whatever_column_it_strayed_into(changes):
    _, rows = rows_of(xlsx(people(**changes)))

    told = json.dumps([each.to_json() for row in rows for each in (*row.problems, *row.warnings)])
    assert rows[0].problems or rows[0].warnings
    assert not [
        number for number in ("13030607026", "0702680", "31-02-1968", "08123456789") if number in told
    ]


def test_a_problem_is_kept_as_json():
    _, rows = rows_of(xlsx(people(NIK="123")))

    (problem,) = rows[0].problems
    assert Problem.from_json(json.loads(json.dumps(problem.to_json()))) == problem


def test_sentences_about_problems_are_short():
    texts = [text for kind in KINDS.values() for text in (kind.title, kind.repair)]

    assert [text for text in texts for sentence in text.split(". ") if len(sentence.split()) > 15] == []
    assert [kind.repair for kind in KINDS.values() if not kind.repair.endswith((".", "?"))] == []
    assert list(KINDS)[: len(TO_REPAIR)] == list(TO_REPAIR)


def test_a_refusal_met_a_hundred_times_does_not_grow():
    layout = find_layouts(read(xlsx(people()), "a.xlsx"))[0]
    column = next(each for each in column_readers(layout) if each.field == Field.PROGRAMMES)
    villages = Villages([VILLAGE])
    depths = set()
    for _ in range(100):
        for refuse in (lambda: column.read("semua"), lambda: villages.find("", "Entah", "", "")):
            with pytest.raises(Unreadable) as refused:
                refuse()
            depths.add(len(refused.traceback))

    assert max(depths) <= 3
