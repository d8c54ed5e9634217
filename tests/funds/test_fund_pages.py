"""The pages of funds: written, checked by another, quotas, names behind figures, somebody replaced."""

import pytest

from agentapp.core.db import sessions
from agentapp.core.errors import IllegalMove
from agentapp.funds import ending, managing
from agentapp.funds.commitments import OverCeiling
from agentapp.funds.managing import StillCarries
from agentapp.funds.models import Fund, FundState, SecondPersonRequired
from agentapp.funds.places import PlaceState
from tests.contributions.members import pay
from tests.factories import AdminFactory, FundFactory, FundOfficerFactory, FundPlaceFactory
from tests.funds.carried import assert_fits, books, come, quota
from tests.funds.conftest import NOV

WRITTEN = {
    "code": "apbd-sjj-2027",
    "name": "APBD Kabupaten Sijunjung 2027",
    "kind": "apbd",
    "region_code": "13.03",
    "first_month": "2027-01",
    "last_month": "2027-09",
    "ceiling": "Rp 202.000.000",
    "programmes": "jkk_jkm",
    "legal_number": "Perbup 12 Tahun 2026",
    "legal_date": "2026-11-02",
    "ecosystems": ["village", "vulnerable"],
    "most_decile": "5",
}


@pytest.fixture
def admin(clock):
    return AdminFactory()


def send(page, status, **typed):
    """Fill the page's own form and send it."""
    return page.form().fill(**typed).submit(status=status)


@pytest.fixture
def at_officers(clock, signed_in_client, officer):
    return signed_in_client(officer)


def test_a_fund_goes_from_the_administrator_to_the_officer_and_back_to_be_activated(
    signed_in_client, admin, officer, clock
):
    at_admins, at_officers = signed_in_client(admin), signed_in_client(officer)
    send(at_admins.get("/funds/new"), 303, **WRITTEN, officer=str(officer.id))
    fund = sessions().query(Fund).one()
    assert (fund.code, fund.state, fund.ceiling) == ("APBD-SJJ-2027", FundState.DRAFT, 202_000_000)

    path = f"/funds/{fund.id}"
    assert "Anda yang terakhir mengubahnya" in at_admins.get(path).main
    send(at_officers.get(f"{path}/edit"), 303, ceiling="201.549.600", most_age="60")
    page = at_admins.get(path)
    page.form("/activation").fill(version="1").submit(status=409)
    page.form("/activation").submit(status=303)

    sessions().refresh(fund)
    assert (fund.state, fund.ceiling, fund.most_age) == (FundState.ACTIVE, 201_549_600, 60)
    page = at_officers.get(path).main
    for told in ("Rp202.000.000 → Rp201.549.600", "Diaktifkan", "Perbup 12 Tahun 2026", "Pekerja rentan"):
        assert told in page


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "A B"}, "code"),
        ({"name": ""}, "name"),
        ({"region_code": "13.99"}, "region_code"),
        ({"last_month": "2026-12"}, "last_month"),
        ({"ceiling": "-5"}, "ceiling"),
        ({"ceiling": "9" * 15}, "ceiling"),
        ({"most_decile": "11"}, "most_decile"),
        ({"least_age": "60", "most_age": "20"}, "most_age"),
    ],
)
def test_what_no_fund_can_be_is_told_beside_the_field(signed_in_client, admin, clock, wrong, field):
    page = send(signed_in_client(admin).get("/funds/new"), 422, **(WRITTEN | wrong))

    assert page.error_of(field)
    assert sessions().query(Fund).count() == 0


def test_who_wrote_a_fund_last_does_not_activate_it(admin, officer):
    fund = FundFactory(state=FundState.DRAFT, officer=officer, edited_by_id=admin.id)

    with pytest.raises(SecondPersonRequired):
        managing.activate(admin, fund.id)

    assert fund.state == FundState.DRAFT


@pytest.mark.parametrize("state", FundState)
@pytest.mark.parametrize(
    ("verb", "allowed"),
    [
        ("activate", {"draft", "frozen"}),
        ("freeze", {"active"}),
        ("close", {"draft", "active", "frozen"}),
        ("set_quotas", {"draft", "frozen"}),
    ],
)
def test_each_step_is_possible_only_where_it_makes_sense(admin, state, verb, allowed):
    fund = FundFactory(state=state)
    more = {"freeze": ("Menunggu perubahan anggaran",), "set_quotas": ({"13.03.06": 2}, {})}.get(verb, ())

    if state.value in allowed:
        getattr(managing, verb)(admin, fund.id, *more)
        assert fund.state != state or verb == "set_quotas"
    else:
        with pytest.raises(IllegalMove):
            getattr(managing, verb)(admin, fund.id, *more)
        assert fund.state == state


def test_a_frozen_fund_gets_a_higher_ceiling_and_who_waits_comes_up(
    at_officers, signed_in_client, admin, agent, small
):
    come(agent, small), come(agent, small)
    waits = come(agent, small)
    path = f"/funds/{small.id}"

    send(at_officers.get(f"{path}/freeze"), 422, note="")
    send(at_officers.get(f"{path}/freeze"), 303, note="Perubahan anggaran")
    refused = send(at_officers.get(f"{path}/edit"), 422, ceiling="67.199")
    assert "Rp67.200" in refused.main
    send(at_officers.get(f"{path}/edit"), 303, ceiling="100.800")
    sessions().refresh(waits)
    assert waits.state == PlaceState.WAITING
    signed_in_client(admin).get(path).form("/activation").submit(status=303)

    sessions().refresh(waits)
    assert waits.state == PlaceState.HELD
    assert_fits(small)


