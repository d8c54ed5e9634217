"""Guessing passwords: counted for the account, for the address, and for all processes together."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from limits import RateLimitItemPerMinute

from agentapp.accounts import throttle
from agentapp.accounts.browser import KNOWN_COOKIE
from agentapp.accounts.models import RateCounter
from agentapp.core.clock import now
from agentapp.core.db import sessions, transaction
from agentapp.core.encryption import keyed_hash
from tests.factories import AgentFactory, SupervisorFactory
from tests.pages import PageClient

WRONG = "salah sekali"
GUESSES = throttle.ACCOUNT.amount


@pytest.fixture
def agent(session):
    return AgentFactory(
        email="agen@contoh.id", phone="+6281234567890", phone_hash=keyed_hash("+6281234567890", "user_phone")
    )


@pytest.fixture
def guess(app, enter):
    """One wrong guess in a fresh browser, from an address."""

    def guess(identifier, address="198.51.100.7", password=WRONG):
        browser = PageClient(app)
        browser.environ_base["REMOTE_ADDR"] = address
        return enter(identifier, password, at=browser)

    return guess


def test_after_ten_wrong_guesses_even_the_right_password_waits(guess, agent):
    told = [guess("agen@contoh.id").status_code for _ in range(GUESSES)]
    page = guess("agen@contoh.id", password="gendong-demo")

    assert set(told) == {401}
    assert page.status_code == 429
    assert 0 < int(page.headers["Retry-After"]) <= 15 * 60
    assert "Terlalu banyak percobaan masuk. Tunggu 15 menit, lalu coba lagi." in page.main


def test_other_accounts_and_addresses_go_on(guess, agent):
    SupervisorFactory(email="supervisor@contoh.id")
    for _ in range(GUESSES):
        guess("agen@contoh.id")

    assert guess("supervisor@contoh.id", password="gendong-demo").status_code == 302


def test_it_is_the_account_that_counts_whichever_name_is_typed(guess, agent):
    for _ in range(GUESSES // 2):
        guess("agen@contoh.id", address="198.51.100.1")
        guess("0812-3456-7890", address="203.0.113.9")

    assert guess("+62 812 3456 7890", address="192.0.2.4").status_code == 429


def test_an_unknown_account_is_throttled_like_a_known_one(guess, session):
    told = [guess("siapa@contoh.id").status_code for _ in range(GUESSES + 1)]

    assert told == [401] * GUESSES + [429]


@pytest.fixture
def small_address(monkeypatch):
    """Six wrong guesses from an address are enough, so that the test is quick."""
    monkeypatch.setattr(throttle, "ADDRESS", RateLimitItemPerMinute(6, 15, namespace="address"))


def test_an_address_that_tries_many_accounts_is_throttled(guess, session, small_address):
    most = throttle.ADDRESS.amount
    told = [guess(f"orang{number}@contoh.id").status_code for number in range(most + 1)]

    assert told == [401] * most + [429]
    assert guess("orang1@contoh.id", address="203.0.113.9").status_code == 401


def test_a_household_of_ipv6_counts_as_one(guess, session, small_address):
    for number in range(throttle.ADDRESS.amount):
        guess(f"orang{number}@contoh.id", address=f"2001:db8:1:2::{number:x}")

    assert guess("lain@contoh.id", address="2001:db8:1:2:ffff::1").status_code == 429
    assert guess("lain@contoh.id", address="2001:db8:1:3::1").status_code == 401


def test_after_the_window_one_may_try_again(guess, agent):
    with time_machine.travel(now(), tick=False) as clock:
        for _ in range(GUESSES + 3):
            guess("agen@contoh.id")
        clock.shift(timedelta(minutes=15, seconds=1))

        assert guess("agen@contoh.id", password="gendong-demo").status_code == 302


def test_the_right_password_forgives_the_account(guess, agent):
    for _ in range(GUESSES - 1):
        guess("agen@contoh.id")
    guess("agen@contoh.id", password="gendong-demo")

    assert {guess("agen@contoh.id").status_code for _ in range(GUESSES)} == {401}


def test_strangers_cannot_shut_out_a_browser_that_signed_in_before(client, enter, guess, agent):
    enter("agen@contoh.id")
    client.get("/account").form("/logout").submit()
    for _ in range(GUESSES + 1):
        guess("agen@contoh.id")

    assert enter("agen@contoh.id").status_code == 302


def test_a_known_browser_has_its_own_limit(client, enter, agent):
    enter("agen@contoh.id")
    client.get("/account").form("/logout").submit()

    told = [enter("agen@contoh.id", WRONG).status_code for _ in range(GUESSES + 1)]

    assert told == [401] * GUESSES + [429]


def test_a_made_up_browser_mark_is_none(client, guess, enter, agent):
    client.set_cookie(KNOWN_COOKIE, f"{agent.id}.made.up", path="/login")
    for _ in range(GUESSES):
        guess("agen@contoh.id", address="127.0.0.1")

    assert enter("agen@contoh.id").status_code == 429


def test_guessing_the_old_password_is_throttled_too(client, sign_in, agent):
    sign_in(agent)
    form = {"old_password": WRONG, "password": "tiga kuda di sawah", "password_again": "tiga kuda di sawah"}

    for _ in range(GUESSES):
        client.get("/account/password").form().fill(form).submit(status=422)

    page = client.get("/account/password").form().fill(form).submit(status=429)
    assert "Tunggu 15 menit" in page.main


def test_no_counter_names_an_account_or_an_address(guess, session, agent):
    guess("agen@contoh.id")

    keys = " ".join(key for (key,) in session.query(RateCounter.key))
    assert "198.51" not in keys
    assert "agen" not in keys


def test_counters_that_ran_out_are_swept(guess, session, agent):
    with time_machine.travel(now(), tick=False) as clock:
        guess("siapa@contoh.id")
        clock.shift(timedelta(minutes=16))
        guess("agen@contoh.id", password="gendong-demo")

    assert session.query(RateCounter).count() == 0


def test_simultaneous_guesses_are_all_counted(app, database):
    storage = throttle.TableStorage()

    def count(_):
        try:
            return storage.incr("together", 60)
        finally:
            sessions.remove()

    with ThreadPoolExecutor(8) as pool:
        counted = sorted(pool.map(count, range(40)))

    assert counted == list(range(1, 41))


def test_a_counter_that_ran_out_begins_anew(app, database):
    storage = throttle.TableStorage()
    with time_machine.travel(now(), tick=False) as clock:
        storage.incr("window", 60, 5)
        clock.shift(timedelta(seconds=61))

        assert storage.get("window") == 0
        assert storage.incr("window", 60) == 1


def test_the_storage_does_what_the_library_asks(app, database):
    storage = throttle.TableStorage()
    storage.incr("one", 60)
    storage.incr("two", 60)
    storage.clear("one")

    assert storage.check()
    assert (storage.get("one"), storage.get("two")) == (0, 1)
    assert storage.get_expiry("two") > now().timestamp()
    assert storage.reset() == 1


def test_it_counts_inside_a_transaction_that_is_open(app, database):
    with transaction():
        assert throttle.TableStorage().incr("inside", 60) == 1
