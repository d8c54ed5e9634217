from datetime import UTC, datetime

import pytest
import time_machine

from agentapp.core.period import Month
from agentapp.home import least_cost
from agentapp.programmes.rulebook import current_rulebook
from tests.factories import AdminFactory, AgentFactory, FundOfficerFactory, SponsorFactory, SupervisorFactory


@pytest.mark.parametrize(
    ("month", "cost", "with_savings"),
    [
        (Month(2026, 3), 16_800, 36_800),
        (Month(2026, 4), 8_400, 28_400),
        (Month(2026, 12), 8_400, 28_400),
        (Month(2027, 1), 16_800, 36_800),
    ],
)
def test_the_price_is_that_of_the_lowest_bracket_this_month(session, month, cost, with_savings):
    told = least_cost(current_rulebook(session()), month)

    assert (told["cost"], told["with_savings"]) == (cost, with_savings)
    assert (told["usual"], told["income_limit"]) == (16_800, 1_100_000)


@time_machine.travel(datetime(2026, 11, 21, 3, tzinfo=UTC))
def test_strangers_are_told_the_promise_the_price_and_what_a_family_gets(client):
    page = client.get("/", status=200)

    assert page.heading == "Kerja keras, bebas cemas."
    for text in (
        "Rp8.400",
        "Rp16.800",
        "Rp28.400",
        "Rp1.100.000",
        "Rp70.000.000",
        "Rp42.000.000",
        "Rp174.000.000",
    ):
        assert text in page.main
    assert page.click("Masuk").path == "/login"


@time_machine.travel(datetime(2027, 2, 1, 3, tzinfo=UTC))
def test_without_a_relief_none_is_spoken_of(client):
    page = client.get("/", status=200)

    assert "Rp16.800" in page.main
    assert "keringanan" not in page.main


@pytest.mark.parametrize(
    ("person", "path"),
    [
        (AgentFactory, "/"),
        (SupervisorFactory, "/review"),
        (lambda: SponsorFactory().user, "/sponsor"),
        (FundOfficerFactory, "/funds"),
        (AdminFactory, "/admin/people"),
    ],
)
def test_whoever_is_signed_in_finds_their_own_home(session, signed_in_client, person, path):
    page = signed_in_client(person()).get("/", follow_redirects=True, status=200)

    assert page.path == path
