"""The outbox's state machine in a real browser, with its real database, whatever happens in whatever order."""

from pathlib import Path
from time import perf_counter

from tests.browser import phone
from tests.support.findings import MEASURED

WORLDS = 450
HARNESS = Path(__file__).with_name("interleavings.js").read_text()
CODE = HARNESS[HARNESS.index("async ({ base") :]


def test_each_person_is_at_the_server_once_whatever_fails_and_whenever(visit, sqlite_site, record_property):
    page = visit(sqlite_site)
    page.open("/login")
    base = phone.module(page, "x").rpartition("/")[0]

    begun = perf_counter()
    told = page.page.evaluate(CODE, {"base": base, "from": 1, "worlds": WORLDS})
    record_property(MEASURED, f"outbox, {told}, {perf_counter() - begun:.1f} s")

    assert not told.get("wrong"), told
    assert told["worlds"] == WORLDS
    assert min(told[what] for what in ("kills", "lost", "odd", "restores", "failures")) > WORLDS / 20
