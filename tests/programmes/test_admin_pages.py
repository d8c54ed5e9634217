"""The admin's pages: what holds, what comes, and a preview before anything is published."""

import pytest

from agentapp.core.clock import today
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind, Programmes, Sector
from agentapp.programmes.rulebook import contribution, current_rulebook
from tests.factories import AdminFactory

INDEX = "/admin/programmes"
THIS_MONTH = Month.of(today())
NEXT_YEAR = THIS_MONTH + 12


@pytest.fixture
def admin(signed_in_client):
    return signed_in_client(AdminFactory())


def owed(session, month, sector=Sector.OTHER):
    return contribution(
        current_rulebook(session()),
        income=1_000_000,
        programmes=Programmes.JKK_JKM,
        sector=sector,
        funding=FundingKind.SELF,
        month=month,
    ).total


def test_a_new_installation_shows_the_first_rates_with_their_sources(admin):
    page = admin.get(INDEX)

    for text in ("PP 44/2015", "PP 50/2025", "Rp6.800", "Rp20.700.000", "Berlaku sekarang", "18 tahun", "Bawaan pemasangan"):
        assert text in page.main


def test_a_tariff_shows_its_whole_table(admin):
    page = admin.get(INDEX).click("Mulai Juli 2015")

    assert page.main.count("Rp") > 33 * 3
    assert "Rp20.200.000 ke atas" in page.main


def test_a_new_tariff_is_previewed_and_then_published(admin, session):
    form = admin.get(INDEX).click("Tarif baru").form()
    preview = form.fill(effective_from=str(NEXT_YEAR), jkm="7.000", source="Permenaker contoh").submit(status=200)

    assert owed(session, NEXT_YEAR) != 17_000
    assert "Rp17.000" in preview.main
    assert "+Rp200" in preview.main

    index = preview.form().submit("Terbitkan", status=303).follow()

    assert "Tarif baru sudah diterbitkan." in index.main
    assert "Akan berlaku" in index.main
    assert owed(session, NEXT_YEAR) == 17_000
    assert owed(session, NEXT_YEAR + -1) == 16_800
