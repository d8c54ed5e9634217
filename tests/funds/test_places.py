"""Who is carried, who waits, and what becomes of a place: at once, and with the fund's books."""

import pytest

from agentapp.contributions.assessment import void_months
from agentapp.contributions.payer_change import change_payer
from agentapp.core.db import sessions, transaction
from agentapp.core.errors import FieldError, IllegalMove, NotFound
from agentapp.funds import ending, holding
from agentapp.funds.eligibility import Miss, NotEligible
from agentapp.funds.holding import CarriedElsewhere
from agentapp.funds.places import REPLACED, EndReason, PlaceState
from agentapp.programmes.kinds import FundingKind, Payer, Programmes
from tests.contributions.members import join, pay
from tests.factories import FundFactory, FundOfficerFactory
from tests.funds.carried import assert_fits, books, come, months_of, place_of, quota
from tests.funds.conftest import NOV

CODE = "APBD-KECIL"


def test_who_is_carried_has_the_months_up_to_the_funds_last_kept(agent, small):
    place = come(agent, small)

    worker = place.worker
    assert (place.state, place.first_month, place.last_month, place.reserved) == (
        "held",
        NOV,
        NOV + 1,
        33_600,
    )
    assert (worker.payer, worker.payer_code, worker.funding) == (Payer.FUND, CODE, FundingKind.APBD)
    assert worker.payer_until == NOV + 1
    assert months_of(worker) == {NOV: ("due", CODE)}
    assert books(small) == (2, 0)
    assert_fits(small)


def test_the_fund_pays_for_its_own_programmes_whatever_the_worker_chose(agent, small):
    place = come(agent, small, programmes=Programmes.JKK_JKM_JHT)

    assert (place.programmes, place.own_programmes) == (Programmes.JKK_JKM, Programmes.JKK_JKM_JHT)
    assert place.worker.programmes == Programmes.JKK_JKM
    assert books(small) == (2, 0)


def test_a_full_fund_lets_people_wait_in_the_order_in_which_they_came(agent, small, clock):
    places = []
    for _ in range(4):
        clock.shift(60)
        places.append(come(agent, small))

    assert [place.state for place in places] == ["held", "held", "waiting", "waiting"]
    assert holding.positions(sessions(), places[2:]) == {
        places[2].id: 1,
        places[3].id: 2,
    }
    waiting = places[2].worker
    assert (waiting.payer, waiting.payer_code, waiting.accepted_funding) == (Payer.SELF, None, None)
    assert months_of(waiting) == {NOV: ("due", None)}
    assert_fits(small)


def test_a_full_quota_lets_people_wait_while_others_are_carried(agent, small):
    kamang_baru = quota(small, 1, "13.03.06")
    come(agent, small)
    second = come(agent, small)
    elsewhere = come(agent, small, village_code="13.03.09.2001")

    assert (second.state, elsewhere.state) == ("waiting", "held")
    assert kamang_baru.taken == 1
    assert_fits(small)


def test_somebody_takes_of_the_village_and_of_the_district(agent, small):
    village, district = quota(small, 5, "13.03.06.2001"), quota(small, 5, "13.03.06")
    come(agent, small)
    come(agent, small, village_code="13.03.06.2002")

    assert (village.taken, district.taken) == (1, 2)
    assert_fits(small)


@pytest.mark.parametrize("reason", REPLACED)
def test_who_waits_longest_takes_the_place_of_who_is_replaced(agent, officer, small, clock, reason):
    first, _, waits = come(agent, small), come(agent, small), come(agent, small)
    clock.shift(60)
    later = come(agent, small)

    ending.replace(officer, first.id, reason, "Kata wali nagari")

    assert (first.state, first.reason, first.free_from, first.reserved) == ("ended", reason, NOV, 0)
    assert (waits.state, waits.first_month, later.state) == ("held", NOV, "waiting")
    assert months_of(first.worker) == {NOV: ("due", None)}
    assert months_of(waits.worker) == {NOV: ("due", CODE)}
    assert_fits(small)


def test_what_is_paid_stays_the_funds_and_the_next_one_begins_after_it(agent, officer, small):
    first, _, waits = come(agent, small), come(agent, small), come(agent, small)
    pay(agent, first.worker)

    ending.replace(officer, first.id, EndReason.DIED)

    assert first.free_from == NOV + 1
    assert months_of(first.worker) == {NOV: ("paid", CODE)}
    # One month came free: too little for two months, and nobody is carried by halves.
    assert waits.state == PlaceState.WAITING
    assert books(small) == (2, 1)
    assert_fits(small)


def test_a_payment_moves_what_was_kept_to_what_is_spent(agent, small):
    place = come(agent, small)

    pay(agent, place.worker)

    assert (books(small), place.reserved) == ((1, 1), 16_800)
    assert_fits(small)


def test_months_paid_beyond_the_funds_last_are_the_workers_own(agent, small):
    place = come(agent, small)

    pay(agent, place.worker, 3)

    assert months_of(place.worker) == {
        NOV: ("paid", CODE),
        NOV + 1: ("paid", CODE),
        NOV + 2: ("paid", None),
    }
    assert books(small) == (0, 2)
    assert_fits(small)


