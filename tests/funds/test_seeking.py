"""Whom a fund carries no longer, or soon no more, and who of them needs somebody to find the next payer."""

from collections.abc import Callable

import pytest

from agentapp.contributions.payer_change import change_payer
from agentapp.core.db import sessions
from agentapp.core.period import Month
from agentapp.funds import ending, managing, seeking
from agentapp.funds.cohorts import Together, add
from agentapp.funds.places import REPLACED, EndReason, FundPlace, PlaceState
from agentapp.programmes.kinds import Payer
from agentapp.workers.models import Worker
from tests.contributions.members import join, pay
from tests.factories import (
    AgentFactory,
    FundFactory,
    FundPlaceFactory,
    SupervisorFactory,
)
from tests.funds import found
from tests.funds.carried import come, place_of, reference
from tests.funds.conftest import NOV

HERE = "/workers/fund-ended"


@pytest.fixture
def fund(small):
    """For November and December, with room for many."""
    small.ceiling = 10_000_000
    sessions().commit()
    return small


@pytest.fixture
def place(agent, fund) -> FundPlace:
    """Somebody whom the fund carries in November and December, and whose November it has paid."""
    place = come(agent, fund)
    pay(agent, place.worker)
    return place


@pytest.fixture
def over(place, clock) -> FundPlace:
    """The same, in January: the fund's months are over, and it has ended the place."""
    clock.move_to("2027-01-04T03:00:00Z")
    ending.finish_over()
    return place


@pytest.fixture
def listed(agent) -> Callable[[], list[tuple[Worker, Month]]]:
    """Who is on the agent's list, and from when on; as many as the tile on the home page says."""

    def listed() -> list[tuple[Worker, Month]]:
        sessions().expire_all()
        page = seeking.read_page(sessions(), agent)
        assert seeking.todo(sessions(), agent).count == len(page.people)
        found = [(each.place.worker, each.since) for each in page.people]
        sessions().commit()
        return found

    return listed


@pytest.mark.parametrize(
    ("day", "on_it"),
    [
        ("2026-11-05", False),  # months to come
        ("2026-12-01", True),  # the last month
        ("2027-01-01", True),
        ("2027-02-28", True),
        ("2027-03-01", False),  # the membership has ended: the fund paid November, and nobody since
    ],
)
def test_from_the_last_month_on_until_the_membership_ends(place, clock, listed, day, on_it):
    clock.move_to(f"{day}T03:00:00Z")
    ending.finish_over()

    assert listed() == ([(place.worker, NOV + 2)] if on_it else [])


@pytest.mark.parametrize(("day", "on_it"), [("2027-03-31", True), ("2027-04-01", False)])
def test_no_longer_than_arrears_may_be_paid(agent, place, clock, listed, day, on_it):
    clock.move_to("2026-12-02T03:00:00Z")
    pay(agent, place.worker, reference=reference())
    clock.move_to(f"{day}T03:00:00Z")
    ending.finish_over()

    assert bool(listed()) == on_it


@pytest.mark.parametrize("reason", REPLACED)
def test_who_was_replaced_needs_a_payer_if_still_an_informal_worker_who_wants_one(
    officer, place, listed, reason
):
    ending.replace(officer, place.id, reason)

    wanted = reason in {EndReason.MOVED, EndReason.NIK_UNMATCHED}
    assert listed() == ([(place.worker, NOV + 1)] if wanted else [])


def test_who_was_replaced_but_is_paid_for_ahead_has_time(agent, officer, place, clock, listed):
    clock.move_to("2026-11-06T03:00:00Z")
    pay(agent, place.worker, reference=reference())
    ending.replace(officer, place.id, EndReason.MOVED)
    assert listed() == []

    clock.move_to("2026-12-01T03:00:00Z")
    assert listed() == [(place.worker, NOV + 2)]


@pytest.mark.parametrize(
    ("since_then", "on_it"),
    [
        (found.nothing, True),
        (found.pays_what_the_fund_left, True),
        (found.pays_alone, False),
        (found.withdrawn, False),
        (found.sponsor, False),
        (found.sponsor_for_a_month, False),
        (found.sponsor_who_stopped, False),  # on the sponsors' list
        (found.another_fund, False),
        (found.full_fund, True),
        (found.mandate, False),
        (found.mandate_from_next_month, False),
        (found.mandate_from_later_on, True),
        (found.mandate_of_this_month_alone, True),
        (found.paused_mandate, True),
    ],
)
def test_who_has_found_another_payer_is_no_task(over, listed, since_then, on_it):
    since_then(over)
    sessions().commit()

    assert listed() == ([(over.worker, NOV + 2)] if on_it else [])


@pytest.mark.parametrize(
    ("since_then", "on_it"), [(found.nothing, True), (found.mandate, False), (found.withdrawn, False)]
)
def test_in_the_last_month_who_has_arranged_the_next_is_no_task(place, clock, listed, since_then, on_it):
    clock.move_to("2026-12-02T03:00:00Z")
    since_then(place)
    sessions().commit()

    assert bool(listed()) == on_it


