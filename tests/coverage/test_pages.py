"""The pages of coverage: the same figures as table, map, line and file, for those whose region it is."""

import csv
from io import BytesIO, StringIO

import pytest
from python_calamine import CalamineWorkbook

from agentapp.core.clock import now
from agentapp.core.db import sessions
from agentapp.core.nik import Sex
from agentapp.coverage.models import Denominator
from agentapp.coverage.rolling import roll_up
from tests.coverage.worlds import NOV, ago, settler
from tests.factories import (
    SUNGAI_LANSEK,
    AgentFactory,
    FundFactory,
    MamujuFactory,
    SupervisorFactory,
)
from tests.factories.payers import FundPlaceFactory
from tests.pages import ANY

pytestmark = pytest.mark.usefixtures("clock")

MUARO = "13.03.04.2004"
"""A village of another district of Sijunjung."""


def denominator(code, workers, **facts):
    row = {"source": "BPS Sakernas", "year": 2025, "imported_at": now(), "note": ""} | facts
    sessions().add(Denominator(region_code=code, workers=workers, **row))
    sessions().commit()


@pytest.fixture
def people():
    agent = AgentFactory()
    settler(0, agent=agent, sex=Sex.MALE)
    settler(0, 1, agent=agent, sex=Sex.MALE)
    settler(1, agent=agent, sex=Sex.FEMALE)
    settler(4, agent=agent, village_code=MUARO)
    for months in (1, 0):
        roll_up(ago(months))


@pytest.fixture
def supervisor(signed_in_client):
    return signed_in_client(SupervisorFactory())


@pytest.mark.usefixtures("people")
def test_a_supervisor_goes_down_from_the_branch_to_a_village(supervisor):
    page = supervisor.get("/coverage")
    for name in ("Kabupaten Sijunjung", "Kecamatan Kamang Baru", "Nagari Sungai Lansek"):
        page = page.click(name)

    assert page.heading == "Cakupan Nagari Sungai Lansek"
    assert "2 terlindungi 1 menunggak" in page.main
    assert [text for text, _ in page.links()].count("Kecamatan Kamang Baru") == 1


@pytest.mark.usefixtures("people")
def test_filters_stay_while_one_goes_down(supervisor):
    page = supervisor.get("/coverage?region=13.03&only=sex:F&month=2026-11")

    below = page.click("Kecamatan Kamang Baru")

    assert "Hanya: Jenis kelamin · Perempuan" in below.main
    assert "0 terlindungi 1 menunggak" in below.main


@pytest.mark.usefixtures("people")
def test_missing_villages_are_listed(supervisor):
    page = supervisor.get("/coverage?region=13.03")
    assert "Ada pekerja terlindungi di 1 dari 62 nagari." in page.main

    missing = page.click("Lihat yang belum ada")

    assert "61 dari 62 nagari" in missing.main
    assert "Nagari Sungai Lansek" not in missing.main


@pytest.mark.usefixtures("people")
def test_agencies_without_anybody_covered_are_listed(signed_in_client):
    fund = FundFactory()
    for name, months in (("Dinas Pertanian", (0,)), ("Dinas Perikanan", ())):
        worker = settler(*months, agent=AgentFactory())
        FundPlaceFactory(fund=fund, worker=worker, agency=name, first_month=ago(2))
    roll_up(NOV)
    officer = signed_in_client(fund.officer)

    assert "lewat 1 dari 2 dinas" in officer.get("/coverage").main
    missing = officer.get("/coverage/missing").main
    assert "Dinas Perikanan" in missing
    assert "Dinas Pertanian" not in missing


@pytest.mark.usefixtures("people")
def test_never_is_what_the_denominator_leaves(supervisor):
    denominator(SUNGAI_LANSEK, 400)
    denominator(SUNGAI_LANSEK, 100, year=2024)

    page = supervisor.get("/coverage?region=13.03.06.2001")
    assert "2 terlindungi, 0,5% dari 400 pekerja informal" in page.main
    assert "397 belum pernah ikut" in page.main


