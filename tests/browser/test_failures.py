"""What others' offline apps got wrong between the phone and the server (F1 to F27 of getodk, enketo, kobo, pouchdb …).

| | here | or in |
|---|---|---|
| F1, F3, F18, F25 | | test_outbox.py (every interleaving), test_journey.py |
| F2, F7 | `test_whoever_presses_again_…` | |
| F4 | | test_offline_drafts.py (`in_another_window_it_is_still`) |
| F5 | | intake/test_blobs.py (`…after_a_correction_makes_no_conflict`) |
| F8 | | test_outbox.py, test_journey.py ("the database closes") |
| F11 | `test_what_a_stranger_answers_…`, `test_each_refusal_is_told_…` | test_offline_drafts.py (422 at its field) |
| F13, F21, F27, the clock | | test_phone_trouble.py |
| F16, F26 | `test_a_photo_that_is_refused_…` | intake/test_submission.py, test_offline_drafts.py (two agents) |
| F19 | | test_shell.py (a new version waits) |
| F20 | | test_offline_drafts.py (leaving without signal) |
| F22 | `test_a_photo_that_is_refused_…` | |
| F24 | `test_a_tab_that_dies_while_it_sends_…` | |
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from playwright.sync_api import Response
from sqlalchemy import select

from agentapp.core.db import sessions
from agentapp.intake import quarantine
from agentapp.intake.held import HeldSending
from tests.browser import phone
from tests.browser.bad_network import bad_network
from tests.browser.enrolling import secret_answers
from tests.browser.in_the_field import ALL_SENT, API, BLOBS, SUBMISSIONS, Field
from tests.browser.test_offline import enrolments
from tests.browser.visitor import Visitor
from tests.factories import AdminFactory, AgentFactory, EnrolmentFactory
from tests.support.findings import SCREENS
from tests.support.live import inside, making
from tests.support.world import small_photo

SETTLED = "(await items()).every((item) => item.state === 'settled')"
WHY = "Segel rusak di jalan"
SPOIL = """async ([source, id]) => {
  const { update } = await import(source);
  await update("outbox", id, (item) => ({ ...item, sealed: item.sealed.slice(0, -8) + "AAAAAAAA" }));
}"""
LATE = """async (source) => {
  const { answered, leased, seen } = await import(source);
  const mine = leased({ id: "a", state: "ready", tries: 0 }, "me", 0);
  return ["discarded", "placed"].map((state) => {
    const known = seen(mine, { submission_id: "a", state, quarantine_id: "q", note: "x" });
    const answer = { status: 202, body: { code: "quarantined", quarantine_id: "q" } };
    return answered(known, "me", answer, 1, Math.random).state;
  });
}"""
EMPTY = """async (source) => {
  const { within } = await import(source);
  const stores = ["outbox", "blobs", "sealed", "drafts"];
  await within(stores, "readwrite", (t) => Promise.all(stores.map((store) => t.objectStore(store).clear())));
}"""
HAMMER = """async (source) => {
  const { send } = await import(source);
  await Promise.all(Array.from({ length: 20 }, () => send(true)));
}"""
BEGIN_TO_SEND = """async (source) => {
  const { send } = await import(source);
  send(true);
}"""


@pytest.fixture(scope="module")
def installed(browser, sqlite_site, request) -> Iterator[Field]:
    """The app on a phone, for all tests here: each finds it empty."""
    with making(sqlite_site):
        agent = AgentFactory()
        email = str(agent.email)
    every = request.config.getoption("--pictures")
    with bad_network(sqlite_site.port) as network:
        site = replace(sqlite_site, port=network.server_port)
        visitor = Visitor(browser, site, screens=SCREENS, every_picture=every, name="offline/failures")
        phone.install(visitor, email)
        visitor.expected += ("502", "ERR_EMPTY_RESPONSE")
        yield Field(sqlite_site, network, agent, visitor)
        visitor.close()


@pytest.fixture
def field(installed) -> Iterator[Field]:
    installed.phone.open("/offline/outbox")
    yield installed
    installed.meet()
    phone.cut(installed.phone, off=False)
    installed.phone.page.evaluate(EMPTY, phone.module(installed.phone, "database"))
    assert not installed.phone.complaints


STRANGERS = {
    "welcome": "yang menjawab bukan Gendong",
    "hotel": "yang menjawab bukan Gendong",
    "sign in": "yang menjawab bukan Gendong",
    "page of errors": "Belum tersambung",
}


def test_what_a_stranger_answers_is_no_answer_and_is_told_in_words(field):
    key = field.sealed()
    for fault, words in STRANGERS.items():
        field.meet(fault, API)
        field.send()
        field.expect_reach(words)
        field.meet(fault, SUBMISSIONS)
        field.send()
        field.expect_item("Belum terkirim. Dicoba lagi pukul")
    field.meet("welcome", API)
    field.send()
    field.phone.snap("stranger")
    assert field.count(key) == 0

    field.meet()
    field.send()
    assert field.count(key) == 1


def test_each_refusal_is_told_in_words_with_what_can_be_done(field):
    phone.cut(field.phone)
    large, spoilt, other = (field.sealed() for _ in range(3))
    with making(field.site):
        EnrolmentFactory(agent=field.agent, submission_id=UUID(other))
    field.phone.page.evaluate(SPOIL, [phone.module(field.phone, "database"), spoilt])
    field.meet("too large", SUBMISSIONS + large)
    phone.cut(field.phone, off=False)
    field.send(5)

    for words in ("Server menolaknya berkali-kali", "pengelola memeriksanya", "Supervisor memutuskan"):
        field.expect_item(words)
    field.expect_strip("3 perlu diperbaiki")
    field.phone.snap("refusals")
    throw_away(field, spoilt)
    field.meet()
    field.send()
    field.expect_item(f"Dibuang pengelola: {WHY}")
    field.phone.snap("thrown-away")

    field.press_item("berkali-kali", "Coba lagi")
    field.press_item(WHY, "Mengerti")
    field.press_item("Supervisor memutuskan", "Mengerti")
    phone.wait(field.phone, "outbox", SETTLED)
    field.expect_strip(ALL_SENT)
    assert field.count(large) == 1


def throw_away(field: Field, key: str) -> None:
    with inside(field.site):
        held = sessions.scalars(select(HeldSending).where(HeldSending.submission_id == UUID(key))).one()
        quarantine.discard(AdminFactory(), held.id, WHY)


def test_what_was_decided_before_the_phone_heard_that_it_is_kept_is_told_all_the_same(visit, sqlite_site):
    visitor = visit(sqlite_site)
    visitor.open("/login")

    assert visitor.page.evaluate(LATE, phone.module(visitor, "item")) == ["discarded", "settled"]


def test_a_photo_that_is_refused_again_and_again_keeps_nothing_back_and_is_told(field):
    phone.cut(field.phone)
    bad, good = (field.sealed(small_photo()) for _ in range(2))
    (photo,) = (each["sha"] for each in phone.stored(field.phone, "blobs") if each["item"] == bad)
    field.meet("not for this role", BLOBS)
    phone.cut(field.phone, off=False)
    field.send(6)
    assert {each["state"] for each in phone.stored(field.phone, "blobs")} == {"waiting"}

    field.meet("refused", BLOBS + photo)
    field.send(6)
    photos = {each["item"]: each["state"] for each in phone.stored(field.phone, "blobs")}
    assert photos == {bad: "stuck", good: "done"}
    assert field.count(bad, good) == 2
    field.expect_strip("1 perlu diperbaiki")
    field.expect_item("Fotonya ditolak")
    field.phone.snap("photo-refused")
    field.press_item("Fotonya ditolak", "Mengerti")
    field.expect_strip(ALL_SENT)


def test_on_a_half_dead_network_the_shell_opens_and_what_is_only_slow_is_waited_for(field):
    field.meet("silent", "/")
    field.phone.open("/enrolments/new")
    field.phone.page.locator("[data-offline-form]").wait_for(state="attached")

    field.meet("slow", "/enrolments/new")
    field.phone.open("/enrolments/new")
    field.phone.page.locator("main [name=nik]").wait_for()
    assert not field.phone.page.locator("[data-offline-form]").count()


def test_a_tab_that_dies_while_it_sends_leaves_nothing_behind_that_another_does_not_send(field):
    other = field.phone.context.new_page()
    other.goto("/offline/outbox")
    other.locator("[data-reach]", has_text="Tersambung").wait_for()
    field.meet("silent", SUBMISSIONS)
    key = field.sealed()
    field.phone.page.evaluate(BEGIN_TO_SEND, phone.module(field.phone, "delivery"))
    phone.wait(field.phone, "outbox", "(await items())[0].state === 'leased'")
    dying, field.phone.page = field.phone.page, other
    field.meet()
    field.send()
    assert field.count(key) == 0  # one at a time, and the other still lives

    dying.close()
    field.send()
    assert (field.count(key), field.states()) == (1, {key: "settled"})


def test_whoever_presses_again_goes_back_or_hammers_has_enrolled_once_and_the_worker_touches_no_sending(
    field,
):
    sent: list[Response] = []
    field.phone.context.on("response", lambda response: sent.append(response))  # noqa: PLW0108 - it cannot mark what is built in
    agent, data = field.phone, secret_answers()
    agent.open("/offline")
    phone.choose_pin(agent)
    phone.fill_in_at_once(agent, data)
    agent.press("main button[name=intent][value=check]")
    agent.page.locator("[data-finish]").evaluate("it => { it.click(); it.click() }")
    agent.page.locator("[data-finished]").wait_for()
    agent.open("/offline/outbox")
    agent.page.go_back()
    phone.ready(agent)
    assert not agent.page.locator("main [name=name]").input_value()
    agent.page.evaluate(HAMMER, phone.module(agent, "delivery"))

    assert (len(enrolments(field.site, data)), [*field.states().values()]) == (1, ["settled"])
    by_worker = {each.request.method for each in sent if each.from_service_worker}
    assert by_worker == {"GET"}
    assert {each.request.method for each in sent} > {"PUT"}


def test_the_worker_sends_in_the_background_and_nothing_twice_when_a_page_sends_too(field):
    wake = background_of(field)
    phone.cut(field.phone)
    alone = field.sealed(small_photo())
    field.phone.open("about:blank")
    phone.cut(field.phone, off=False)
    wake()
    wait_for(field, alone)

    field.phone.open("/offline/outbox")
    field.expect_reach("Tersambung")
    field.meet("slow", SUBMISSIONS)
    both = [field.sealed() for _ in range(2)]
    field.network.met.clear()
    field.phone.page.evaluate(BEGIN_TO_SEND, phone.module(field.phone, "delivery"))
    wake()
    for key in both:
        wait_for(field, key)
    field.send()
    assert field.count(*both) == 2
    assert field.network.met["slow"] == 2
    assert set(field.states().values()) == {"settled"}


def background_of(field: Field) -> Callable[[], None]:
    """What the browser does when there is signal again."""
    devtools = field.phone.context.new_cdp_session(field.phone.page)
    known: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: known.extend(each["registrationId"] for each in told["registrations"]),
    )
    devtools.send("ServiceWorker.enable")
    origin = field.network.url

    def wake() -> None:
        asked = {"origin": origin, "registrationId": known[-1], "tag": "send", "lastChance": False}
        devtools.send("ServiceWorker.dispatchSyncEvent", asked)

    return wake


def wait_for(field: Field, key: str) -> None:
    """Until the server has it."""
    for _ in range(200):
        if field.count(key):
            return
        field.phone.page.wait_for_timeout(50)
    raise AssertionError("it does not come")
