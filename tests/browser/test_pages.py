"""Every page that links lead to, as every role, in both languages, judged and kept as a picture."""

import re

import pytest

from tests.browser.crawling import kind_of, walk
from tests.browser.judging import judge, judge_words
from tests.support.live import LiveSite, inside
from tests.support.world import World, populate

OWN_LANGUAGE = "/public/"
"""Pages that caches keep: the same for all who ask, in the language of their address."""
ROLES = ("agent", "supervisor", "sponsor", "fund_officer", "admin")


@pytest.fixture(scope="package")
def populated(sqlite_site: LiveSite) -> dict[str, str]:
    """E-mail by role, in a site with something on every page."""
    with inside(sqlite_site):
        world: World = populate()
        return {role: str(person.email) for role, person in world.people.items()}


def picture(url: str) -> str:
    return re.sub(r"[^a-z]+", "-", kind_of(url)).strip("-") or "start"


@pytest.fixture(scope="package")
def judged() -> set[tuple[str, str]]:
    """Language and kind of the pages that were judged as somebody sees them; the home of each role is a kind."""
    return set()


@pytest.mark.parametrize("locale", ["id", "en"])
@pytest.mark.parametrize("role", ["nobody", *ROLES])
def test_every_page_is_for_everybody(visit, sqlite_site, populated, judged, role, locale):
    visitor = visit(sqlite_site, name=f"pages/{role}-{locale}")
    if role != "nobody":
        visitor.sign_in(populated[role])
    visitor.open("/account" if role != "nobody" else "/login")
    visitor.choose_language(locale)

    wrong, pages = [], []
    for url in walk(visitor):
        pages.append(kind_of(url))
        assert OWN_LANGUAGE in url or visitor.page.locator("html").get_attribute("lang") == locale
        kind = kind_of(url) if kind_of(url) != "/" else role
        as_seen, again = judge if locale == "id" else judge_words, (locale, kind) in judged
        wrong += as_seen(visitor, again=again)
        judged.add((locale, kind))
        visitor.snap(picture(url), always=not again)

    assert not wrong
    assert len(pages) > 1, pages