@pytest.mark.usefixtures("people")
def test_the_next_village_is_where_most_people_are_uncovered(supervisor):
    denominator(SUNGAI_LANSEK, 400)
    denominator(MUARO, 500)

    page = supervisor.get("/coverage?region=13.03")

    assert "500 orang belum terlindungi" in page.main
    assert "398 orang belum terlindungi" in page.main
    assert page.main.index("500 orang belum") < page.main.index("398 orang belum")
    assert "belum pernah ikut" not in page.main, "the other villages have no denominator"


@pytest.mark.usefixtures("people")
def test_a_denominator_that_is_too_small_is_said_to_be_doubtful(supervisor):
    denominator(SUNGAI_LANSEK, 1)

    assert "meragukan" in supervisor.get("/coverage?region=13.03.06").main


@pytest.mark.parametrize("region", ["76.05", "13", "13.03.06.9999", "x", "13.03.06.2001.1"])
@pytest.mark.usefixtures("people")
def test_outside_the_own_region_there_is_nothing(supervisor, region):
    for path in ("/coverage", "/coverage/missing", "/coverage/regions.csv", "/coverage.xlsx"):
        assert supervisor.get(f"{path}?region={region}", status=ANY).status_code == 404, path


@pytest.mark.usefixtures("people")
def test_a_fund_officer_sees_the_region_of_the_own_fund_alone(signed_in_client):
    officer = signed_in_client(FundFactory(region_code="13.03.06").officer)

    assert officer.get("/coverage").heading == "Cakupan Kecamatan Kamang Baru"
    officer.get("/coverage?region=13.03", status=404)


@pytest.mark.usefixtures("people")
def test_a_draft_opens_no_region(signed_in_client):
    officer = signed_in_client(FundFactory(region_code="13", state="draft").officer)

    assert "Belum ada angka" in officer.get("/coverage").main
    officer.get("/coverage?region=13.03", status=404)


def test_before_anything_was_counted_the_page_says_so(supervisor):
    assert "Belum ada angka" in supervisor.get("/coverage").main


@pytest.mark.usefixtures("people")
def test_each_table_is_a_csv(supervisor):
    for table in ("regions", "villages", "months", "missing", "agencies", "values"):
        answer = supervisor.get(f"/coverage/{table}.csv?region=13.03")
        assert answer.mimetype == "text/csv"
    rows = list(
        csv.reader(StringIO(supervisor.get("/coverage/regions.csv?region=13.03").data.decode("utf-8-sig")))
    )

    assert rows[0][:3] == ["Kode wilayah", "Wilayah", "Terlindungi"]
    assert ["13.03.06", "Kecamatan Kamang Baru", "2", "1", "0", "0", "50400", "33600"] in [
        row[:8] for row in rows
    ]
    supervisor.get("/coverage/nothing.csv", status=404)


@pytest.mark.usefixtures("people")
def test_the_workbook_holds_every_table(supervisor):
    book = CalamineWorkbook.from_filelike(BytesIO(supervisor.get("/coverage.xlsx?region=13.03").data))

    assert book.sheet_names == [
        "Keterangan",
        "Wilayah",
        "Desa",
        "Bulan",
        "Belum ada",
        "Dinas",
        "Menurut lingkungan kerja",
    ]
    assert len(book.get_sheet_by_name("Desa").to_python()) == 1 + 62


@pytest.mark.usefixtures("people")
def test_the_map_is_light_and_says_what_the_table_says(supervisor):
    page = supervisor.get("/coverage?region=13.03")
    text = page.get_data(as_text=True)
    drawing = text[text.index('<svg class="tile-map"') :].partition("</svg>")[0]

    assert len(drawing.encode()) < 60_000
    assert drawing.count("<rect") == 62
    assert "Nagari Sungai Lansek: 2" in drawing


@pytest.mark.parametrize(
    "query", ["month=2026-13", "only=sex", "only=what:ever", "by=all", "only=sex:" + "x" * 300]
)
@pytest.mark.usefixtures("people")
def test_a_query_that_makes_no_sense_is_passed_over(supervisor, query):
    assert "2 terlindungi" in supervisor.get(f"/coverage?region=13.03&{query}").main


@pytest.mark.usefixtures("people")
def test_another_branch_sees_its_own_regions(signed_in_client):
    far = signed_in_client(SupervisorFactory(branch=MamujuFactory()))

    assert "0 terlindungi" in far.get("/coverage").main
    far.get("/coverage?region=13.03", status=404)
