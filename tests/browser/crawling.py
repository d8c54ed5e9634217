"""Walks through the app by its links, one page of each kind."""

import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

from tests.browser.visitor import Visitor

RECORD = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)[\w-]{20,}(?=/|$)")
# Also the links of a map, whose `href` is no text.
LINKS = """() => [...document.querySelectorAll("a[href]")]
  .map((link) => new URL(link.getAttribute("href"), location).href)"""
NOT_PAGES = (".pdf", ".csv", ".xlsx", "/photos/", "/document")


def kind_of(url: str) -> str:
    """The address without what tells one record, filter or page of a list from another."""
    return RECORD.sub("*", urlsplit(url).path)


def walk(visitor: Visitor, start: str = "/") -> Iterator[str]:
    """Opens a page of each kind that links lead to, and yields its address while it is open."""
    seen: set[str] = set()
    waiting = [urljoin(visitor.site.url, start)]
    while waiting:
        url = waiting.pop(0)
        if kind_of(url) in seen:
            continue
        seen.add(kind_of(url))
        visitor.open(url)
        here = visitor.page.url
        if kind_of(here) in seen and here != url:
            continue
        seen.add(kind_of(here))
        yield here
        found = [urldefrag(link).url for link in visitor.page.evaluate(LINKS)]
        waiting += [link for link in found if is_page_of(visitor, link)]


def is_page_of(visitor: Visitor, link: str) -> bool:
    return link.startswith(f"{visitor.site.url}/") and not any(
        part in urlsplit(link).path for part in NOT_PAGES
    )
