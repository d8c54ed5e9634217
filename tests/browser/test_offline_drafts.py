"""Drafts on the phone, who uses it, and what is told of faults."""

import json
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page

from agentapp.accounts.models import User
from agentapp.core.db import sessions
from tests.browser import phone
from tests.browser.test_offline import (
    SENT,
    agent_and_data,
    enrolments,
    expect_nothing_readable,
    expect_waiting,
)
from tests.browser.visitor import Visitor
from tests.factories import application_data
from tests.support.live import LiveSite, inside

NO_DATABASE = "Object.defineProperty(window, 'indexedDB', { value: undefined });"
KEPT = "(await all('drafts')).length === 1"
HALF = {"nik": "130306070268", "name": "Rahasianto Ko"}


@pytest.fixture
def begun(visit, sqlite_site) -> Visitor:
    """An agent without signal, in the middle of the first fields, whose tab is killed."""
    email, _ = agent_and_data(sqlite_site)
    agent: Visitor = visit(sqlite_site, name="offline/drafts")
    phone.install(agent, email)
    phone.cut(agent)
    agent.open("/offline")
    phone.choose_pin(agent)
    agent.fill(HALF)
    phone.wait(agent, "database", KEPT)
    agent.page.locator("[data-draft-state]:not(:empty)").wait_for()
    tab = agent.context.new_page()
    agent.page.close()
    agent.page = tab
    return agent


def reopen(agent: Visitor) -> None:
    agent.open("/offline/outbox")
    agent.page.locator("[data-drafts] .entry").wait_for()


def test_a_killed_tab_leaves_a_draft_that_only_the_pin_opens(begun):
    reopen(begun)
    kept = phone.dump(begun)
    assert not [text for text in HALF.values() if text in kept]
    begun.snap("draft")

    begun.press("[data-drafts] a.button")
    phone.give_pin(begun, "111111")
    begun.page.locator("[data-ask-pin] [data-wrong-pin]:not(:empty)").wait_for()
    begun.snap("wrong-pin")
    phone.give_pin(begun)
    begun.page.locator("[data-ask-pin]").wait_for(state="hidden")

    shown = begun.page.locator("main [name=nik]").input_value()
    assert shown.replace(" ", "") == HALF["nik"]
    assert begun.page.locator("main [name=name]").input_value() == HALF["name"]
    in_another_window_it_is_still(begun)


def in_another_window_it_is_still(agent: Visitor) -> None:
    """A draft that is open twice is changed in one place only."""
    address = agent.page.url
    other: Page = agent.context.new_page()
    other.goto(address)
    dialog = other.locator("[data-ask-pin]")
    dialog.locator("[name=pin]").fill(phone.PIN)
    dialog.locator("button[value=yes]").click()
    other.locator("[data-elsewhere]").wait_for()
    assert other.locator("[data-offline-form]").evaluate("form => form.inert")
    other.close()


def leave(agent: Visitor) -> None:
    """Sign out on the phone, after reading what is not sent."""
    agent.open("/offline/outbox")
    agent.press("[data-sign-out]")
    question = agent.page.locator("dialog.dialog[open] p")
    assert question.inner_text().startswith("1 belum terkirim")
    agent.snap("leaving")
    agent.page.locator("dialog[open] .button--harm").click()
    agent.page.locator("[data-sign-out]").wait_for(state="hidden")
    agent.open("/offline")
    agent.page.locator("[data-unready]").wait_for()


def test_leaving_without_signal_says_what_is_unsent_and_another_agent_sends_it(visit, sqlite_site):
    email, data = agent_and_data(sqlite_site)
    second, _ = agent_and_data(sqlite_site)
    agent = visit(sqlite_site, name="offline/two-agents")
    phone.install(agent, email)
    phone.cut(agent)
    agent.open("/offline")
    phone.choose_pin(agent)
    phone.fill_in(agent, data)
    phone.finish(agent)
    leave(agent)

    phone.cut(agent, off=False)
    agent.open("/home")
    assert agent.path == "/login"
    agent.sign_in(second)
    agent.open("/offline/outbox")
    agent.press("[data-send-now]")
    phone.wait(agent, "outbox", SENT)
    (found,) = enrolments(sqlite_site, data)
    with inside(sqlite_site):
        assert sessions.get_one(User, found.author_id).email == email


