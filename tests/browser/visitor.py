"""Somebody before a screen: opens pages, fills forms, and hears every complaint of the browser."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, FloatRect, Locator, Response

from tests.factories import PASSWORD
from tests.support.live import LiveSite

HEIGHTS = {320: 640, 360: 740, 1280: 800, 1440: 900}
PATIENCE_MS = 15_000
LOG_SHOWN = 3_000


class Visitor:
    """One browser window of `width` pixels. `script` False switches JavaScript off.

    `complaints`: what it said of errors, but for what holds one of the `expected` words.
    """

    def __init__(
        self,
        browser: Browser,
        site: LiveSite,
        *,
        screens: Path,
        every_picture: bool = False,
        width: int = 360,
        script: bool = True,
        scheme: Literal["light", "dark"] = "light",
        name: str = "",
    ) -> None:
        self.site, self.width, self.script = site, width, script
        self._screens, self._every_picture = screens / name, every_picture and bool(name)
        self._taken = 0
        if name:
            shutil.rmtree(self._screens, ignore_errors=True)
        self.context = browser.new_context(
            viewport={"width": width, "height": HEIGHTS[width]},
            java_script_enabled=script,
            color_scheme=scheme,
            has_touch=width < 900,
            base_url=site.url,
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.expected: tuple[str, ...] = ()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self._complain(str(error)))
        self.page.on("response", self._look)

    def close(self) -> None:
        self.context.close()

    def open(self, path: str) -> None:
        self.page.goto(path)

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def sign_in(self, identifier: str, password: str = PASSWORD) -> None:
        self.open("/login")
        self.fill({"identifier": identifier, "password": password})
        self.press("main form button[type=submit]")
        self.page.wait_for_url(lambda url: urlsplit(url).path != "/login")

    def choose_language(self, locale: str) -> None:
        """By the button of the page's head, where the page is not in this language yet."""
        if self.page.locator("html").get_attribute("lang") != locale:
            self.page.locator(f"button[name=language][value={locale}]").first.evaluate("it => it.click()")
            self.page.locator(f"html[lang={locale}]").wait_for()

    def wait_for(self, pattern: str) -> None:
        """Until the page at a path like `/enrolments/*` is there; `*` is one part of it."""
        wanted = re.compile(pattern.replace("*", "[^/]+"))
        self.page.wait_for_url(lambda url: wanted.fullmatch(urlsplit(url).path) is not None)

    def fill(self, values: Mapping[str, str]) -> None:
        for name, value in values.items():
            field = self.page.locator(f"main [name='{name}']").first
            match (
                field.evaluate_handle("it => it").get_property("type").json_value()
                if self.script
                else self._kind(field)
            ):
                case "radio" | "checkbox":
                    self.choose(name, value)
                case "select-one":
                    field.select_option(value)
                case "file":
                    field.set_input_files(value)
                case _:
                    field.fill(value)

    def choose(self, name: str, value: str) -> None:
        """Tap the label of a radio button or a box, as a thumb does."""
        field = self.page.locator(f"main [name='{name}'][value='{value}']")
        self.page.locator(f"main label[for='{field.get_attribute('id')}']").click()

    def press(self, selector: str) -> None:
        self.page.locator(selector).first.click()

    def snap(self, name: str, *, always: bool = False) -> None:
        """Keep a picture of the whole page, numbered in the order taken, where all are wanted or this one `always`."""
        if always or self._every_picture:
            self._taken += 1
            path = self._screens / f"{self._taken:02d}-{name}.jpg"
            self.page.screenshot(path=path, full_page=True, type="jpeg", quality=70)

    def box(self, selector: str) -> FloatRect | None:
        return self.page.locator(selector).first.bounding_box()

    @staticmethod
    def _kind(field: Locator) -> str:
        tag = "select-one" if field.locator("option").count() else ""
        return tag or field.get_attribute("type") or "text"

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._complain(message.text)

    def _complain(self, text: str) -> None:
        if not any(known in text for known in self.expected):
            self.complaints.append(f"{self.page.url}: {text}")

    def _look(self, response: Response) -> None:
        if response.status >= 500:
            self._complain(f"{response.url} answered {response.status}:\n{self.site.log[-LOG_SHOWN:]}")
