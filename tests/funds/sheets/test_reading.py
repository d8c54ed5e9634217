"""Files become sheets of cells."""

from datetime import date

import pytest

from agentapp.funds.sheets.reading import read
from agentapp.funds.sheets.separated import SeparatedBook
from tests.funds.sheets.files import separated, xlsx, xlsx_of

ROWS = [
    ["NIK", "nama", "alamat"],
    ["1303060702680002", "José", "Jorong\nKoto"],
    [],
    ["2", "Désirée", "x;y,z"],
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_csv_reads_the_same_in_every_dialect(encoding, delimiter):
    book = read(separated(ROWS, delimiter, encoding), "daftar pekerja.csv")

    assert book.sheets == ("daftar pekerja",)
    assert [list(line.cells) for line in book.lines("daftar pekerja")] == ROWS


def test_rows_of_a_csv_are_numbered_as_a_spreadsheet_numbers_them():
    book = read(separated(ROWS), "a.csv")

    assert [line.number for line in book.lines("a") if line.cells] == [1, 2, 4]


def test_titles_above_the_table_do_not_hide_its_delimiter():
    text = "Daftar pekerja, tahun 2027\nKabupaten Sijunjung, Sumatera Barat\n" + "1;A, B;C\n" * 5

    assert SeparatedBook(text.encode(), "a").delimiter == ";"


def test_cells_of_a_workbook_stand_in_their_own_row_and_column():
    book = read(xlsx([[], ["", "", "x"], ["", "", 1.5, date(1968, 2, 7)]]), "a.xlsx")

    lines = list(book.lines("Sheet1"))
    assert [line.number for line in lines] == [1, 2, 3]
    assert list(lines[2].cells) == ["", "", 1.5, date(1968, 2, 7)]


def test_sheets_are_read_in_any_order_and_again():
    book = read(xlsx_of({"A": [["1"]], "B": [["2"]]}), "a.xlsx")

    assert [[line.cells for line in book.lines(name)] for name in "ABA"] == [[["1"]], [["2"]], [["1"]]]