def test_quotas_are_written_by_district_and_agency_and_count_whom_the_fund_carries(
    at_officers, officer, agent, clock
):
    fund = FundFactory(officer=officer, region_code="13.03")
    come(agent, fund), come(agent, fund)
    managing.freeze(officer, fund.id, "Kuota")
    page = at_officers.get(f"/funds/{fund.id}/quotas")
    send(page, 422, **{"q-13.03.06": "1", "agencies": ""})

    send(page, 303, **{"q-13.03.06": "40", "q-13.03.07": "1.000", "agencies": "Dinas Sosial = 5"})

    sessions().expire_all()
    told = {each.region_code or each.agency: (each.places, each.taken) for each in fund.quotas}
    assert told == {"13.03.06": (40, 2), "13.03.07": (1000, 0), "Dinas Sosial": (5, 0)}
    assert_fits(fund)


def test_the_bar_the_forecast_and_the_names_behind_a_quota_are_shown(at_officers, agent, small):
    quota(small, 1, "13.03.06")
    carried, waits = come(agent, small), come(agent, small)
    pay(agent, carried.worker)

    page = at_officers.get(f"/funds/{small.id}").main
    for told in ("Pagu Rp67.200", "Rp16.800 sudah dibayar", "Kecamatan Kamang Baru", "Penuh"):
        assert told in page
    assert "Cukup sampai Februari 2027" in page
    names = at_officers.get(f"/funds/{small.id}/people?region=13.03.06").main
    assert carried.worker.name in names
    assert waits.worker.name not in names.replace(carried.worker.name, "")
    assert "Nomor 1" in at_officers.get(f"/funds/{small.id}/people?state=waiting").main


def test_somebody_is_replaced_from_their_page(at_officers, agent, small):
    first, _, waits = come(agent, small), come(agent, small), come(agent, small)
    page = at_officers.get(f"/fund-people/{first.id}")
    send(page, 422, reason="")

    send(page, 303, reason="moved", note="Ke Padang")

    sessions().expire_all()
    assert (first.state, first.note, waits.state) == (PlaceState.ENDED, "Ke Padang", PlaceState.HELD)
    told = at_officers.get(f"/fund-people/{first.id}").main
    assert "Pindah dari wilayah dana" in told
    assert "Akhiri tempatnya" not in told


def test_another_officers_fund_and_people_cannot_even_be_seen(signed_in_client, agent, small):
    place = come(agent, small)
    stranger = signed_in_client(FundOfficerFactory())
    for path in ("", "/edit", "/quotas", "/freeze", "/cohorts", "/people"):
        assert small.name not in stranger.get(f"/funds/{small.id}{path}", status=404).main
    assert place.worker.name not in stranger.get(f"/fund-people/{place.id}", status=404).main
    told = {"reason": "died", "csrf_token": stranger.csrf_token("/funds")}
    stranger.post(f"/fund-people/{place.id}/end", data=told, status=404)

    sessions().expire_all()
    assert place.state == PlaceState.HELD


def test_a_fund_is_closed_when_it_carries_nobody_and_leaves_its_arrears_to_the_people(
    officer, agent, small, clock
):
    place = come(agent, small)
    with pytest.raises(StillCarries):
        managing.close(officer, small.id)
    clock.move_to("2027-01-02T03:00:00Z")
    ending.finish_over()
    assert books(small) == (1, 0)  # November was raised and not paid

    managing.close(officer, small.id)

    assert (small.state, books(small)) == (FundState.CLOSED, (0, 0))
    pay(agent, place.worker)
    assert books(small) == (0, 0)
    assert_fits(small)


def test_a_cohort_lies_within_the_funds_months(at_officers, officer, clock):
    fund = FundFactory(officer=officer, first_month=NOV, last_month=NOV + 3)
    page = at_officers.get(f"/funds/{fund.id}/cohorts")
    told = {"name": "PPS Pilkada", "agency": "KPU Sijunjung", "first_month": "2026-12"}

    send(page, 422, **told, last_month="2026-11")
    send(page, 303, **told, last_month="2027-02")
    send(page, 422, **told, last_month="2027-02")

    assert "KPU Sijunjung" in at_officers.get(f"/funds/{fund.id}/cohorts").main


def test_a_fund_that_cannot_pay_the_prices_of_today_is_not_activated(admin, officer, agent, small):
    come(agent, small)
    managing.freeze(officer, small.id, "Tarif baru")
    place = come_cheaply(small)

    with pytest.raises(OverCeiling):
        managing.activate(admin, small.id)

    assert (small.state, place.reserved) == (FundState.FROZEN, 0)


def come_cheaply(fund):
    """Somebody for whom less is kept than two months cost, in a fund with nothing left."""
    place = FundPlaceFactory(fund=fund)
    fund.ceiling = fund.reserved
    sessions().commit()
    return place
