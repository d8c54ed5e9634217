"""A phone that can be killed: Chromium with a profile on disk, a slow processor, and a network of its own."""

import os
import signal
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Browser, Error

from tests.browser.chromium import how
from tests.browser.phone import answer_at_once
from tests.browser.slow_phone import SlowPhone, below, command
from tests.browser.visitor import HEIGHTS, PATIENCE_MS, Visitor
from tests.support.findings import SCREENS
from tests.support.live import LiveSite

WIDTH, SLOWER = 360, 4


class Handset(Visitor):
    """`before` runs in every page first. What the browser keeps lies in `folder`, whatever becomes of the browser."""

    def __init__(
        self, browser: Browser, site: LiveSite, url: str, folder: Path, before: str = "", slower: int = SLOWER
    ) -> None:
        self.site, self.width, self.script = site, WIDTH, True
        self.complaints: list[str] = []
        self.expected: tuple[str, ...] = ()
        self._screens, self._every_picture, self._taken = SCREENS, False, 0
        self._browser, self._url, self._folder, self._before = browser, url, folder, before
        self._slower = slower
        self.switch_on()

    def switch_on(self, *, without_signal: bool = False) -> None:
        self.context = self._browser.browser_type.launch_persistent_context(
            self._folder,
            **how(),
            viewport={"width": WIDTH, "height": HEIGHTS[WIDTH]},
            has_touch=True,
            base_url=self._url,
            reduced_motion="reduce",
            offline=without_signal,
        )
        self.context.set_default_timeout(4 * PATIENCE_MS)
        self.context.add_init_script(self._before)
        self.page = self.context.pages[0]
        self.page.on("pageerror", lambda error: self._complain(str(error)))
        self._slow = SlowPhone(self._browser_process(), self._slower)

    def kill(self) -> None:
        """The browser and all its processes, at once: nothing is put in order."""
        self._slow.end()
        browser = self._browser_process()
        for process in (browser, *below(browser)):
            with suppress(ProcessLookupError):  # it has gone with the one that had started it
                os.kill(process, signal.SIGKILL)
        with suppress(Error):  # it is closed already
            self.context.close()

    def _browser_process(self) -> int:
        """The one that has started all others with this profile: Chromium, or the shell that Debian wraps it in."""
        mine = f"--user-data-dir={self._folder}".encode()
        every = (int(path.name) for path in Path("/proc").glob("[0-9]*"))
        found = {process for process in every if mine in command(process).split(b"\0")}
        return next(process for process in found if found <= {process, *below(process)})

    def answer(self, values: Mapping[str, str]) -> None:
        """As if somebody had typed and picked it, at once."""
        answer_at_once(self, values)

    def go_to(self, section: str) -> None:
        """By the number above the form."""
        self.press(f".steps a[href='#{section}']")
