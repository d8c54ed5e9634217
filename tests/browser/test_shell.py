"""The installed app itself: what it weighs, how fast it opens without signal, and how it is taken back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import httpx
import pytest

from tests.browser import phone
from tests.browser.network import CPU_SLOWER
from tests.browser.test_offline import agent_and_data
from tests.browser.visitor import Visitor
from tests.support import live
from tests.support.databases import SqliteDatabase
from tests.support.findings import MEASURED
from tests.support.live import LiveSite

PRECACHE_BYTES = 150_000
UPDATE = "navigator.serviceWorker.ready.then((worker) => worker.update()).then(() => true)"
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
WEIGH = """async () => {
  const sizes = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const { url } of await cache.keys()) sizes.push(url);
  }
  return sizes;
}"""


@pytest.fixture
def own_site(tmp_path: Path) -> Iterator[LiveSite]:
    """A site that a test may stop and start again on the same port."""
    database = SqliteDatabase(tmp_path)
    database.create()
    with LiveSite(database.url, tmp_path) as site:
        yield site


def wire_size(url: str) -> int:
    """Bytes of the answer as it comes, compressed, headers included."""
    with httpx.stream("GET", url, headers={"Accept-Encoding": "br"}) as answer:
        head = sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)
        return head + sum(len(piece) for piece in answer.iter_raw())


def opening(agent: Visitor) -> tuple[float, float]:
    """Milliseconds until something is painted, seconds until the page is filled in."""
    begun = perf_counter()
    agent.open("/")
    agent.page.locator("[data-account]:not(:empty)").wait_for()
    painted: float = agent.page.evaluate(PAINTED)
    return painted, perf_counter() - begun


def test_the_app_opens_without_signal_and_its_files_are_light(visit, sqlite_site, record_property):
    email, _ = agent_and_data(sqlite_site)
    agent = visit(sqlite_site)
    phone.install(agent, email)
    urls = agent.page.evaluate(WEIGH)
    total = sum(wire_size(url) for url in urls)

    phone.cut(agent)
    devtools = agent.context.new_cdp_session(agent.page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWER})
    painted, opened = sorted(opening(agent) for _ in range(3))[1]
    record_property(
        MEASURED,
        f"app shell: {total} bytes over the wire for {len(urls)} files (at most {PRECACHE_BYTES}), opens offline in "
        f"{painted / 1000:.2f} s painted, {opened:.2f} s filled in, at a processor {CPU_SLOWER} times slower",
    )

    assert total <= PRECACHE_BYTES
    assert len(urls) > 30


def test_a_new_version_waits_until_nothing_typed_could_be_lost(visit, sqlite_site):
    email, _ = agent_and_data(sqlite_site)
    agent = visit(sqlite_site, name="offline/version")
    phone.install(agent, email)
    agent.choose_language("en")
    phone.wait_until(agent, "(await navigator.serviceWorker.ready).waiting")
    strip = agent.page.locator("[data-new-version]")
    agent.open("/offline")
    phone.choose_pin(agent)
    agent.fill({"name": "Setengah"})
    phone.wait_until(agent, "(await navigator.serviceWorker.ready).waiting")
    assert strip.is_hidden()
    agent.open("/offline/outbox")
    strip.wait_for()
    agent.snap("new-version")
    strip.locator("button").click()
    agent.page.locator("html[lang=en]").wait_for()


def test_switched_off_the_worker_undoes_itself_and_pages_are_as_before(visit, own_site, monkeypatch):
    email, _ = agent_and_data(own_site)
    agent = visit(own_site)
    phone.install(agent, email)

    with restarted(own_site, monkeypatch, OFFLINE_APP="off"):
        agent.page.evaluate(UPDATE)
        phone.wait_until(agent, "!(await navigator.serviceWorker.getRegistration())")
        assert agent.page.evaluate("caches.keys()") == []
        agent.open("about:blank")
        agent.open("/enrolments/new")
        agent.page.locator("main [name=nik]").wait_for()
        assert agent.page.evaluate("navigator.serviceWorker.controller") is None


@contextmanager
def restarted(site: LiveSite, monkeypatch: pytest.MonkeyPatch, **settings: str) -> Iterator[None]:
    """The same site on the same port, with other settings."""
    port = site.port
    site.__exit__()
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(live, "free_port", lambda: port)
    with site:
        yield
