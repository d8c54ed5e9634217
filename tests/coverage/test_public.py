"""Pages for everybody: switched on and off by whose region it is, no small numbers, the same for all who ask."""

import pytest
from sqlalchemy import select

from agentapp.core.db import sessions
from agentapp.core.errors import NotFound
from agentapp.coverage.models import PublicPage
from agentapp.coverage.publishing import PagesOverlap, close_page, open_page
from agentapp.coverage.rolling import roll_up
from tests.coverage.worlds import NOV, carried, settler
from tests.factories import AgentFactory, FundFactory, FundOfficerFactory, SupervisorFactory
from tests.pages import ANY

pytestmark = pytest.mark.usefixtures("clock")

MUARO = "13.03.04.2004"
KUPITAN = "13.03.10.2001"


@pytest.fixture
def fund():
    return FundFactory()


@pytest.fixture
def people(fund):
    agent = AgentFactory()
    for village, count in ((MUARO, 9), (KUPITAN, 2)):
        for _ in range(count):
            carried(fund.code, 0, agent=agent, village_code=village)
    settler(0, agent=agent, village_code=MUARO)
    roll_up(NOV)


@pytest.mark.usefixtures("people")
def test_an_officer_switches_it_on_everybody_reads_it_and_off_again(fund, client, signed_in_client):
    officer = signed_in_client(fund.officer)
    choices = officer.get("/coverage").click("Halaman untuk umum")
    regency = next(form for form in choices.forms if form.data.get("region") and not form.data.get("fund"))

    opened = regency.submit().follow()
    address = "/public/kabupaten-sijunjung-1303"
    page = client.get(address)

    assert page.heading == "Cakupan Kabupaten Sijunjung"
    assert "12 orang terlindungi" in page.main
    assert "Kecamatan Kupitan kurang dari 5" in page.main
    assert "Kecamatan Sijunjung tidak ditampilkan" in page.main
    assert "Perempuan" in page.main
    opened.form("/closing").submit()
    client.get(address, status=404)


@pytest.mark.usefixtures("people")
def test_a_funds_page_counts_whom_it_carries(fund, client):
    page = open_page(fund.officer, "13.03", fund.id)

    told = client.get(f"/public/{page.slug}")

    assert "11 orang terlindungi" in told.main
    assert "kurang dari 5" in told.main


@pytest.mark.usefixtures("people")
def test_the_page_is_the_same_for_all_and_may_be_kept(fund, client, signed_in_client):
    page = open_page(fund.officer, "13.03", None)

    answer = client.get(f"/public/{page.slug}")
    seen = signed_in_client(fund.officer).get(f"/public/{page.slug}")

    assert answer.headers["Cache-Control"] == "public, max-age=600"
    assert "Set-Cookie" not in answer.headers
    assert seen.data == answer.data
    assert not answer.forms


@pytest.mark.usefixtures("people")
def test_it_speaks_the_language_that_the_address_names(fund, client):
    page = open_page(fund.officer, "13.03", None)

    assert client.get(f"/public/{page.slug}").click("English").tree.get("lang") == "en"
    assert client.get(f"/public/{page.slug}?lang=xx").tree.get("lang") == "id"


def test_two_open_pages_never_show_the_same_people(fund):
    district = FundFactory(region_code="13.03.06", officer=FundOfficerFactory())
    open_page(fund.officer, "13.03", None)

    for officer, region, of in ((fund.officer, "13.03", fund.id), (district.officer, "13.03.06", None)):
        with pytest.raises(PagesOverlap):
            open_page(officer, region, of)


def test_a_region_around_an_open_page_cannot_be_opened(fund):
    district = FundFactory(region_code="13.03.06", officer=FundOfficerFactory())
    open_page(district.officer, "13.03.06", None)

    with pytest.raises(PagesOverlap):
        open_page(fund.officer, "13.03", None)


def test_a_closed_page_opens_again_at_its_address(fund):
    first = open_page(fund.officer, "13.03", None)
    close_page(fund.officer, first.id)

    assert open_page(fund.officer, "13.03", None).id == first.id
    assert len(sessions().scalars(select(PublicPage)).all()) == 1


def test_what_is_not_ones_own_can_neither_be_opened_nor_closed(fund):
    stranger = FundFactory(region_code="76.05", officer=FundOfficerFactory()).officer
    page = open_page(fund.officer, "13.03", None)

    for attempt in (
        lambda: open_page(stranger, "13.03", None),
        lambda: open_page(stranger, "76.05", fund.id),
        lambda: close_page(stranger, page.id),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_supervisors_publish_nothing(signed_in_client):
    assert signed_in_client(SupervisorFactory()).get("/coverage/public", status=ANY).status_code == 404
