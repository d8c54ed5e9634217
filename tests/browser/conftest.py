"""A real browser before a real server. Pictures stay in `tests/output/`."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import how
from tests.browser.visitor import Visitor
from tests.support.databases import PostgresqlDatabase, SqliteDatabase
from tests.support.findings import SCREENS
from tests.support.live import LiveSite
from tests.support.postgres import URL_VARIABLE


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(**how())
        yield launched
        launched.close()


@pytest.fixture(scope="package")
def sqlite_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    folder = tmp_path_factory.mktemp("site")
    database = SqliteDatabase(folder)
    database.create()
    with LiveSite(database.url, folder) as site:
        yield site


@pytest.fixture(scope="package")
def postgresql_site(worker_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    if URL_VARIABLE not in os.environ:
        pytest.skip("no PostgreSQL in this run")
    database = PostgresqlDatabase(f"gendong_site_{worker_name}")
    database.create()
    with LiveSite(database.url, tmp_path_factory.mktemp("site")) as site:
        yield site
    database.drop()


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visitor]]:
    """Opens a window: `visit(site, width=360, script=False)`. Whatever goes wrong in it fails the test."""
    visitors: list[Visitor] = []
    every = request.config.getoption("--pictures")

    def visit(site: LiveSite, **options: object) -> Visitor:
        visitor = Visitor(browser, site, screens=SCREENS, every_picture=every, **options)  # type: ignore[arg-type]
        visitors.append(visitor)
        return visitor

    yield visit
    for visitor in visitors:
        visitor.snap("end")
        visitor.close()
    assert not [complaint for visitor in visitors for complaint in visitor.complaints]
