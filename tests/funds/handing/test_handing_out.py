"""Cards of a fund: printed by district, signed for on paper, ticked off on the agent's phone."""

from io import BytesIO
from uuid import uuid4

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from agentapp.core.db import sessions
from agentapp.core.errors import NotFound
from agentapp.funds.handing import listing, service
from agentapp.funds.handing.models import HandOut, Outcome
from agentapp.funds.places import PlaceState
from agentapp.programmes.kinds import Payer
from tests.contributions.conftest import agent, clock
from tests.factories import AgentFactory, CardFactory, FundFactory, FundPlaceFactory, WorkerFactory

__all__ = ["agent", "clock"]


@pytest.fixture
def fund(clock):
    return FundFactory(name="APBD Sijunjung")


@pytest.fixture
def carry(fund, agent):
    """Somebody of the agent's whom the fund carries, with a card."""

    def carry(name, **place):
        worker = WorkerFactory(
            name=name, agent=agent, payer=Payer.FUND, payer_code=fund.code, funding=fund.kind
        )
        CardFactory(membership=worker.membership)
        return FundPlaceFactory(fund=fund, worker=worker, **place)

    return carry


def text_of(answer):
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)


def test_the_agent_ticks_who_received_the_card_and_who_did_not_come(carry, agent, clock, signed_in_client):
    came, away, waits = carry("Nurhayati"), carry("Zulkifli"), carry("Ermawati")
    phone = signed_in_client(agent)

    page = phone.get("/handing-out")
    page = page.form().fill(place=[str(came.id)]).submit("Diterima", status=303).follow()
    assert "1 kartu diterima" in page.words
    clock.shift(60)
    page = page.form(has="place").fill(place=[str(away.id)]).submit("Tidak datang", status=303).follow()

    form = page.form(has="place")
    assert sorted(form.options("place")) == sorted([str(away.id), str(waits.id)])
    assert "tidak datang" in page.main
    assert "Baru saja diterima" in page.main


def test_one_village_is_shown_at_a_time(carry, agent, signed_in_client):
    here, there = carry("Nurhayati"), carry("Zulkifli")
    there.worker.village_code = there.village_code = "13.03.06.2002"
    sessions().commit()
    phone = signed_in_client(agent)

    page = phone.get("/handing-out?village=13.03.06.2002")
    assert page.form(has="place").options("place") == [str(there.id)]
    page = page.form(has="place").fill(place=[str(there.id)]).submit("Diterima", status=303).follow()

    assert page.form(has="place").options("place") == [str(here.id)]
    assert phone.get("/handing-out?village=x").form(has="place").options("place") == [str(here.id)]


def test_what_waits_stands_on_the_agents_home(carry, agent, signed_in_client):
    place = carry("Nurhayati")
    carry("Zulkifli")
    phone = signed_in_client(agent)
    assert "2 kartu perlu dibagikan" in phone.get("/home").main

    service.tick(agent, [place.id], Outcome.RECEIVED)

    assert "1 kartu perlu dibagikan" in phone.get("/home").main


def test_a_wrong_tick_is_taken_back(carry, agent, clock, signed_in_client):
    place = carry("Nurhayati")
    service.tick(agent, [place.id], Outcome.RECEIVED)
    clock.shift(60)

    page = signed_in_client(agent).get("/handing-out").form("/undo").submit(status=303).follow()

    assert page.form(has="place").options("place") == [str(place.id)]
    assert "Baru saja diterima" not in page.main


def test_ticked_twice_it_is_noted_once(carry, agent):
    place = carry("Nurhayati")

    assert service.tick(agent, [place.id], Outcome.RECEIVED) == 1
    assert service.tick(agent, [place.id, uuid4()], Outcome.RECEIVED) == 0

    assert sessions().scalars(select(HandOut.outcome)).all() == [Outcome.RECEIVED]


def test_who_did_not_come_may_come_later(carry, agent, clock):
    place = carry("Nurhayati")
    service.tick(agent, [place.id], Outcome.ABSENT)
    clock.shift(60)

    assert service.tick(agent, [place.id], Outcome.RECEIVED) == 1
    assert listing.of_agent(sessions(), agent) == []


def test_another_agents_people_are_not_ticked(carry, agent):
    place = carry("Nurhayati")
    other = AgentFactory()

    assert service.tick(other, [place.id], Outcome.RECEIVED) == 0
    with pytest.raises(NotFound):
        service.take_back(other, place.id)
    assert not sessions().scalars(select(HandOut)).all()


def test_the_fund_sees_how_far_it_is(carry, agent, fund, signed_in_client):
    came, away = carry("Nurhayati"), carry("Zulkifli")
    carry("Ermawati")
    carry("Basri", state=PlaceState.WAITING)
    service.tick(agent, [came.id], Outcome.RECEIVED)
    service.tick(agent, [away.id], Outcome.ABSENT)

    page = signed_in_client(fund.officer).get(f"/funds/{fund.id}/cards")

    assert "3 orang · 1 diterima · 1 tidak datang" in page.main


def test_the_list_to_sign_has_a_page_a_village_and_no_nik(carry, fund, signed_in_client):
    places = [carry("Nurhayati Koto"), carry("Zulkifli Chaniago")]

    answer = signed_in_client(fund.officer).get(f"/funds/{fund.id}/hand-over.pdf?region=13.03.06")

    said = text_of(answer)
    assert len(PdfReader(BytesIO(answer.data)).pages) == 1
    assert "Nurhayati Koto" in said
    assert "Tanda tangan" in said
    assert "Sungai Lansek" in said
    for place in places:
        assert place.worker.nik.digits not in said
        assert place.worker.membership.tail in said


def test_cards_are_printed_by_district(carry, fund, signed_in_client):
    carry("Nurhayati Koto")
    office = signed_in_client(fund.officer)

    answer = office.get(f"/funds/{fund.id}/cards.pdf?region=13.03.06")

    assert "Nurhayati" in text_of(answer)
    assert office.get(f"/funds/{fund.id}/cards.pdf?region=13.03.07", status=404).is_page


def test_nobody_else_prints_them(carry, fund, signed_in_client):
    carry("Nurhayati")
    other = signed_in_client(FundFactory().officer)

    for path in ("cards", "cards.pdf?region=13.03.06", "hand-over.pdf?region=13.03.06"):
        assert "Nurhayati" not in other.get(f"/funds/{fund.id}/{path}", status=404).main


def test_with_nothing_to_hand_over_the_page_says_so(agent, signed_in_client):
    assert "Semua kartu sudah dibagikan" in signed_in_client(agent).get("/handing-out").main
