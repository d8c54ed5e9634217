"""Becoming a sponsor in the open: by e-mail, once, and nobody learns whose address is known."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from agentapp.accounts.models import User
from agentapp.accounts.permissions import Role
from agentapp.core.db import sessions
from agentapp.core.encryption import keyed_hash
from agentapp.core.outbox_entry import OutboxEntry
from agentapp.sponsorship.models import Sponsor
from agentapp.sponsorship.requests import SignUp
from tests.factories import SignUpFactory, SponsorUserFactory, make_nik

TYPED = {
    "name": "Rina Marlina",
    "email": "rina@contoh.id",
    "phone": "0812-3456-7890",
    "proof": "2600 0000 001",
    "consent": True,
}


def sign_up(client, status=303, **changes):
    form = client.get("/sponsor/sign-up").form("/sponsor/sign-up")
    return form.fill({**TYPED, **changes}).submit(status=status)


def letters():
    return sessions().scalars(select(OutboxEntry).order_by(OutboxEntry.put_at)).all()


def link_in(letter):
    return urlsplit(re.search(r"https?://\S+", letter.text)[0]).path


def test_from_the_form_by_the_link_to_a_password_and_ones_own_code(client, database):
    assert sign_up(client).follow().heading == "Buka email Anda"
    page = client.get(link_in(letters()[0])).form().submit(status=303).follow()
    page = (
        page.form()
        .fill(password="hujan sore di solok", password_again="hujan sore di solok")
        .submit(status=302)
    )
    entered = (
        page.follow().form(has="identifier").fill(identifier=TYPED["email"], password="hujan sore di solok")
    )

    home = entered.submit(status=302).follow().follow()
    sponsor = sessions().scalars(select(Sponsor)).one()
    assert sponsor.code in home.main
    assert sponsor.membership_number == "26000000001"
    assert (sponsor.user.role, sponsor.user.phone) == (Role.SPONSOR, "+6281234567890")


def test_a_nik_proves_it_too(client, database):
    sign_up(client, proof=make_nik(7).digits)
    client.get(link_in(letters()[0])).form().submit(status=303)

    sponsor = sessions().scalars(select(Sponsor)).one()
    assert (sponsor.membership_number, sponsor.nik) == (None, make_nik(7))


@pytest.mark.parametrize("known", [True, False])
def test_the_answer_is_the_same_whether_the_address_is_known_or_not(client, database, known):
    if known:
        SponsorUserFactory(email=TYPED["email"])

    assert sign_up(client).target == "/sponsor/sign-up/sent"
    assert len(letters()) == 1


def test_only_its_owner_is_told_that_the_address_has_an_account(client, database):
    SponsorUserFactory(email=TYPED["email"])
    sign_up(client)

    assert "sudah punya akun" in letters()[0].text
    assert not sessions().scalars(select(SignUp)).all()


def test_a_link_serves_once(client, database):
    SignUpFactory(token="once")
    client.get("/sponsor/sign-up/once").form().submit(status=303)

    client.get("/sponsor/sign-up/once", status=410)
    assert sessions().query(Sponsor).count() == 1


def test_a_link_runs_out(client, clock):
    SignUpFactory(token="old")
    clock.shift(timedelta(hours=25))

    client.get("/sponsor/sign-up/old", status=410)
    assert sessions().query(Sponsor).count() == 0


def test_of_two_links_to_one_address_the_first_makes_the_account(client, database):
    SignUpFactory(token="one", email="dua@contoh.id")
    SignUpFactory(token="two", email="dua@contoh.id")
    client.get("/sponsor/sign-up/one").form().submit(status=303)
    second = client.get("/sponsor/sign-up/two").form()

    second.submit(status=410)
    assert len(sessions().scalars(select(User).where(User.role == Role.SPONSOR)).all()) == 1


def test_a_phone_that_somebody_has_is_left_out_in_silence(client, database):
    SponsorUserFactory(email=None, phone="+628110000001", phone_hash=phone_hash("+628110000001"))
    SignUpFactory(token="same", phone="+628110000001", email="lain@contoh.id")
    client.get("/sponsor/sign-up/same").form().submit(status=303)

    assert sessions().scalars(select(User).where(User.name == "Rina Marlina")).one().phone is None


def phone_hash(phone):
    return keyed_hash(phone, "user_phone")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "123"),
        ("email", "rina"),
        ("email", ""),
        ("phone", "12"),
        ("proof", "123"),
        ("proof", "06000000001"),
        ("proof", "1303060000000000"),
        ("proof", "\u0661" * 11),
        ("consent", False),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_it(client, database, field, typed):
    page = sign_up(client, status=422, **{field: typed})

    assert page.error_of(field)
    assert not letters()


def test_one_address_gets_no_flood_of_letters(client, database):
    for _ in range(3):
        sign_up(client)

    sign_up(client, status=429)
    assert len(letters()) == 3


def test_whoever_is_signed_in_has_no_need_of_it(sign_in, rina):
    assert sign_in(rina).get("/sponsor/sign-up").target == "/"
