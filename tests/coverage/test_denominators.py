"""How many informal workers there are: all lines of a sheet or none, with a word of what looks wrong."""

from io import BytesIO

import pytest
from sqlalchemy import select

from agentapp.core.db import sessions
from agentapp.core.errors import FieldError
from agentapp.coverage.models import Denominator
from agentapp.coverage.rolling import roll_up
from agentapp.coverage.service import FaultySheet, Origin, take_in
from agentapp.coverage.sheet import UnreadableSheet, read_sheet
from agentapp.coverage.targets import Targets
from agentapp.places.registry import children
from tests.coverage.worlds import NOV, settler
from tests.factories import SUNGAI_LANSEK, AdminFactory

BPS = Origin("BPS Sakernas", 2025)
HEADING = "kode_wilayah,pekerja_informal,penduduk,catatan\n"


def sheet(*lines, heading=HEADING):
    return read_sheet((heading + "\n".join(lines)).encode())


def stored():
    return {(row.region_code, row.year): row.workers for row in sessions().scalars(select(Denominator))}


@pytest.mark.parametrize(
    "content",
    [
        "kode_wilayah,pekerja_informal\n13.03.06.2001,1234",
        "\ufeffKode Wilayah;Pekerja Informal\r\n13.03.06.2001;1.234\r\n",
        "CODE\tworkers\tnote\n13.03.06.2001\t1 234\tx\n\n",
        'pekerja,kode\n"1.234",13.03.06.2001',
    ],
)
def test_a_sheet_is_read_as_it_comes(content):
    read = read_sheet(content.encode())

    assert [(line.region_code, line.workers) for line in read.lines] == [(SUNGAI_LANSEK, 1234)]
    assert not read.faults


def test_windows_letters_are_read():
    read = read_sheet((HEADING + "13.03,5,,d’après").encode("cp1252"))

    assert read.lines[0].note == "d’après"


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2", b"PK\x03\x04\0", HEADING.encode()])
def test_what_is_no_such_sheet_is_refused(content):
    with pytest.raises(UnreadableSheet):
        read_sheet(content)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("13.99,5", "Kode wilayah"),
        (",5", "Kode wilayah"),
        ("13.03,", "Jumlah pekerja"),
        ("13.03,-5", "Jumlah pekerja"),
        ("13.03,1.5", "Jumlah pekerja"),
        ("13.03,99999999999", "Jumlah pekerja"),
        ("13.03,5,lots", "Jumlah penduduk"),
        ("13.02,7", "sudah ada"),
    ],
)
def test_a_faulty_line_is_named_by_its_number(line, said):
    read = sheet("13.02,1", line)

    assert [fault.number for fault in read.faults] == [3]
    assert said in read.faults[0].message


def test_with_one_faulty_line_nothing_is_stored(session):
    with pytest.raises(FaultySheet):
        take_in(None, sheet("13.02,1", "x,1"), BPS)

    assert not stored()


def test_the_same_region_and_year_give_way(session):
    take_in(None, sheet("13.02,1", "13.03,2"), BPS)
    take_in(None, sheet("13.03,3"), BPS)
    take_in(None, sheet("13.03,4"), Origin("BPS Sakernas", 2026))

    assert stored() == {("13.02", 2025): 1, ("13.03", 2025): 3, ("13.03", 2026): 4}


@pytest.mark.parametrize(
    "origin", [Origin(" ", 2025), Origin("BPS", 1999), Origin("BPS", 2990), Origin("x" * 201, 2025)]
)
def test_a_source_and_a_year_are_asked_for(session, origin):
    with pytest.raises(FieldError):
        take_in(None, sheet("13.03,3"), origin)


@pytest.mark.usefixtures("clock")
def test_what_can_hardly_be_right_is_told():
    settler(0)
    settler(0)
    roll_up(NOV)

    done = take_in(None, sheet("13.03.06.2001,1,100", "13.03.04,500,400", "13.03,1000,2000"), BPS)

    assert [(each.place.code, each.workers, each.beside) for each in done.doubts] == [
        (SUNGAI_LANSEK, 1, 2),
        ("13.03.04", 500, 400),
    ]


def test_a_region_is_the_sum_of_its_parts_once_all_are_known(session):
    villages = [each.code for each in children("13.03.06")]
    take_in(None, sheet(*(f"{code},10" for code in villages[:-1])), BPS)
    assert Targets.read(sessions(), ["13.03"], NOV).of("13.03.06") is None

    take_in(None, sheet(f"{villages[-1]},10"), BPS)

    target = Targets.read(sessions(), ["13.03"], NOV).of("13.03.06")
    assert (target.workers, target.summed, target.sources) == (110, True, ("BPS Sakernas, 2025",))


def test_a_number_of_the_region_itself_goes_before_the_sum(session):
    take_in(None, sheet(*(f"{each.code},10" for each in children("13.03.06")), "13.03.06,200"), BPS)

    assert Targets.read(sessions(), ["13.03"], NOV).of("13.03.06").workers == 200


def test_a_later_years_number_does_not_hold_yet(session):
    take_in(None, sheet("13.03,7"), BPS)
    take_in(None, sheet("13.03,9"), Origin("BPS Sakernas", 2026))

    found = {
        year: Targets.read(sessions(), ["13.03"], type(NOV)(year, 6)).of("13.03")
        for year in (2024, 2025, 2026)
    }

    assert {year: target and target.workers for year, target in found.items()} == {
        2024: None,
        2025: 7,
        2026: 9,
    }


def test_an_admin_looks_first_and_stores_then(signed_in_client):
    form = signed_in_client(AdminFactory()).get("/admin/denominators").form("/preview")
    file = (BytesIO((HEADING + "13.03,76.023,70.000").encode()), "sasaran.csv")

    preview = form.fill(file=file, source="BPS Sakernas", year="2025").submit()
    assert "lebih banyak dari penduduk 70.000" in preview.main
    assert not stored()

    done = preview.form("/denominators").submit().follow()
    assert "1 wilayah disimpan." in done.words
    assert "BPS Sakernas 2025 1 76.023" in done.main


def test_a_faulty_file_is_explained_and_cannot_be_stored(signed_in_client):
    form = signed_in_client(AdminFactory()).get("/admin/denominators").form("/preview")
    file = (BytesIO(b"kode,pekerja\n13.99,1"), "sasaran.csv")

    page = form.fill(file=file, source="BPS", year="2025").submit(status=422)

    assert "Baris 2: Kode wilayah ini tidak dikenal. (13.99)" in page.main
    assert not [form for form in page.forms if form.action.endswith("/denominators")]


@pytest.mark.parametrize(
    ("field", "typed"), [("file", {}), ("source", {"source": ""}), ("year", {"year": "x"})]
)
def test_what_is_missing_is_said_beside_its_field(signed_in_client, field, typed):
    form = signed_in_client(AdminFactory()).get("/admin/denominators").form("/preview")
    facts = {"source": "BPS", "year": "2025"} | typed
    if field != "file":
        facts["file"] = (BytesIO(b"kode,pekerja\n13.03,1"), "a.csv")

    assert form.fill(facts).submit(status=422).error_of(field)
