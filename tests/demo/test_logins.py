"""Everybody of the sign-in page gets in, and finds something there."""

import pytest

from agentapp.accounts.demo_logins import DEMO_LOGINS, DEMO_PASSWORD
from tests.pages import PageClient

HOMES = {
    "agent": "/",
    "supervisor": "/review",
    "sponsor": "/sponsor",
    "fund_officer": "/funds",
    "admin": "/admin/people",
}


@pytest.mark.parametrize("login", DEMO_LOGINS, ids=lambda login: login.email)
def test_everybody_of_the_sign_in_page_gets_in(application, demo, login):
    client, target = signed_in(application, login.email)

    assert client.get(target, follow_redirects=True, status=200).path == HOMES[login.role]


def signed_in(application, email):
    """A browser, and where it is led."""
    client = PageClient(application)
    form = client.get("/login").form(has="identifier")
    return client, form.fill(identifier=email, password=DEMO_PASSWORD).submit().target


def test_the_branchs_phones_are_fine_stuck_or_have_a_wrong_clock(application, demo):
    client, _ = signed_in(application, "supervisor@demo.id")
    page = client.get("/review/phones")

    assert "2 HP macet lebih dari 24 jam" in page.words
    for words in ("Macet 4 hari", "7 menunggu kirim", "730 hari terlalu lambat", "Semua sudah terkirim"):
        assert words in page.words, words
