"""pytest plugin: one PostgreSQL server for the whole run, and the choice of databases.

Every test that asks, directly or through a fixture, for `database_kind` runs once for each chosen kind
("sqlite", "postgresql"); `--database KIND` narrows the choice. The server's address is in TEST_POSTGRES_URL,
also for the workers of pytest-xdist; an address set beforehand is used as it is and no server is started.
"""

import os
import signal

import pytest

from tests.support.postgres import URL_VARIABLE, PostgresUnavailable, TemporaryPostgres

KINDS = ("sqlite", "postgresql")
SERVER = pytest.StashKey[TemporaryPostgres]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database", action="append", choices=KINDS, help="run on this database only (default: both)"
    )


def chosen_kinds(config: pytest.Config) -> list[str]:
    """The databases of this run, in a fixed order."""
    wanted = config.getoption("--database") or KINDS
    return [kind for kind in KINDS if kind in wanted]


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start the server before pytest-xdist starts its workers, which inherit the environment."""
    if hasattr(config, "workerinput") or config.option.collectonly or URL_VARIABLE in os.environ:
        return
    if "postgresql" not in chosen_kinds(config):
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        server = config.stash[SERVER] = TemporaryPostgres().__enter__()
    except PostgresUnavailable as error:
        raise pytest.UsageError(f"{error} (or leave it out: --database sqlite)") from error
    os.environ[URL_VARIABLE] = server.url


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the server, however the run ended."""
    if server := config.stash.get(SERVER, None):
        server.stop()
        del os.environ[URL_VARIABLE]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what touches a database on each kind."""
    if "database_kind" in metafunc.fixturenames:
        metafunc.parametrize("database_kind", chosen_kinds(metafunc.config), scope="session")
