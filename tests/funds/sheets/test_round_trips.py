"""Our own workbooks come back in, in either language: every column is known, nothing is left unread."""

from collections.abc import Callable
from datetime import date

import pytest
from babel.support import Translations

from agentapp.core.period import Month
from agentapp.funds.sheets.cell import Book
from agentapp.funds.sheets.checking import CheckedRow, Checker
from agentapp.funds.sheets.columns import LABELS, Field
from agentapp.funds.sheets.headers import find_layouts
from agentapp.funds.sheets.kinds import KINDS
from agentapp.funds.sheets.layout import Column, Layout
from agentapp.funds.sheets.problem import Problem
from agentapp.funds.sheets.reading import read
from agentapp.funds.sheets.repair import repair_workbook
from agentapp.funds.sheets.template import COLUMNS, template_workbook
from agentapp.funds.sheets.villages import Villages
from agentapp.funds.sheets.words import Say, in_indonesian
from tests.funds.sheets.files import xlsx, xlsx_of
from tests.support.databases import ROOT

TRANSLATIONS = ROOT / "agentapp" / "translations"

NIK = "1303065505750003"
FILLED = {
    Field.NUMBER: 1,
    Field.NIK: NIK,
    Field.NAME: "Nurlela",
    Field.BIRTH_PLACE: "Sijunjung",
    Field.BIRTH_DATE: "15/5/1975",
    Field.SEX: "Perempuan",
    Field.ADDRESS: "Jalan Lintas",
    Field.HAMLET: "Jorong Koto",
    Field.RT: "1",
    Field.RW: "2",
    Field.VILLAGE_CODE: "13.03.06.2002",
    Field.VILLAGE: "Kamang",
    Field.DISTRICT: "Kamang Baru",
    Field.REGENCY: "Kabupaten Sijunjung",
    Field.PHONE: "081234567890",
    Field.MOTHER_NAME: "Rosmaini",
    Field.OCCUPATION: "Petani",
    Field.WORK_PLACE: "Kebun Kamang",
    Field.MONTHLY_INCOME: 1_500_000,
    Field.PROGRAMMES: "JKK + JKM",
    Field.FIRST_MONTH: "Januari 2027",
    Field.MONTHS: 12,
    Field.SOURCE: "DTSEN",
    Field.DECILE: 2,
    Field.HEIRS: "Rahmat",
    Field.HEIR_RELATION: "anak",
    Field.HEIR_PHONE: "081234567899",
}
Take = Callable[[Book], tuple[Layout, CheckedRow]]


def in_english(text: str, /, **params: object) -> str:
    said = str(Translations.load(TRANSLATIONS, ["en"]).gettext(text))
    return said % params if params else said


@pytest.fixture(params=[in_indonesian, in_english], ids=["id", "en"])
def say(request) -> Say:
    return request.param


def taken_in(book: Book) -> tuple[Layout, CheckedRow]:
    """The one sheet with people, and the one row in it."""
    (layout,) = find_layouts(book)
    (row,) = Checker(Villages(["13.03"])).rows(book, (layout,))
    return layout, row


def cells(book: Book) -> dict[str, list[list]]:
    return {sheet: [list(line.cells) for line in book.lines(sheet)] for sheet in book.sheets}


def test_the_template_filled_in_comes_back_whole(say):
    empty = read(template_workbook(Month(2027, 1), ["13.03.06.2002 Kamang"], say), "contoh.xlsx")
    sheets = cells(empty)
    first = empty.sheets[0]
    told = FILLED | {Field.HEIRS: "Rahmat (anak)"}
    sheets[first].append([told[field] for field in COLUMNS])

    layout, row = taken_in(read(xlsx_of(sheets), "isi.xlsx"))

    assert layout.sheet == first
    assert set(layout.columns) == set(COLUMNS)
    assert (layout.missing, layout.doubtful, layout.unused) == ((), (), ())
    assert (row.problems, row.warnings) == ((), ())
    assert row.person is not None
    assert (row.person.name, row.person.nik.digits, row.person.birth_date) == (
        "Nurlela", NIK, date(1975, 5, 15),
    )  # fmt: skip
    assert (row.person.first_month, row.person.months, row.person.decile) == (Month(2027, 1), 12, 2)
    assert (row.person.mother_name, row.person.work_place) == ("Rosmaini", "Kebun Kamang")
    assert [heir.name for heir in row.person.heirs] == ["Rahmat"]


def test_the_sheet_of_names_is_not_called_after_the_verb(say):
    names = read(template_workbook(Month(2027, 1), say=say), "contoh.xlsx").sheets

    assert names[0] == {"id": "Daftar nama", "en": "Lists of names"}["en" if say is in_english else "id"]


@pytest.fixture
def repair_sheet(say) -> Book:
    """The row to repair of a sheet whose columns an officer pointed out, all that there are."""
    told = FILLED | {Field.NIK: "123"}
    fields = list(told)
    book = read(xlsx([[f"Q{at}" for at in range(len(fields))], list(told.values())]), "daftar.xlsx")
    titles = tuple(f"Q{at}" for at in range(len(fields)))
    layout = Layout("Sheet1", 1, 2, titles, {field: Column(at, 100) for at, field in enumerate(fields)})
    (row,) = Checker(Villages(["13.03"])).rows(book, (layout,))
    return read(repair_workbook(book, (layout,), {("Sheet1", 2): row.problems}, say), "perbaiki.xlsx")


def test_the_repair_workbook_mended_comes_back_whole(say, repair_sheet):
    sheets = {
        name: [[NIK if cell == "123" else cell for cell in line] for line in lines]
        for name, lines in cells(repair_sheet).items()
    }

    layout, row = taken_in(read(xlsx_of(sheets), "perbaiki.xlsx"))

    assert layout.titles == (say("Alasan perbaikan"), *(say(LABELS[field]) for field in FILLED))
    assert {field: column.index for field, column in layout.columns.items()} == {
        field: at for at, field in enumerate(FILLED, 1)
    }
    assert (layout.missing, layout.doubtful, layout.unused) == ((), (), (0,))
    assert (row.problems, row.warnings) == ((), ())
    assert row.person is not None
    assert row.person.village_code == "13.03.06.2002"
    (heir,) = row.person.heirs
    assert (heir.name, heir.relation, heir.phone) == ("Rahmat", "child", "+6281234567899")


def test_a_column_set_aside_stays_aside(say):
    """What the officer said is no NIK is none when it comes back, though it looks like one."""
    rows = [["NIK", "Nama", "Desa", "NIK lama"], ["123", "Nurlela", "Kamang", NIK]]
    book = read(xlsx(rows), "daftar.xlsx")
    layout = find_layouts(book)[0].assign(Field.NIK, 3)
    mend = {("Sheet1", 2): [Problem("name_odd", Field.NAME, KINDS["name_odd"].repair)]}
    again = read(repair_workbook(book, (layout,), mend, say), "perbaiki.xlsx")

    (found,) = find_layouts(again)

    assert found.columns[Field.NIK].index == 4
    assert 1 in found.unused
