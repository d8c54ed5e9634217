"""The village field of the enrolment form, on a phone without JavaScript."""

import pytest

from tests.factories import AgentFactory, application_data
from tests.pages import PageClient

NEW = "/enrolments/new"
LANSEK = "13.03.06.2001"
SHOW = "Tampilkan pilihannya"


@pytest.fixture
def agent(sign_in) -> PageClient:
    return sign_in(AgentFactory())


def offered(page, name):
    """What a select offers: the texts by value."""
    select = next(each for each in page.tree.iter("select") if each.get("name") == name)
    return {option.get("value"): option.text.strip() for option in select.iter("option")}


def test_it_offers_the_villages_of_the_agents_own_district_at_once(agent):
    page = agent.get(NEW)

    assert offered(page, "village_code")[LANSEK] == "Sungai Lansek"
    assert page.form(has="nik").data["place_district"] == "13.03.06"


def test_another_village_is_reached_step_by_step_and_nothing_typed_is_lost(agent):
    typed = {"name": "Yusmanidar", "mother_name": "Rosna", "nik": "1303"}
    page = agent.get(NEW).form(has="nik").fill({**typed, "place_province": "76"}).submit(SHOW)
    assert "Pilih kecamatannya dahulu" in offered(page, "village_code")[""]

    page = page.form(has="nik").fill(place_regency="76.05").submit(SHOW)
    page = page.form(has="nik").fill(place_district="76.05.01").submit(SHOW)
    form = page.form(has="nik")

    assert {name: form.data[name] for name in typed} == typed
    village = next(code for code in offered(page, "village_code") if code)
    assert village.startswith("76.05.01.")
    assert form.fill(village_code=village).data["village_code"] == village


def test_a_village_of_a_district_just_left_is_not_taken(agent):
    answers = application_data(village_code=LANSEK)
    form = agent.get(NEW).form(has="nik")
    known = {name: text for name, text in answers.items() if name in form.names and name != "submission_id"}
    page = form.fill({**known, "place_district": "13.03.04"}).submit("Periksa jawaban", status=422)

    assert page.error_of("village_code")
    assert page.form(has="nik").data["place_district"] == "13.03.04"
    assert LANSEK not in offered(page, "village_code")


def test_a_village_found_by_search_is_listed_with_its_own_district(agent):
    form = agent.get(NEW).form(has="nik")
    form.data["village_code"] = "14.01.01.2009"
    page = form.submit("Periksa jawaban", status=422)

    assert page.form(has="nik").data["village_code"] == "14.01.01.2009"
    assert page.form(has="nik").data["place_district"] == "14.01.01"


def test_an_agent_without_a_district_begins_with_the_provinces(sign_in):
    page = sign_in(AgentFactory(home_district=None)).get(NEW)

    assert len(offered(page, "place_province")) == 39
    assert set(offered(page, "village_code")) == {""}
