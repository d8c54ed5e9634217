"""A slow phone on a slow network, and what a page costs there."""

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

ROUND_TRIP_MS = 400
BYTES_A_SECOND = 400_000 // 8
CPU_SLOWER = 4

AT_REST = re.compile(r"/js/offline/(?!phone\.js)|/api/v1/")

WATCH = """
window.shifts = [];
new PerformanceObserver((list) => list.getEntries().forEach((entry) => window.shifts.push({
  value: entry.value,
  moved: entry.sources.map(({ node }) => (node?.outerHTML ?? node?.textContent ?? "").slice(0, 120)),
}))).observe({ type: "layout-shift", buffered: true });
"""
ALL_BEGUN = """() => performance.getEntriesByName("all begun").length"""
MEASURE = """() => {
  const [page] = performance.getEntriesByType("navigation");
  const [paint] = performance.getEntriesByName("first-contentful-paint");
  return { usable: page.domContentLoadedEventEnd, painted: paint ? paint.startTime : 0, shifts: window.shifts };
}"""


@dataclass
class Cost:
    """What one visit cost: bytes over the wire with headers, files asked for, milliseconds, layout shift.

    `at_rest`: bytes of what is fetched once the page has come to rest, so that it opens without signal the next time.
    """

    bytes: int = 0
    at_rest: int = 0
    files: dict[str, int] = field(default_factory=dict)
    painted_ms: float = 0.0
    usable_ms: float = 0.0
    shifts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def layout_shift(self) -> float:
        return sum(shift["value"] for shift in self.shifts)


QUIET_MS = 500


class SlowPhone:
    """Makes a page's network and processor slow, and counts what comes over the wire."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._cost = Cost()
        self._names: dict[str, str] = {}
        self._addresses: dict[str, str] = {}
        page.add_init_script(WATCH)
        devtools = page.context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": ROUND_TRIP_MS,
                "downloadThroughput": BYTES_A_SECOND,
                "uploadThroughput": BYTES_A_SECOND,
            },
        )
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWER})
        devtools.on("Network.responseReceived", self._name)
        devtools.on("Network.loadingFinished", self._count)

    def visit(self, path: str) -> Cost:
        self._cost = Cost()
        self.page.goto(path, wait_until="networkidle")
        self._wait_until_nothing_more_comes()
        measured = self.page.evaluate(MEASURE)
        self._cost.painted_ms, self._cost.usable_ms = measured["painted"], measured["usable"]
        self._cost.shifts = measured["shifts"]
        return self._cost

    def _wait_until_nothing_more_comes(self) -> None:
        """A slow processor may take longer for a script than the half second without network that counts as idle."""
        self.page.wait_for_function(ALL_BEGUN)
        seen = -1
        while seen != len(self._cost.files):
            seen = len(self._cost.files)
            self.page.wait_for_timeout(QUIET_MS)

    def _name(self, event: dict[str, Any]) -> None:
        address = event["response"]["url"]
        self._addresses[event["requestId"]] = address
        self._names[event["requestId"]] = address.rpartition("/")[2] or "/"

    def _count(self, event: dict[str, Any]) -> None:
        size = int(event["encodedDataLength"])
        if AT_REST.search(self._addresses.get(event["requestId"], "")):
            self._cost.at_rest += size
            return
        self._cost.bytes += size
        if size:
            self._cost.files[self._names.get(event["requestId"], "?")] = size