def expect_mistakes(agent: Visitor) -> None:
    """What is missing stands beside its field, and above all of them."""
    agent.press("[href='#iuran']")
    agent.press("main button[name=intent][value=check]")
    agent.page.locator("[data-wrong]:not([hidden])").wait_for()
    agent.snap("mistakes")
    assert agent.page.locator("#nik-error").inner_text().strip().endswith("Tulis NIK: 16 angka di KTP.")


def send_report(agent: Visitor) -> None:
    agent.press("[data-report]")
    agent.page.locator("[data-report-state]", has_text="Terima kasih").wait_for()


def test_what_is_refused_says_why_and_leads_to_the_field(visit, sqlite_site, tmp_path):
    email, data = agent_and_data(sqlite_site)
    taken = application_data() | {name: data[name] for name in ("nik", "birth_date", "sex")}
    agent = visit(sqlite_site, name="offline/refused")
    phone.install(agent, email)
    agent.open("/offline")
    phone.choose_pin(agent)
    expect_mistakes(agent)

    for each in (data, taken):
        agent.open("/offline")
        phone.fill_in(agent, each)
        phone.finish(agent)
        phone.wait(agent, "outbox", SENT)
    agent.open("/offline/outbox")
    expect_waiting(agent, "1 perlu diperbaiki")
    assert "NIK" in agent.page.locator("[data-items] .entry").inner_text()
    agent.snap("needs-fix")
    exported_copy_is_sealed(agent, taken, tmp_path)
    send_report(agent)
    agent.press("[data-items] .entry a.button")
    agent.wait_for("/enrolments/*/edit")
    assert agent.page.locator("main [name=name]").input_value() == taken["name"]


def exported_copy_is_sealed(agent: Visitor, data: dict[str, str], folder: Path) -> None:
    with agent.page.expect_download() as saved:
        agent.press("[data-export]")
    path = folder / "copy.json"
    saved.value.save_as(path)
    copy = json.loads(path.read_text())
    assert len(copy["submissions"]) == 1
    assert data["name"] not in path.read_text()
    expect_nothing_readable(agent, data)


def test_where_the_network_goes_in_the_middle_of_the_form_online_it_moves_to_the_phone(visit, sqlite_site):
    email, data = agent_and_data(sqlite_site)
    agent = visit(sqlite_site)
    phone.install(agent, email)
    agent.open("/offline")
    phone.choose_pin(agent)
    agent.open("/enrolments/new")
    agent.fill({name: data[name] for name in ("nik", "name", "birth_date", "sex")})

    phone.cut(agent)
    agent.press("[href='#iuran']")
    agent.press("main button[name=intent][value=check]")
    phone.give_pin(agent)
    phone.ready(agent)

    assert agent.path == "/offline"
    assert agent.page.locator("main [name=name]").input_value() == data["name"]
    assert agent.page.locator(f"main [name=sex][value={data['sex']}]").is_checked()


def test_a_phone_that_can_keep_nothing_says_so_and_sends_at_once(visit, sqlite_site):
    email, _ = agent_and_data(sqlite_site)
    agent = visit(sqlite_site, name="offline/private")
    agent.page.add_init_script(NO_DATABASE)
    agent.sign_in(email)
    agent.open("/offline")
    agent.page.locator("[data-unable]").wait_for()
    agent.snap("private")
    assert agent.page.locator("[data-offline-form]").is_hidden()
    agent.press("[data-unable] a.button")
    agent.wait_for("/enrolments/new")


def test_without_javascript_the_shell_leads_to_the_form_online(visit, sqlite_site: LiveSite):
    anybody = visit(sqlite_site, script=False, name="offline/plain")
    anybody.open("/offline")
    assert anybody.page.locator("main noscript a, main a[href='/enrolments/new']").first.is_visible()


def test_who_signs_in_next_is_not_taken_for_the_one_before(visit, sqlite_site):
    first, _ = agent_and_data(sqlite_site)
    second, _ = agent_and_data(sqlite_site)
    agent = visit(sqlite_site)
    phone.install(agent, first)
    agent.press(".top__account")
    agent.press("form[action$='/logout'] button")
    agent.wait_for("/login")
    agent.open("/offline")
    agent.page.locator("[data-unready]").wait_for()

    phone.install(agent, second)
    assert len(phone.setting(agent, "people")) == 2
    with inside(sqlite_site):
        assert str(sessions.get_one(User, UUID(phone.setting(agent, "current"))).email) == second
