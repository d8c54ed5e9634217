"""A browser without a screen: checks every page it opens, and fills forms as they stand on the page."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any, Self
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

from flask import Flask, Response
from flask.testing import FlaskClient

from agentapp.core.db import sessions
from tests.support.html import check_page, parse, words
from tests.support.html_forms import PageForm

_SERVER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="server")
_REDIRECTS = range(300, 400)
_MOST_HOPS = 5
ANY = -1


class Page(Response):
    """An answer of the app; for a page, what stands on it."""

    client: "PageClient"
    url: str

    @property
    def is_page(self) -> bool:
        return self.mimetype == "text/html" and self.status_code not in _REDIRECTS

    @cached_property
    def tree(self) -> Element:
        return parse(self.get_data(as_text=True))

    @property
    def path(self) -> str:
        """Where one is: the path without the query."""
        return urlsplit(self.url).path

    @property
    def target(self) -> str:
        """Where a redirect leads: path and query."""
        assert self.status_code in _REDIRECTS, f"no redirect but {self.status_code}"
        to = urlsplit(urljoin(self.url, self.headers["Location"]))
        return f"{to.path}?{to.query}" if to.query else to.path

    @property
    def heading(self) -> str:
        return words(next(self.tree.iter("h1")))

    @property
    def words(self) -> str:
        """All that can be read in the page's body, with single spaces."""
        return words(next(self.tree.iter("body")))

    @property
    def main(self) -> str:
        """All that can be read in `main`, without bars and footers."""
        return words(next(self.tree.iter("main")))

    def links(self) -> list[tuple[str, str]]:
        """(text, address) of every link."""
        return [(words(link), link.get("href", "")) for link in self.tree.iter("a") if link.get("href")]

    def link(self, text: str) -> str:
        """The address of the one link that reads `text`, or has it in its label."""
        found = {
            link.get("href", "")
            for link in self.tree.iter("a")
            if text in (words(link), link.get("aria-label"), link.get("title"))
        }
        assert len(found) == 1, f"links that read {text!r}: {sorted(found)}"
        return found.pop()

    def click(self, text: str, status: int | None = None) -> "Page":
        return self.client.get(urljoin(self.url, self.link(text)), status=status)

    def error_of(self, field: str) -> str:
        """What is written beside a field as wrong; empty if nothing is."""
        return " ".join(words(found) for found in self.tree.iter() if found.get("id") == f"{field}-error")

    def by_id(self, name: str) -> Element:
        return next(element for element in self.tree.iter() if element.get("id") == name)

    @property
    def forms(self) -> list[PageForm]:
        return [PageForm(self, element) for element in self.tree.iter("form")]

    def form(self, action: str | None = None, *, has: str | None = None) -> PageForm:
        """The one form whose action ends so, or that has the field `has`; else the one in `main`."""
        found = [
            form
            for form in self.forms
            if (action is None or urlsplit(form.action).path.endswith(action))
            and (has is None or has in form.names)
        ]
        if action is None and has is None:
            inside = set(next(self.tree.iter("main")).iter("form"))
            found = [form for form in found if form.element in inside]
        assert len(found) == 1, f"{len(found)} such forms among {[form.action for form in self.forms]}"
        return found[0]

    def follow(self, status: int | None = None) -> "Page":
        return self.client.get(self.target, status=status)


class PageClient(FlaskClient):
    """Opens pages in another thread, as a server does, and checks each of them.

    `status` is what the answer must be; without it, anything below 400 is right, with ANY anything at all. What
    the test has changed is committed before a page is opened, and read afresh after it.
    """

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, Page, **options)

    def open(
        self, *args: Any, status: int | None = None, follow_redirects: bool = False, **options: Any
    ) -> Page:
        page = self._ask(*args, **options)
        hops = 0
        while follow_redirects and page.status_code in _REDIRECTS and hops < _MOST_HOPS:
            page, hops = self._ask(page.target), hops + 1
        self._expect(page, status)
        return page

    def get(self, *args: Any, **options: Any) -> Page:
        return self.open(*args, method="GET", **options)

    def post(self, *args: Any, **options: Any) -> Page:
        return self.open(*args, method="POST", **options)

    def put(self, *args: Any, **options: Any) -> Page:
        return self.open(*args, method="PUT", **options)

    def remember(self, **facts: object) -> None:
        """Put `facts` into the session cookie. In the server's thread: the test's own session stays open."""

        def put() -> None:
            with self.session_transaction() as cookie:
                cookie.update(facts)

        _SERVER.submit(put).result()

    def csrf_token(self, path: str = "/login") -> str:
        """A token for a request that no form on a page makes."""
        return next(form.data["csrf_token"] for form in self.get(path).forms if "csrf_token" in form.names)

    def _ask(self, *args: Any, **options: Any) -> Page:
        with _Committed():
            page: Page = _SERVER.submit(super().open, *args, **options).result()
        page.client = self
        page.url = page.request.url  # type: ignore[attr-defined]
        if page.is_page:
            check_page(page.tree, page.get_data(as_text=True))
        return page

    @staticmethod
    def _expect(page: Page, status: int | None) -> None:
        if status == ANY:
            return
        right = page.status_code < 400 if status is None else page.status_code == status
        said = f": {page.words[:600]}" if page.is_page else ""
        assert right, f"{page.path} answered {page.status_code}, not {status or 'below 400'}{said}"


class _Committed:
    """Around a request: the test's own session has nothing open, and forgets what it has read."""

    def __enter__(self) -> Self:
        if sessions.registry.has():
            sessions.commit()
        return self

    def __exit__(self, *_: object) -> None:
        if sessions.registry.has():
            sessions.commit()
            sessions.expire_all()


def walk(client: PageClient, start: str) -> Iterator[Page]:
    """Every page of the app that links lead to from `start`, once each."""
    seen, waiting = set(), [start]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        page = client.get(path, follow_redirects=True)
        if page.is_page:
            yield page
            waiting += [_within(page, href) for _, href in page.links() if _is_ours(page, href)]


def _within(page: Page, href: str) -> str:
    to = urlsplit(urljoin(page.url, href))
    return f"{to.path}?{to.query}" if to.query else to.path


def _is_ours(page: Page, href: str) -> bool:
    to, here = urlsplit(urljoin(page.url, href)), urlsplit(page.url)
    return to.scheme in ("http", "https") and to.netloc == here.netloc


def fields(**changes: str) -> Mapping[str, str]:
    """Field names with hyphens, written with double underscores: `heirs__0__name`."""
    return {name.replace("__", "-"): value for name, value in changes.items()}