def test_an_approval_that_is_undone_frees_the_place(agent, small):
    first, _, waits = come(agent, small), come(agent, small), come(agent, small)

    with transaction() as session:
        void_months(session, first.worker)

    assert (first.state, first.reason) == (PlaceState.ENDED, EndReason.UNDONE)
    assert waits.state == PlaceState.HELD
    assert_fits(small)


def test_an_undone_approval_of_somebody_who_waits_leaves_the_list(agent, small):
    come(agent, small), come(agent, small)
    waits = come(agent, small)

    with transaction() as session:
        void_months(session, waits.worker)

    assert (waits.state, waits.reason) == (PlaceState.ENDED, EndReason.UNDONE)


def test_an_agent_may_let_a_fund_pay_for_a_worker_who_is_there(agent, small):
    worker = join(agent, months=3)

    assert change_payer(agent, worker.id, Payer.FUND, CODE) == NOV

    assert months_of(worker) == {NOV: ("due", CODE), NOV + 1: ("due", CODE), NOV + 2: ("due", None)}
    assert place_of(worker).state == PlaceState.HELD
    assert worker.accepted_funding == FundingKind.SELF
    assert_fits(small)


def test_a_full_fund_lets_such_a_worker_wait_and_pay_as_before(agent, small):
    come(agent, small), come(agent, small)
    worker = join(agent, months=1)

    assert change_payer(agent, worker.id, Payer.FUND, CODE) is None
    assert change_payer(agent, worker.id, Payer.FUND, CODE) is None

    assert (worker.payer, place_of(worker).state) == (Payer.SELF, PlaceState.WAITING)
    assert months_of(worker) == {NOV: ("due", None)}


def test_who_pays_alone_again_leaves_the_fund(agent, small):
    first, _, waits = come(agent, small), come(agent, small), come(agent, small)

    change_payer(agent, first.worker.id, Payer.SELF)

    assert (first.state, first.reason, waits.state) == ("ended", EndReason.OTHER_PAYER, "held")
    assert_fits(small)


def test_one_fund_does_not_take_a_worker_from_another(agent, small):
    place = come(agent, small)
    other = FundFactory(code="BAZNAS-1", kind=FundingKind.BAZNAS)

    with pytest.raises(CarriedElsewhere):
        change_payer(agent, place.worker.id, Payer.FUND, other.code)

    assert place.state == PlaceState.HELD


def test_who_waits_may_be_carried_by_another_fund(agent, small, clock):
    come(agent, small), come(agent, small)
    waits = come(agent, small)
    clock.shift(60)
    other = FundFactory(code="BAZNAS-1", kind=FundingKind.BAZNAS)

    change_payer(agent, waits.worker.id, Payer.FUND, other.code)

    assert (waits.state, waits.reason) == (PlaceState.ENDED, EndReason.OTHER_PAYER)
    assert place_of(waits.worker).fund == other
    assert_fits(other)


def test_places_end_by_themselves_after_the_funds_last_month(agent, small, clock):
    carried, _, waits = come(agent, small), come(agent, small), come(agent, small)
    pay(agent, carried.worker, 2)
    assert ending.finish_over((NOV + 1).last_day) == 0
    clock.move_to("2027-01-02T03:00:00Z")

    assert ending.finish_over() > 0
    assert ending.finish_over() == 0

    assert {carried.state, waits.state} == {PlaceState.ENDED}
    assert (carried.worker.payer, carried.worker.payer_until) == (Payer.SELF, None)
    assert_fits(small)


def test_only_the_funds_officer_replaces_and_only_once_and_for_a_reason(agent, officer, small):
    place = come(agent, small)
    with pytest.raises(NotFound):
        ending.replace(FundOfficerFactory(), place.id, EndReason.DIED)
    with pytest.raises(FieldError):
        ending.replace(officer, place.id, EndReason.PERIOD_OVER)
    ending.replace(officer, place.id, EndReason.DIED)

    with pytest.raises(IllegalMove):
        ending.replace(officer, place.id, EndReason.DIED)

    assert place.state == PlaceState.ENDED
    assert_fits(small)


@pytest.mark.parametrize(
    ("condition", "miss"),
    [
        ({"regions": ["13.03.07"]}, Miss.REGION),
        ({"ecosystems": ["market"]}, Miss.ECOSYSTEM),
        ({"occupations": ["ojek"]}, Miss.OCCUPATION),
        ({"most_decile": 4}, Miss.DECILE),
        ({"most_age": 18}, Miss.AGE),
    ],
)
def test_a_fund_carries_only_whom_its_conditions_allow(agent, officer, clock, condition, miss):
    fund = FundFactory(officer=officer, **condition)

    with pytest.raises(NotEligible) as refused:
        come(agent, fund)

    assert refused.value.misses == [miss]
    assert books(fund) == (0, 0)
