"""What goes wrong on the phone itself: full, killed in the middle, a clock years off, a PIN that nobody remembers."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from agentapp.core.clock import now
from agentapp.core.db import sessions
from agentapp.enrolment.models import Enrolment
from agentapp.intake.models import Phone
from tests.browser import phone
from tests.browser.enrolling import secret_answers
from tests.browser.test_offline import SENT, agent_and_data, enrolments
from tests.browser.test_offline_drafts import HALF, KEPT
from tests.browser.visitor import HEIGHTS, Visitor
from tests.support.live import LiveSite, inside
from tests.support.world import small_photo

TWO_YEARS_S = 2 * 365 * 24 * 3600
OFF = """(() => {
  const Real = Date;
  window.Date = class extends Real {
    constructor(...given) { super(...(given.length ? given : [Real.now() + %(ms)s])); }
    static now() { return Real.now() + %(ms)s; }
  };
})()"""
WITHOUT_HURRY = "async (source) => (await import(source)).send()"
MAKE_ROOM = """async ([source, times]) => {
  const { withRoom } = await import(source);
  let full = times;
  await withRoom(async () => {
    if (full > 0) throw full -= 1, new DOMException("full", "QuotaExceededError");
  });
}"""
HOLD = """() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...given) {
    if (this.name !== "sealed") return put.apply(this, given);
    const goOn = () => (this.get(0).onsuccess = goOn);
    goOn();
    return window.held = new Promise(() => {});
  };
}"""
FILL_UP = """async (source) => {
  const { set } = await import(source);
  for (let [size, at] = [60_000, 0]; size > 500 && at < 200; at += 1) {
    const noise = crypto.getRandomValues(new Uint8Array(size)); // whatever repeats is pressed together
    await set("settings", `noise-${at}`, noise).catch((error) => {
      if (error.name !== "QuotaExceededError") throw error;
      size = Math.floor(size / 4);
    });
  }
}"""
CACHES = "async () => (await caches.keys()).length"


def clock_error(site: LiveSite, key: str) -> int:
    with inside(site):
        return sessions.scalars(select(Phone.clock_error_s).where(Phone.phone_id == UUID(key))).one()


@pytest.mark.parametrize("ahead", [TWO_YEARS_S, -TWO_YEARS_S])
def test_a_clock_two_years_off_stops_nothing_and_is_told(visit, sqlite_site, ahead):
    email, data = agent_and_data(sqlite_site)
    agent = visit(sqlite_site)
    agent.page.add_init_script(OFF % {"ms": ahead * 1000})
    phone.install(agent, email)
    agent.open("/offline")
    phone.choose_pin(agent)
    phone.fill_in_at_once(agent, data)
    phone.finish(agent)
    phone.wait(agent, "outbox", SENT)
    (found,) = enrolments(sqlite_site, data)
    key = phone.setting(agent, "phone")
    assert abs((now() - found.captured_at).total_seconds()) < 3600
    assert abs(clock_error(sqlite_site, key) - ahead) < 3600

    agent.page = agent.context.new_page()  # here the clock was put right
    agent.open("/offline/outbox")
    again = phone.seal_up(agent, secret_answers())
    agent.page.evaluate(WITHOUT_HURRY, phone.module(agent, "delivery"))
    phone.wait(agent, "outbox", SENT)
    assert abs(clock_error(sqlite_site, key)) < 3600
    with inside(sqlite_site):
        assert sessions.scalars(select(Enrolment.id).where(Enrolment.submission_id == UUID(again))).one()


def kept(agent: Visitor) -> tuple[int, int, int]:
    """How many people, tables and shells lie on the phone."""
    shells = agent.page.evaluate(CACHES)
    return len(phone.stored(agent, "outbox")), len(phone.stored(agent, "reference")) and 1, shells


def test_on_a_full_phone_goes_what_can_be_had_again_and_no_work_and_the_agent_is_told(visit, sqlite_site):
    email, data = agent_and_data(sqlite_site)
    agent = visit(sqlite_site, name="offline/full")
    quota(agent, {"quotaSize": 3_000_000})
    phone.install(agent, email)
    phone.seal_up(agent, data, small_photo())
    phone.send(agent)
    agent.open("/offline")
    phone.choose_pin(agent)
    phone.cut(agent)
    unsent = phone.seal_up(agent, secret_answers())
    for times, left in enumerate([(2, 1, 1), (1, 1, 1), (1, 0, 1), (1, 0, 0)]):
        agent.page.evaluate(MAKE_ROOM, [phone.module(agent, "room"), times])
        assert kept(agent) == left

    it_is_told_that_nothing_more_is_kept(agent)
    assert [each["id"] for each in phone.stored(agent, "outbox")] == [unsent]

    quota(agent, {})
    agent.fill({"birth_place": "Sijunjung"})
    phone.wait(agent, "database", KEPT)
    phone.cut(agent, off=False)
    agent.open("/offline/outbox")
    phone.wait(agent, "outbox", SENT)
    phone.wait_until(agent, phone.INSTALLED)  # the shell is there again


def it_is_told_that_nothing_more_is_kept(agent: Visitor) -> None:
    agent.page.evaluate(FILL_UP, phone.module(agent, "database"))
    agent.fill(HALF)
    agent.page.locator("[data-draft-state]", has_text="Ruang simpan HP penuh").wait_for()
    agent.snap("full")
    told, typed = agent.box(".saved--not"), agent.box("main [name=name]")
    assert told
    assert typed
    assert typed["y"] + typed["height"] <= told["y"] < HEIGHTS[agent.width]
    assert agent.page.locator("main [name=name]").input_value() == HALF["name"]


def quota(agent: Visitor, size: dict[str, int]) -> None:
    devtools = agent.context.new_cdp_session(agent.page)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": agent.site.url, **size})


def test_killed_while_it_seals_nothing_is_half_there_and_a_forgotten_pin_loses_drafts_alone(
    visit, sqlite_site, tmp_path
):
    email, data = agent_and_data(sqlite_site)
    agent = visit(sqlite_site, name="offline/forgotten")
    phone.install(agent, email)
    phone.cut(agent)
    finished = phone.seal_up(agent, secret_answers())
    begin(agent, data, tmp_path / "ktp.jpg")
    agent.page.evaluate(HOLD)
    agent.press("[data-finish]")
    phone.wait_until(agent, "window.held")
    held, agent.page = agent.page, agent.context.new_page()
    held.close()

    nothing_is_half_there(agent, finished)
    agent.press("[data-drafts] a.button")
    agent.press("[data-ask-pin] button[value=forgotten]")
    agent.snap("forgotten")
    agent.press("dialog.dialog[open] .button--harm")
    phone.choose_pin(agent)
    assert not phone.stored(agent, "drafts")
    phone.cut(agent, off=False)
    phone.send(agent)
    with inside(sqlite_site):
        assert sessions.scalars(select(Enrolment.id).where(Enrolment.submission_id == UUID(finished))).one()


def begin(agent: Visitor, data: dict[str, str], picture: Path) -> None:
    picture.write_bytes(small_photo())
    agent.open("/offline")
    phone.choose_pin(agent)
    agent.fill({"ktp_photo": str(picture)})
    phone.fill_in_at_once(agent, data)
    agent.press("main button[name=intent][value=check]")
    phone.wait(agent, "database", "(await all('drafts')).some((draft) => draft.photos.ktp_photo)")


def nothing_is_half_there(agent: Visitor, finished: str) -> None:
    agent.open("/offline/outbox")
    agent.page.locator("[data-drafts] .entry").wait_for()
    (draft,) = phone.stored(agent, "drafts")
    assert list(draft["photos"]) == ["ktp_photo"]
    assert [each["id"] for each in phone.stored(agent, "outbox")] == [finished]
    assert not phone.stored(agent, "blobs")
    assert not phone.stored(agent, "sealed")
