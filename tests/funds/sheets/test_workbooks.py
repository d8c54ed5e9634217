"""The workbooks we hand out: rows to repair, and the empty sheet."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest

from agentapp.core.period import Month
from agentapp.funds.sheets.checking import Checker
from agentapp.funds.sheets.columns import Field
from agentapp.funds.sheets.headers import find_layouts
from agentapp.funds.sheets.reading import read
from agentapp.funds.sheets.repair import repair_workbook
from agentapp.funds.sheets.template import COLUMNS, template_workbook
from agentapp.funds.sheets.villages import Villages
from tests.funds.sheets.files import separated, xlsx
from tests.funds.sheets.people import NIKS, TITLES, people, person


def repaired(content: bytes, filename: str = "daftar.xlsx"):
    """The workbook of rows to repair, as a book."""
    book = read(content, filename)
    layouts = find_layouts(book)
    rows = Checker(Villages(["13.03"])).rows(book, layouts)
    problems = {(row.sheet, row.number): row.problems for row in rows if row.problems}
    return read(repair_workbook(book, layouts, problems), "perbaiki.xlsx")


def cells(book) -> list[list]:
    return [list(line.cells) for line in book.lines(book.sheets[0])]


def parts(content: bytes) -> str:
    with ZipFile(BytesIO(content)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


def test_only_the_rows_to_repair_with_the_same_columns_and_the_reason_first():
    titles, row = cells(repaired(xlsx(people(NIK=["123", *NIKS[1:]]))))

    assert titles == ["Alasan perbaikan", *TITLES]
    assert row == ["NIK: NIK ini 3 angka. NIK harus 16 angka.", *person(0, NIK="123")]


def test_a_row_with_two_reasons_says_both():
    row = cells(repaired(xlsx(people(NIK=["123", *NIKS[1:]], jk=["x", "P", "L"]))))[1]

    assert row[0].splitlines() == [
        "NIK: NIK ini 3 angka. NIK harus 16 angka.",
        "Jenis kelamin: Tulis L untuk laki-laki atau P untuk perempuan.",
    ]


def test_a_nik_that_was_a_number_keeps_its_digits_and_one_that_lost_some_stays_suspect():
    book = repaired(xlsx(people(NIK=[float(NIKS[0]), 1303065505750010.0, NIKS[2]], jk=["x", "P", "L"])))

    assert [row[2] for row in cells(book)[1:]] == [NIKS[0], 1303065505750010.0]


def test_a_text_that_looks_like_a_formula_stays_a_text():
    content = separated(people(jk="x", tgl_lahir="7/2/1968", alamat='=HYPERLINK("http://x")'))

    assert cells(repaired(content, "a.csv"))[1][TITLES.index("alamat") + 1] == '=HYPERLINK("http://x")'


def test_a_mended_row_reads():
    book = repaired(xlsx(people(NIK=["123", *NIKS[1:]])))
    mended = [[cell if cell != "123" else NIKS[0] for cell in row] for row in cells(book)]

    again = read(xlsx(mended), "perbaiki.xlsx")
    checker = Checker(Villages(["13.03"]))
    assert [row.person.name for row in checker.rows(again, find_layouts(again))] == ["Syafrizal"]


def test_a_column_that_the_officer_pointed_at_is_found_again():
    rows = people(NIK="123")
    rows[0] = [{"nama": "Kolom A", "nama_ibu": "Nama"}.get(title, title) for title in TITLES]
    book = read(xlsx(rows), "daftar.xlsx")
    layouts = tuple(
        layout.assign(Field.NAME, 2).assign(Field.MOTHER_NAME, None) for layout in find_layouts(book)
    )
    problems = {
        (row.sheet, row.number): row.problems for row in Checker(Villages(["13.03"])).rows(book, layouts)
    }

    (again,) = find_layouts(read(repair_workbook(book, layouts, problems), "perbaiki.xlsx"))

    assert again.columns[Field.NAME].index == 3
    assert Field.MOTHER_NAME not in again.columns


@pytest.fixture(scope="module")
def template() -> bytes:
    return template_workbook(Month(2027, 1), ["13.03.06.2002 Kamang"])


def test_the_empty_sheet_has_our_columns_and_nobody_on_it(template):
    book = read(template, "contoh.xlsx")
    (layout,) = find_layouts(book)
    checker = Checker(Villages(["13.03"]))

    assert tuple(layout.columns) == tuple(field for field in Field if field in COLUMNS)
    assert layout.missing == layout.doubtful == ()
    assert list(checker.rows(book, (layout,))) == []


def test_its_example_would_read_if_it_were_somebody_and_its_choices_do(template):
    book = read(template, "contoh.xlsx")
    (layout,) = find_layouts(book)
    example = next(line.cells for line in book.lines(layout.sheet) if line.number == 2)
    names = ("jk", "desa", "kerja", "program", "mulai", "bulan")
    choices = dict(zip(names, zip(*cells_of(book, "Pilihan"), strict=True), strict=True))
    row = [
        choices["desa"][1] if at == COLUMNS.index(Field.VILLAGE) else cell for at, cell in enumerate(example)
    ]
    row[COLUMNS.index(Field.NAME)] = "Nurlela"

    filled = read(xlsx([layout.titles, row]), "isi.xlsx")
    (checked,) = Checker(Villages(["13.03"])).rows(filled, find_layouts(filled))

    assert (checked.problems, checked.warnings) == ((), ())
    assert checked.person is not None
    assert checked.person.birth_date == date(1968, 2, 7)
    assert choices["mulai"][1:3] == ("Januari 2027", "Februari 2027")


def cells_of(book, sheet: str) -> list[list]:
    width = max(len(line.cells) for line in book.lines(sheet))
    return [[*line.cells, *[""] * (width - len(line.cells))] for line in book.lines(sheet)]


def test_the_empty_sheet_offers_choices_and_warns_of_a_short_nik(template):
    xml = parts(template)

    assert xml.count('type="list"') == 6
    assert 'type="textLength"' in xml
    assert "Cara mengisi daftar ini" in xml
