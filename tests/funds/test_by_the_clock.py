"""What the clock and commands do for funds."""

import json

import pytest
from sqlalchemy import select

from agentapp.contributions.handover import hand_over
from agentapp.contributions.monthly import raise_period
from agentapp.core.db import sessions, transaction
from agentapp.core.outbox_entry import OutboxEntry
from agentapp.core.period import Month
from agentapp.funds import jobs
from agentapp.funds.forecast import forecast
from agentapp.funds.holding import Wish, enter, source_of
from agentapp.funds.models import Fund, FundCohort, FundState
from agentapp.funds.places import PlaceState
from agentapp.funds.recosting import recost_all
from tests.contributions.members import join, pay
from tests.factories import FundFactory, FundOfficerFactory
from tests.funds.carried import assert_fits, books, come, months_of
from tests.funds.conftest import NOV


def test_the_months_round_raises_nothing_for_a_fund_after_its_last_month(agent, small, clock):
    place = come(agent, small)
    pay(agent, place.worker, 2)
    clock.move_to("2026-12-27T03:00:00Z")

    raise_period(Month(2027, 1))

    assert months_of(place.worker)[NOV + 2] == ("due", None)
    clock.move_to("2027-01-02T03:00:00Z")
    jobs.keep_places()
    assert months_of(place.worker)[NOV + 2] == ("due", None)
    assert_fits(small)


def test_who_is_in_the_last_month_is_told_once(agent, small, clock):
    place = come(agent, small)
    assert jobs.keep_places()["told"] == 0
    clock.move_to("2026-12-02T03:00:00Z")

    assert jobs.keep_places()["told"] == 1
    assert jobs.keep_places()["told"] == 0

    told = sessions().scalars(select(OutboxEntry).where(OutboxEntry.kind == "fund_ends")).one()
    assert told.key == f"fund-ends:{place.id}"
    assert "Desember 2026" in told.text
    assert "Januari 2027" in told.text


def test_a_cohort_ends_by_itself_before_its_fund(agent, clock):
    fund = FundFactory(first_month=NOV, last_month=NOV + 5)
    cohort = FundCohort(fund_id=fund.id, name="PPS", agency="KPU", first_month=NOV, last_month=NOV + 1)
    worker = join(agent, months=1)
    with transaction() as session:
        session.add(cohort)
        place = enter(session, fund, worker, NOV, agent, Wish(cohort=cohort))
        hand_over(session, agent, worker, source_of(place), place.first_month)
    assert (place.agency, place.last_month, books(fund)) == ("KPU", NOV + 1, (2, 0))
    clock.move_to("2027-01-02T03:00:00Z")

    assert jobs.keep_places()["ended"] == 1

    assert (place.state, worker.payer_code, worker.payer_until) == (PlaceState.ENDED, None, None)
    assert_fits(fund)


def test_what_is_kept_follows_the_prices(agent, small):
    place = come(agent, small)
    place.reserved, small.reserved = 50_000, 50_000
    sessions().commit()

    assert recost_all() == 1
    assert recost_all() == 0

    assert (place.reserved, books(small)) == (33_600, (2, 0))


def test_a_forecast_says_for_how_many_months_the_money_is_enough(agent, small):
    assert forecast(sessions(), small) is None
    first = come(agent, small)
    come(agent, small)
    pay(agent, first.worker)

    seen = forecast(sessions(), small)

    assert seen is not None
    assert (seen.last, seen.short, seen.monthly, seen.people) == (NOV + 1, 33_600, 33_600, 2)


ADD = (
    *("funds", "add", "--code", "apbd-x", "--kind", "apbd", "--region", "13.03", "--from", "2026-01"),
    *("--to", "2026-09", "--ceiling", "202000000", "--quota", "13.03.06=233", "--quota", "13.03.07=97"),
    *("--json", "--name"),
)


def test_a_fund_is_added_by_command_and_open_at_once(app, session):
    officer = FundOfficerFactory()
    ran = app.test_cli_runner().invoke(args=[*ADD, "APBD Sijunjung"])

    assert json.loads(ran.stdout) == {"code": "APBD-X"}
    fund = sessions().scalars(select(Fund)).one()
    assert (fund.state, fund.ceiling, fund.officer_id) == (FundState.ACTIVE, 202_000_000, officer.id)
    assert {each.region_code: each.places for each in fund.quotas} == {"13.03.06": 233, "13.03.07": 97}
    assert app.test_cli_runner().invoke(args=[*ADD, "Lagi"]).exit_code == 1


@pytest.mark.parametrize(
    "wrong",
    [
        ["--from", "2026-13"],
        ["--quota", "13.03.06=x"],
        ["--quota", "13.04.01=5"],
        ["--region", "99"],
        ["--to", "2025-01"],
        ["--kind", "self"],
        ["--officer", "siapa@contoh.id"],
    ],
)
def test_a_wrong_word_in_the_command_adds_nothing(app, session, wrong):
    ran = app.test_cli_runner().invoke(args=[*ADD, "APBD Sijunjung", *wrong])

    assert ran.exit_code != 0
    assert sessions().query(Fund).count() == 0


def test_the_check_of_the_books_asks_the_funds_too(app, agent, small):
    come(agent, small)
    key = small.id
    assert app.test_cli_runner().invoke(args=["ledger", "check", "--json"]).exit_code == 0
    sessions().get(Fund, key).reserved -= 16_800
    sessions().commit()

    ran = app.test_cli_runner().invoke(args=["ledger", "check", "--json"])

    assert ran.exit_code == 1
    assert "APBD-KECIL" in json.loads(ran.stdout)["differences"][0]
