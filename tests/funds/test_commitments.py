"""Money and places are promised while there is room, and never one rupiah or one person more."""

import csv
from collections.abc import Callable
from importlib import resources
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from agentapp.core.db import sessions, transaction
from agentapp.core.period import Month
from agentapp.funds import commitments
from agentapp.funds.commitments import NothingPaid, NotOpen, OverCeiling, OverQuota
from agentapp.funds.costs import PricedBy, PriceList, cost
from agentapp.funds.models import Fund, FundQuota, FundState
from agentapp.programmes.kinds import FundingKind, Programmes, Sector
from agentapp.programmes.rulebook import current_rulebook
from tests.factories import FundFactory
from tests.funds.carried import quota
from tests.support.crowd import at_once

LOWEST = PricedBy(1_000_000, Sector.OTHER, Programmes.JKK_JKM)
JAN = Month(2022, 1)
WRITERS = 16


@pytest.fixture
def fund(session):
    return FundFactory(ceiling=100)


def do(work: Callable[..., object], *told: object, **more: object) -> object:
    with transaction() as session:
        return work(session, *told, **more)


def counters(fund: Fund) -> tuple[int, int]:
    sessions().refresh(fund)
    return fund.reserved, fund.spent


def test_a_promise_takes_of_what_is_free_and_a_release_gives_it_back(fund):
    quotas = {quota(fund, 3, "13.03.06").id: 2}
    do(commitments.commit, fund.id, 60, quotas)
    assert (counters(fund), fund.free, fund.quotas[0].taken) == ((60, 0), 40, 2)

    do(commitments.release, fund.id, 60, quotas)

    assert (counters(fund), fund.free, fund.quotas[0].taken) == ((0, 0), 100, 0)


def test_the_last_rupiah_fits_and_one_more_does_not(fund):
    do(commitments.commit, fund.id, 100, {})

    with pytest.raises(OverCeiling) as refused:
        do(commitments.commit, fund.id, 1, {})

    assert (refused.value.wanted, refused.value.free) == (1, 0)
    assert counters(fund) == (100, 0)


def test_a_full_quota_refuses_and_says_how_many_still_fit(fund):
    village, district = quota(fund, 2, "13.03.06.2001"), quota(fund, 9, "13.03.06")

    with pytest.raises(OverQuota) as refused:
        do(commitments.commit, fund.id, 60, {village.id: 3, district.id: 3})

    assert (refused.value.quota_id, refused.value.wanted, refused.value.room) == (village.id, 3, 2)
    sessions().refresh(district)
    assert (counters(fund), district.taken) == ((0, 0), 0)


def test_another_funds_quota_has_no_room_for_this_one(fund):
    other = quota(FundFactory(), 9, "13.03.06")

    with pytest.raises(OverQuota):
        do(commitments.commit, fund.id, 1, {other.id: 1})


@pytest.mark.parametrize("state", [FundState.DRAFT, FundState.FROZEN, FundState.CLOSED])
def test_only_an_active_fund_promises(session, state):
    fund = FundFactory(state=state)

    with pytest.raises(NotOpen):
        do(commitments.commit, fund.id, 1, {})


def test_what_is_paid_was_promised_before_and_stays_within_the_ceiling(fund):
    do(commitments.commit, fund.id, 60, {})

    do(commitments.spend, fund.id, 20)
    assert counters(fund) == (40, 20)
    do(commitments.spend, fund.id, 50, promised=10)  # dearer by now: the rest comes from what is free
    assert counters(fund) == (30, 70)
    do(commitments.spend, fund.id, 0, promised=30)  # a credit paid it
    assert counters(fund) == (0, 70)
    with pytest.raises(OverCeiling):
        do(commitments.spend, fund.id, 31, promised=0)


@pytest.mark.parametrize(
    ("state", "pays"), [("draft", False), ("active", True), ("frozen", True), ("closed", False)]
)
def test_a_frozen_fund_still_pays_a_closed_one_does_not(session, state, pays):
    fund = FundFactory(state=FundState(state))
    if pays:
        do(commitments.spend, fund.id, 1, promised=0)
    else:
        with pytest.raises(NothingPaid):
            do(commitments.spend, fund.id, 1, promised=0)


