"""The one-time link by which a person sets a first or a new password."""

import hashlib
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine

from agentapp.accounts import service
from agentapp.accounts.models import AccountEventKind, SetupLink, SignIn
from agentapp.accounts.permissions import Role
from agentapp.core.clock import now
from agentapp.core.errors import FieldError
from tests.factories import AgentFactory

PASSWORD, OTHER = "tiga kuda di sawah", "empat kuda lain"


GONE = "tidak berlaku lagi"


@pytest.fixture
def token(session, admin) -> str:
    details = service.PersonDetails(role=Role.SPONSOR, name="Siti Nurbaya", email="siti@contoh.id")
    return service.add_person(admin, details)[1]


@pytest.fixture
def set_up(client, token):
    """Fill the form behind the link."""

    def set_up(password=PASSWORD, again=None, status=302):
        form = client.get(f"/setup/{token}").form(has="password")
        return form.fill(password=password, password_again=again or password).submit(status=status)

    return set_up


def test_the_person_sets_a_password_and_signs_in_with_it(client, set_up, enter):
    page = set_up().follow()

    assert page.path == "/login"
    assert "Kata sandi tersimpan" in page.words
    assert enter("siti@contoh.id", PASSWORD).status_code == 302


def test_a_link_works_once(client, set_up, token):
    set_up()

    assert GONE in client.get(f"/setup/{token}", status=410).main


def test_two_who_send_the_form_at_once_do_not_both_set_it(client, set_up, token, enter):
    pages = [client.get(f"/setup/{token}") for _ in range(2)]
    pages[0].form(has="password").fill(password=PASSWORD, password_again=PASSWORD).submit(status=302)

    late = pages[1].form(has="password").fill(password=OTHER, password_again=OTHER).submit(status=410)

    assert GONE in late.main
    assert enter("siti@contoh.id", OTHER).status_code == 401
    assert enter("siti@contoh.id", PASSWORD).status_code == 302


def test_looking_at_the_link_does_not_use_it_up(client, set_up, token):
    for _ in range(3):
        client.get(f"/setup/{token}")

    assert "Kata sandi tersimpan" in set_up().follow().words


def test_a_link_lasts_seventy_two_hours(client, token):
    with time_machine.travel(now() + timedelta(hours=71, minutes=59)):
        assert client.get(f"/setup/{token}").form(has="password")
    with time_machine.travel(now() + timedelta(hours=72, minutes=1)):
        assert GONE in client.get(f"/setup/{token}", status=410).main


@pytest.mark.parametrize("guess", ["x", "x" * 32, "%00", "æøå", "' OR 1=1 --"])
def test_a_made_up_link_is_told_like_a_used_one(client, token, guess):
    assert GONE in client.get(f"/setup/{guess}", status=410).main


def test_only_the_hash_of_the_token_is_kept(session, token):
    link = session.query(SetupLink).one()

    assert link.token_hash == hashlib.sha256(token.encode()).digest()


def test_a_new_link_ends_the_old_one(client, session, admin, office, token):
    person = service.whose_setup_link(token)
    page = office.get(f"/admin/people/{person.id}").form("/setup-link").submit().follow()
    fresh = next(word for word in page.main.split() if "/setup/" in word)

    assert GONE in client.get(f"/setup/{token}", status=410).main
    assert client.get(urlsplit(fresh).path).form(has="password")


def test_a_deactivated_person_cannot_use_the_link(client, session, token):
    service.whose_setup_link(token).deactivated_at = now()

    assert GONE in client.get(f"/setup/{token}", status=410).main


def test_a_weak_password_leaves_the_link_standing(client, set_up, token):
    page = set_up("Nurbaya 2026 ya", status=422)

    assert "jangan memuat nama" in page.error_of("password")
    client.get(f"/setup/{token}", status=200)


def test_two_different_passwords_are_refused(set_up):
    page = set_up(PASSWORD, "empat kuda di sawah", status=422)

    assert "tidak sama" in page.error_of("password_again")


def test_the_address_goes_to_nobody_in_a_referrer(client, token):
    assert client.get(f"/setup/{token}").headers["Referrer-Policy"] == "strict-origin"


def test_a_new_password_ends_all_sign_ins(client, session, admin, signed_in_client):
    agent = AgentFactory()
    elsewhere = signed_in_client(agent)
    with_link = service.make_setup_link(session, agent, admin)

    service.use_setup_link(with_link, PASSWORD)

    assert elsewhere.get("/account").target.startswith("/login")
    assert session.query(SignIn).filter_by(user_id=agent.id, ended_at=None).count() == 0


def test_the_history_tells_of_link_and_password_but_of_no_secret(session, token, set_up, events):
    person = service.whose_setup_link(token)
    set_up()

    assert events(person) == [
        AccountEventKind.CREATED,
        AccountEventKind.SETUP_LINK_MADE,
        AccountEventKind.PASSWORD_SET,
    ]


def test_a_person_needs_an_address_or_a_number(session):
    with pytest.raises(FieldError) as refused:
        service.add_person(None, service.PersonDetails(role=Role.SPONSOR, name="Siti"))

    assert refused.value.field == "email"
