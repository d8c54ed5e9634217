"""The browser without a screen: forms as they stand, the test's own session kept apart from the server's."""

import pytest
from sqlalchemy import select

from agentapp.accounts.models import User
from tests.factories import PASSWORD, AgentFactory


def test_a_form_is_filled_and_sent_as_a_person_would(client):
    agent = AgentFactory()

    home = client.get("/login").form(has="password").fill(identifier=agent.email, password=PASSWORD)
    answer = home.submit(status=302)

    assert answer.follow().status_code == 200


def test_what_a_page_does_not_offer_cannot_be_filled_in(client):
    form = client.get("/login").form(has="password")

    with pytest.raises(AssertionError, match="no field 'nik'"):
        form.fill(nik="1")


def test_an_unexpected_status_shows_what_the_page_said(client):
    with pytest.raises(AssertionError, match="answered 404, not below 400"):
        client.get("/nowhere-at-all")


def test_what_the_test_holds_is_read_afresh_after_a_page(session, sign_in):
    agent = AgentFactory(locale=None)
    browser = sign_in(agent)

    next(form for form in browser.get("/account").forms if "/language" in form.action).submit(
        "en", status=302
    )

    assert agent.locale == "en"
    assert agent in session
    assert session.scalar(select(User.locale).where(User.id == agent.id)) == "en"
