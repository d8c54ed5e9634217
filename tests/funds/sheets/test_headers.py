"""Which column is which: by title, by content, and by the officer."""

import json

import pytest

from agentapp.funds.sheets.columns import LABELS, Field
from agentapp.funds.sheets.headers import find_layouts
from agentapp.funds.sheets.layout import Layout
from agentapp.funds.sheets.naming import meaning
from agentapp.funds.sheets.reading import read
from agentapp.funds.sheets.synonyms import OTHERS, SYNONYMS
from tests.funds.sheets.files import xlsx, xlsx_of
from tests.funds.sheets.people import BIRTHS, NAMES, NIKS, SEXES, TITLES, VILLAGE, people, short


def layout_of(content: bytes) -> Layout:
    (layout,) = find_layouts(read(content, "daftar.xlsx"))
    return layout


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("Nomor Induk Kependudukan", Field.NIK),
        ("NIK/KTP", Field.NIK),
        ("No. KTP", Field.NIK),
        ("NIK (16 digit)", Field.NIK),
        ("NAMA LENGKAP", Field.NAME),
        ("Nama sesuai KTP", Field.NAME),
        ("Date of birth", Field.BIRTH_DATE),
        ("Tgl. Lahir (dd/mm/yyyy)", Field.BIRTH_DATE),
        ("TTL", Field.BIRTH),
        ("Tempat/Tgl Lahir", Field.BIRTH),
        ("L/P", Field.SEX),
        ("Jenis Kelamin (L/P)", Field.SEX),
        ("Desa/Kelurahan", Field.VILLAGE),
        ("NAGARI", Field.VILLAGE),
        ("Jorong", Field.HAMLET),
        ("RT/RW", Field.RT),
        ("Kecamatan", Field.DISTRICT),
        ("No HP/WA", Field.PHONE),
        ("Nomor Handpone", Field.PHONE),
        ("Nama Ibu Kandung", Field.MOTHER_NAME),
        ("Penghasilan per bulan (Rp)", Field.MONTHLY_INCOME),
        ("Pekerjan", Field.OCCUPATION),
        ("kode_wilayah_desa", Field.VILLAGE_CODE),
        ("Ahli Waris", Field.HEIRS),
        ("No", Field.NUMBER),
    ],
)
def test_titles_mean_fields(title, field):
    assert meaning(title)[0] == field


@pytest.mark.parametrize(
    "title",
    ["No. KK", "Nomor Kartu Keluarga", "NIK Ibu", "NIK Ahli Waris", "Nama Ayah", "Nama Bank", "Umur", "Keterangan",
     "Alamat Email", "Kolom1", "x", "",
     "Laporan pekerja rentan yang didaftarkan Pemerintah Kabupaten Sijunjung tahun 2027"],
)  # fmt: skip
def test_other_titles_mean_none(title):
    assert meaning(title)[0] is None


def test_no_title_means_two_things():
    titles = [title for each in (*SYNONYMS.values(), OTHERS) for title in each.split("|")]

    assert sorted({title for title in titles if titles.count(title) > 1}) == []


def test_every_label_means_its_field():
    assert {field: meaning(label)[0] for field, label in LABELS.items()} == {field: field for field in LABELS}
    assert {field: meaning(f"{label} *")[0] for field, label in LABELS.items()} == {
        field: field for field in LABELS
    }


def test_the_columns_of_a_batch_are_all_found():
    layout = layout_of(xlsx(people()))

    assert [layout.titles[column.index] for column in layout.columns.values()] == TITLES
    assert layout.missing == layout.doubtful == layout.unused == ()
    assert (layout.header_row, layout.first_row) == (1, 2)


def test_rows_are_numbered_as_in_the_spreadsheet():
    layout = layout_of(xlsx([[], ["Daftar Pekerja"], [], [], *people()]))

    assert (layout.header_row, layout.first_row) == (5, 6)


def test_a_column_is_found_by_what_it_holds():
    layout = layout_of(xlsx(short(["a", "b", "c", "d", "e"], SEXES, NAMES, BIRTHS, NIKS, [VILLAGE] * 3)))

    found = {field: column.index for field, column in layout.columns.items()}
    assert found == {Field.SEX: 0, Field.NAME: 1, Field.BIRTH_DATE: 2, Field.NIK: 3, Field.VILLAGE_CODE: 4}
    assert set(layout.doubtful) == found.keys()


def test_two_titles_are_enough_where_one_is_the_nik():
    layout = layout_of(
        xlsx([["Daftar"], ["NIK", "Nama"], *([nik, name] for nik, name in zip(NIKS, NAMES, strict=True))])
    )

    assert (layout.header_row, layout.doubtful) == (2, ())


def test_titles_moved_by_one_column_are_not_believed():
    layout = layout_of(xlsx(short(["NIK", "Nama", "Tgl lahir", "Ket"], NAMES, NIKS, ["a", "b", "c"], BIRTHS)))

    assert layout.columns[Field.NIK].index == 1
    assert Field.NIK in layout.doubtful


def test_what_was_not_found_is_said():
    layout = layout_of(xlsx(short(["NIK", "Nama", "Sektor"], NIKS, NAMES, ["A1", "B2", "C3"])))

    assert layout.missing == (Field.VILLAGE,)
    assert layout.unused == (2,)


def test_only_sheets_with_people_are_taken():
    layouts = find_layouts(
        read(xlsx_of({"Rekap": [["Kecamatan", "Jumlah"], ["A", 1]], "Isi": people()}), "a.xlsx")
    )

    assert [layout.sheet for layout in layouts] == ["Isi"]


def test_the_officer_overrules_the_guess():
    layout = layout_of(xlsx(people())).assign(Field.SOURCE, 4).assign(Field.PHONE, None)

    assert layout.columns[Field.SOURCE].index == 4
    assert Field.BIRTH_DATE not in layout.columns
    assert Field.PHONE not in layout.columns


def test_a_layout_is_kept_as_json():
    layout = layout_of(xlsx(people())).assign(Field.SOURCE, 4)

    assert Layout.from_json(json.loads(json.dumps(layout.to_json()))) == layout


def test_a_kampung_is_the_village_where_no_other_column_is():
    papua = layout_of(xlsx(short(["NIK", "Nama", "Kampung"], NIKS, NAMES, ["Yoka"] * 3)))
    solok = layout_of(
        xlsx(short(["NIK", "Nama", "Kampung", "Nagari"], NIKS, NAMES, ["Koto"] * 3, ["Kamang"] * 3))
    )

    assert papua.columns[Field.VILLAGE].index == 2
    assert (solok.columns[Field.HAMLET].index, solok.columns[Field.VILLAGE].index) == (2, 3)