def test_who_chose_to_pay_alone_is_no_task(agent, place, listed):
    change_payer(agent, place.worker.id, Payer.SELF)

    assert (place.reason, listed()) == (EndReason.OTHER_PAYER, [])


def test_who_only_waited_never_had_a_payer_to_lose(agent, fund, place, clock, listed):
    fund.ceiling = fund.reserved + fund.spent
    sessions().commit()
    waits = come(agent, fund)
    clock.move_to("2027-01-04T03:00:00Z")
    ending.finish_over()
    sessions().refresh(waits)

    assert (waits.state, waits.reason) == (PlaceState.ENDED, EndReason.PERIOD_OVER)
    assert listed() == [(place.worker, NOV + 2)]


def test_a_cohort_that_is_over_and_a_fund_that_was_closed(agent, officer, clock, listed):
    fund = FundFactory(officer=officer, first_month=NOV, last_month=NOV + 6, ceiling=10_000_000)
    together = add(officer, fund.id, Together("PPS Pilkada", "KPU", NOV, NOV))
    worker = found.carried_person(agent, fund, "Halimah")
    FundPlaceFactory(fund=fund, cohort=together, last_month=NOV, worker=worker)
    assert listed() == [(worker, NOV + 1)]

    clock.move_to("2026-12-02T03:00:00Z")
    ending.finish_over()
    managing.close(officer, fund.id)

    assert listed() == [(worker, NOV + 1)]


def test_a_second_place_that_ended_too_is_one_task(agent, over, clock, listed):
    again = FundFactory(code="CSR-1", last_month=NOV + 2)
    change_payer(agent, over.worker.id, Payer.FUND, again.code)
    assert listed() == [(over.worker, NOV + 3)]  # January is the last month of the second

    clock.move_to("2027-02-02T03:00:00Z")
    ending.finish_over()
    assert listed() == [(over.worker, NOV + 3)]


def test_carried_twice_by_one_fund_is_one_task(agent, officer, place, clock, listed):
    ending.replace(officer, place.id, EndReason.MOVED)
    clock.move_to("2026-11-06T03:00:00Z")
    change_payer(agent, place.worker.id, Payer.FUND, place.fund.code)
    assert listed() == []
    clock.move_to("2027-01-04T03:00:00Z")
    ending.finish_over()

    assert listed() == [(place.worker, NOV + 2)]


def test_a_sponsor_before_the_fund_is_no_payer_after_it(agent, officer, fund, clock, listed):
    worker = join(agent)
    found.sponsor_who_stopped_carrying(worker)
    clock.move_to("2026-11-06T03:00:00Z")
    change_payer(agent, worker.id, Payer.FUND, fund.code)
    ending.replace(officer, place_of(worker).id, EndReason.MOVED)

    assert listed() == [(worker, NOV)]


@pytest.mark.parametrize(
    ("who", "sees"), [(AgentFactory, False), (SupervisorFactory, True)], ids=["agent", "supervisor"]
)
def test_only_whose_workers_they_are_sees_them(over, signed_in_client, who, sees):
    page = signed_in_client(who()).get(HERE).main

    assert (over.worker.name in page) == sees


def test_the_home_page_counts_them_and_the_list_leads_to_the_payer(agent, over, signed_in_client):
    client = signed_in_client(agent)
    assert "1 dananya selesai, perlu pembayar" in client.get("/home").main
    page = client.get(HERE)
    for told in (over.worker.name, over.fund.name, "perlu pembayar mulai Januari 2027", "Sudah selesai"):
        assert told in page.main
    assert over.worker.nik.tail not in page.main

    page.click(over.worker.name, status=200).form("/payer")
    pay(agent, over.worker, 2, reference())
    assert "dananya selesai" not in client.get("/home").main
    assert "Semua punya pembayar" in client.get(HERE).main


def test_the_list_says_what_is_known_of_each(agent, officer, fund, place, signed_in_client):
    FundPlaceFactory(fund=fund, last_month=NOV, worker=found.carried_person(agent, fund, "Halimah"))
    ending.replace(officer, place.id, EndReason.NIK_UNMATCHED)
    found.full_fund(place)

    page = signed_in_client(agent).get(HERE).main
    for told in ("Segera selesai", "Sudah selesai", "NIK tidak cocok", "Di daftar tunggu dana"):
        assert told in page


def test_many_are_turned_page_by_page_the_most_urgent_first(
    agent, officer, fund, signed_in_client, monkeypatch
):
    monkeypatch.setattr(seeking, "PAGE", 2)
    names = ["Citra", "Budi", "Andi", "Dewi", "Euis"]
    places = [
        FundPlaceFactory(fund=fund, last_month=NOV, worker=found.carried_person(agent, fund, name))
        for name in names
    ]
    ending.replace(officer, places[3].id, EndReason.MOVED)
    page, seen = signed_in_client(agent).get(HERE), []
    while True:
        seen += [text for text, url in page.links() if url.endswith("/payer")]
        if not any(text.startswith("Berikutnya") for text, _ in page.links()):
            break
        page = page.click("Berikutnya")

    assert seen == ["Dewi", "Andi", "Budi", "Citra", "Euis"]
