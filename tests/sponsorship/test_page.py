import re
from datetime import timedelta

import pytest

from agentapp.contributions.models import ObligationState
from agentapp.core.clock import now
from agentapp.programmes.kinds import FundingKind, Payer
from agentapp.workers.models import Membership
from tests.factories import (
    ObligationFactory,
    PaymentFactory,
    SponsorFactory,
    SponsorshipFactory,
    SponsorUserFactory,
    WorkerFactory,
    serial,
)
from tests.sponsorship.conftest import NOV

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def sponsor(session):
    return SponsorFactory(code="GDG-1234")


def carried(sponsor, months_ago=0, paid=(), **more):
    """Somebody accepted so many months ago, with those months since then paid."""
    since = NOV + -months_ago
    accepted_at = now() - timedelta(days=30.5 * months_ago)
    worker = WorkerFactory(
        payer=Payer.SPONSOR,
        payer_code=sponsor.code,
        accepted_at=accepted_at,
        memberships=[Membership(number=11_000_000_000 + next(serial), since=since)],
        **more,
    )
    SponsorshipFactory(sponsor=sponsor, worker=worker, first_month=since)
    for step in paid:
        ObligationFactory(
            worker=worker,
            month=since + step,
            funding=FundingKind.SPONSOR,
            payer_code=sponsor.code,
            state=ObligationState.PAID,
            payment=PaymentFactory(worker=worker, received_at=accepted_at),
        )
    return worker


@pytest.mark.parametrize(
    ("months_ago", "paid", "words"),
    [
        (0, (), "Terlindungi sampai"),
        (0, (0,), "Terlindungi sampai"),
        (3, (0,), "perlindungan tidak dijanjikan"),
        (9, (0,), "Perlindungan berakhir"),
    ],
)
def test_the_page_says_honestly_how_well_somebody_is_protected(
    signed_in_client, sponsor, months_ago, paid, words
):
    carried(sponsor, months_ago, paid, name="Yusmanidar Koto", occupation="Penyadap karet")

    page = signed_in_client(sponsor.user).get("/sponsor", status=200)

    assert "Yusmanidar" in page.main
    assert "Penyadap karet" in page.main
    assert words in page.main


def test_a_sponsor_sees_no_more_than_first_name_and_occupation(signed_in_client, sponsor):
    worker = carried(sponsor, name="Yusmanidar Koto")

    page = signed_in_client(sponsor.user).get("/sponsor", status=200)

    for private in (
        "Koto",
        worker.nik.tail,
        worker.phone[-6:],
        worker.mother_name,
        "Jorong",
        "Sungai Lansek",
    ):
        assert private not in page.main
    assert not re.search(r"\d{11}", page.main)


def test_only_the_people_under_ones_own_code_are_shown(signed_in_client, sponsor):
    carried(SponsorFactory(code="GDG-9999"), name="Zulkifli")
    WorkerFactory(payer=Payer.FUND, payer_code=sponsor.code, name="Ermawati")
    carried(sponsor, name="Nurhayati", withdrawn_at=now())

    page = signed_in_client(sponsor.user).get("/sponsor", status=200)

    assert "Belum ada yang Anda gendong" in page.main
    for name in ("Zulkifli", "Ermawati", "Nurhayati"):
        assert name not in page.main


def test_the_code_to_give_to_an_agent_stands_on_the_page(signed_in_client, sponsor):
    assert "GDG-1234" in signed_in_client(sponsor.user).get("/sponsor").main


def test_who_has_the_role_but_no_code_finds_nothing(signed_in_client, sponsor):
    carried(sponsor, name="Nurhayati")

    refused = signed_in_client(SponsorUserFactory()).get("/sponsor", status=404)

    assert "Nurhayati" not in refused.main
