from datetime import timedelta
from urllib.parse import quote

import pytest
from argon2 import PasswordHasher

from agentapp.accounts.models import AccountEventKind, SignIn
from agentapp.accounts.passwords import is_outdated
from agentapp.core.clock import now
from agentapp.core.encryption import keyed_hash
from tests.factories import PASSWORD, AgentFactory, SupervisorFactory, UserFactory
from tests.pages import ANY, PageClient

OLD = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)
WRONG = "Email, nomor, atau kata sandi tidak cocok."


@pytest.fixture
def agent(session):
    return AgentFactory(
        email="agen@contoh.id", phone="+6281234567890", phone_hash=keyed_hash("+6281234567890", "user_phone")
    )


@pytest.mark.parametrize(
    "typed", ["agen@contoh.id", " AGEN@contoh.ID", "0812-3456-7890", "+62 812 3456 7890", "6281234567890"]
)
def test_one_signs_in_by_address_or_number_in_any_spelling(enter, agent, typed):
    assert enter(typed).target == "/"


@pytest.mark.parametrize(
    ("typed", "password"),
    [
        ("agen@contoh.id", "salah sekali"),
        ("bukan@contoh.id", PASSWORD),
        ("0899 9999 9999", PASSWORD),
        ("agen", PASSWORD),
        ("agen@contoh.id' OR 1=1 --", PASSWORD),
        ("😀 <script>alert(1)</script>", PASSWORD),
        ("agen@contoh.id", PASSWORD + "\u200b!"),
    ],
)
def test_whatever_is_wrong_is_told_alike(enter, agent, typed, password):
    page = enter(typed, password)

    assert page.status_code == 401
    assert WRONG in page.main


def test_what_was_typed_stays_but_the_password_does_not(enter, agent):
    form = enter("agen@contoh.id", "salah sekali").form(has="identifier")

    assert form.data["identifier"] == "agen@contoh.id"
    assert form.data["password"] == ""


def test_a_deactivated_account_is_told_no_more_than_a_wrong_password(enter, agent):
    agent.deactivated_at = now()

    assert WRONG in enter("agen@contoh.id").main


def test_an_account_without_a_password_is_told_no_more_either(enter, session):
    UserFactory(email="baru@contoh.id", password_hash=None, role="admin")

    assert WRONG in enter("baru@contoh.id").main


def test_an_empty_form_names_both_fields(client):
    page = client.get("/login").form(has="identifier").submit(status=422)

    assert page.error_of("identifier")
    assert page.error_of("password")


def test_the_session_is_a_new_one_and_keeps_only_the_language(enter, client, agent):
    client.get("/login").form("/language").submit()
    with client.session_transaction() as before:
        before["planted"] = "by somebody else"
        token = before["csrf_token"]
    enter("agen@contoh.id")

    with client.session_transaction() as after:
        assert "planted" not in after
        assert after.get("csrf_token") != token
        assert after["locale"] == "en"


def test_a_sign_in_lasts_fourteen_days(enter, session, agent):
    enter("agen@contoh.id")

    entry = session.query(SignIn).one()
    assert entry.expires_at - entry.started_at == timedelta(days=14)


def test_a_sign_in_that_ran_out_asks_again(enter, client, session, agent):
    enter("agen@contoh.id")
    session.query(SignIn).one().expires_at = now()

    assert client.get("/account").target.startswith("/login")


def test_sign_ins_that_ran_out_are_swept_at_the_next_one(app, enter, session, agent):
    enter("agen@contoh.id")
    session.query(SignIn).one().expires_at = now()

    enter("agen@contoh.id", at=PageClient(app))

    assert session.query(SignIn).filter(SignIn.expires_at <= now()).count() == 0


def test_a_copied_cookie_is_worth_nothing_after_signing_out(app, enter, client, agent):
    enter("agen@contoh.id")
    thief = PageClient(app)
    thief.set_cookie("gendong", client.get_cookie("gendong").value)
    assert thief.get("/account").status_code == 200

    client.get("/account").form("/logout").submit()

    assert thief.get("/account").target.startswith("/login")


def test_signing_out_needs_a_post(enter, client, agent):
    enter("agen@contoh.id")

    page = client.get("/logout")

    assert page.heading == "Keluar dari Gendong?"
    assert client.get("/account").status_code == 200


def test_a_cookie_of_another_make_is_nobody(client):
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "1"

    assert client.get("/account").target.startswith("/login")


def test_a_deactivated_person_is_out_at_once(enter, client, agent):
    enter("agen@contoh.id")
    agent.deactivated_at = now()

    assert client.get("/account").target.startswith("/login")


def test_an_old_hash_is_made_anew_at_sign_in(app, enter, agent):
    agent.password_hash = OLD.hash(PASSWORD)
    assert is_outdated(agent.password_hash)

    enter("agen@contoh.id")

    assert not is_outdated(agent.password_hash)
    assert enter("agen@contoh.id", at=PageClient(app)).status_code == 302


def test_signing_in_and_failing_to_are_in_the_history(enter, agent, events):
    enter("agen@contoh.id", "salah sekali")
    enter("agen@contoh.id")

    assert events(agent) == [AccountEventKind.SIGN_IN_REFUSED, AccountEventKind.SIGNED_IN]


@pytest.mark.parametrize("target", ["/account", "/account?x=1", "/enrolments"])
def test_one_goes_on_to_the_page_one_asked_for(enter, agent, target):
    assert enter("agen@contoh.id", path=f"/login?next={quote(target)}").target == target


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/%5Cevil.example/",
        "javascript:alert(1)",
        "account",
        "/account\r\nSet-Cookie: a=b",
        "/\t/evil.example",
        "/nowhere",
        "/login",
        "/logout",
        "/language",
    ],
)
def test_one_is_never_sent_to_another_site_or_to_what_cannot_be_opened(enter, agent, target):
    assert enter("agen@contoh.id", path=f"/login?next={quote(target)}").target == "/"


def test_a_closed_page_leads_through_sign_in_and_back(enter, client, session):
    SupervisorFactory(email="supervisor@contoh.id")
    asked = client.get("/account/password")

    assert enter("supervisor@contoh.id", path=asked.target).target == "/account/password"


def test_who_is_signed_in_need_not_sign_in(enter, client, agent):
    enter("agen@contoh.id")

    assert client.get("/login?next=/account").target == "/account"


def test_a_stale_form_is_told_kindly(client, agent):
    client.get("/login")
    page = client.post(
        "/login", data={"identifier": "agen@contoh.id", "password": PASSWORD, "csrf_token": "x"}, status=ANY
    )

    assert page.status_code == 400
    assert "Muat ulang" in page.main