@pytest.mark.parametrize(
    "change",
    ["reserved = 101", "spent = 101", "reserved = 51, spent = 50", "reserved = -1", "ceiling = -1"],
)
def test_the_database_is_the_last_judge_of_the_ceiling(fund, change):
    with pytest.raises(IntegrityError):
        sessions().execute(text(f"UPDATE funds SET {change}"))
    sessions().rollback()


def test_the_database_is_the_last_judge_of_a_quota(fund):
    quota(fund, 2, "13.03.06")
    for change in ("taken = 3", "taken = -1", "agency = 'Dinas Sosial'"):
        with pytest.raises(IntegrityError):
            sessions().execute(text(f"UPDATE fund_quotas SET {change}"))
        sessions().rollback()


def test_sixteen_writers_at_once_never_pass_the_ceiling(fund):
    key = fund.id
    sessions.remove()

    results = at_once([lambda: do(commitments.commit, key, 9, {})] * WRITERS)

    refused = [result for result in results if isinstance(result, OverCeiling)]
    assert len(refused) == WRITERS - 11
    assert counters(sessions().get(Fund, key)) == (99, 0)


def test_sixteen_writers_at_once_never_pass_a_quota_and_never_wait_for_each_other_in_a_ring(session):
    fund = FundFactory(ceiling=1_000_000)
    keys = [quota(fund, places, code).id for places, code in ((7, "13.03.06"), (20, "13.03.06.2001"))]
    key = fund.id
    sessions.remove()

    ways = [dict.fromkeys(order, 1) for order in (keys, keys[::-1])]
    results = at_once([lambda way=way: do(_in_steps, key, way, 1) for way in ways * (WRITERS // 2)])

    assert sum(isinstance(result, OverQuota) for result in results) == WRITERS - 7
    assert not [
        result
        for result in results
        if isinstance(result, BaseException) and not isinstance(result, OverQuota)
    ]
    assert [sessions().get(FundQuota, each).taken for each in keys] == [7, 7]
    assert counters(sessions().get(Fund, key)) == (7 * 9, 0)


def _in_steps(session: object, key: UUID, quotas: dict[UUID, int], each: int) -> None:
    """A writer that promises, gives back and promises again within one transaction."""
    commitments.commit(session, key, each * 9, quotas)
    commitments.release(session, key, each * 9, quotas)
    commitments.commit(session, key, each * 9, quotas)


def sijunjung() -> dict[str, int]:
    """The workers of 2022 by district, as published."""
    table = resources.files("agentapp.demo").joinpath("data/sijunjung_2022.csv").read_text()
    return {row["district_code"]: int(row["workers"]) for row in csv.DictReader(table.splitlines())}


def test_sijunjung_in_2022_nine_months_fit_and_the_tenth_is_refused_with_the_reason(session):
    people = sijunjung()
    fund = FundFactory(first_month=JAN, last_month=JAN + 11, ceiling=202_000_000)
    quotas = {quota(fund, count, code).id: count for code, count in people.items()}
    prices = PriceList(current_rulebook(sessions()), FundingKind.APBD)
    month = sum(people.values()) * prices.month(LOWEST, JAN)
    nine = sum(people.values()) * prices.total(LOWEST, JAN, JAN + 8)
    assert (sum(people.values()), len(people), month, nine) == (1333, 8, 22_394_400, 201_549_600)

    do(commitments.commit, fund.id, nine, quotas)
    with pytest.raises(OverCeiling) as refused:
        do(commitments.commit, fund.id, month, {})

    assert refused.value.params == {"wanted": "Rp22.394.400", "free": "Rp450.400"}
    assert counters(fund) == (201_549_600, 0)


def test_what_somebody_costs_is_the_rulebooks_price_month_by_month(session):
    """PP 50/2025: half of JKK and JKM from April to December 2026, but never from a region's budget."""
    march, rulebook = Month(2026, 3), current_rulebook(sessions())

    assert cost(rulebook, LOWEST, FundingKind.CSR, march, march + 1) == {march: 16_800, march + 1: 8_400}
    assert set(cost(rulebook, LOWEST, FundingKind.APBD, march, march + 9).values()) == {16_800}
    assert cost(rulebook, LOWEST, FundingKind.APBD, march, march + -1) == {}
