"""Fixtures for all tests. What touches a database runs on SQLite and on PostgreSQL; the rest runs once.

`session` is the test's own view of the database; pages are opened in another thread, as a server would, and
after each page everything the test holds is read afresh.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session, scoped_session

from agentapp.accounts.models import User
from agentapp.accounts.passwords import use_hasher
from agentapp.app import create_app
from agentapp.config import Settings
from agentapp.core.db import let_go, sessions
from agentapp.core.encryption import Keyring, use_keyring
from agentapp.programmes.rulebook import forget
from tests.factories.people import CHEAP
from tests.pages import PageClient
from tests.support.databases import Database, PostgresqlDatabase, SqliteDatabase, forget_fast
from tests.support.html import share
from tests.support.sign_in import sign_in_as

pytest_plugins = [
    "tests.support.pytest_postgres",
    "tests.support.findings",
    "tests.support.bank",
    "tests.support.order",
    "tests.support.garbage",
]

FIELD_KEYS = "dGhlIGtleSB0aGF0IGFsbCB0aGUgdGVzdHMgdXNlLi4="
SECRET_KEY = "the secret that all the tests use"


@pytest.fixture(scope="session")
def worker_name(request: pytest.FixtureRequest) -> str:
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session", autouse=True)
def keyring() -> Keyring:
    """The same keys in all tests."""
    ring = Keyring.parse(FIELD_KEYS)
    use_keyring(ring)
    return ring


@pytest.fixture(scope="session", autouse=True)
def pages_passed(tmp_path_factory: pytest.TempPathFactory, worker_name: str) -> None:
    """The judging of pages is shared by the processes of a run."""
    own = tmp_path_factory.getbasetemp()
    share((own if worker_name == "main" else own.parent) / "pages")


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> None:
    """A hash in the time of a blink; tests/accounts/test_passwords.py looks at the strong one."""
    use_hasher(CHEAP)


@pytest.fixture(scope="session")
def migrated(
    database_kind: str, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    database: Database
    if database_kind == "sqlite":
        database = SqliteDatabase(tmp_path_factory.mktemp("sqlite"))
    else:
        database = PostgresqlDatabase(f"gendong_{worker_name}")
    database.create()
    yield database
    database.drop()


@pytest.fixture(scope="session")
def settings(migrated: Database, data_dir: Path) -> Settings:
    return Settings.from_environment(
        {
            "APP_ENV": "test",
            "SECRET_KEY": SECRET_KEY,
            "FIELD_KEYS": FIELD_KEYS,
            "DATABASE_URL": migrated.url,
            "DATA_DIR": str(data_dir),
        }
    )


@pytest.fixture(scope="session")
def application(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    engine = app.extensions["gendong_engine"]
    forget_fast(engine)
    yield app
    sessions.remove()
    engine.dispose()


@pytest.fixture
def database(application: Flask, migrated: Database) -> Iterator[Database]:
    """An empty, migrated database; it is emptied again after the test."""
    yield migrated
    let_go()
    migrated.clean(application.extensions["gendong_engine"])
    forget()


@pytest.fixture
def app(application: Flask, database: Database) -> Flask:
    return application


@pytest.fixture
def session(database: Database) -> scoped_session[Session]:
    return sessions


@pytest.fixture
def client(app: Flask) -> PageClient:
    """Somebody at a browser, not signed in."""
    return PageClient(app)


@pytest.fixture
def sign_in(client: PageClient) -> Callable[[User], PageClient]:
    """Sign a person in at `client`."""

    def sign_in(user: User) -> PageClient:
        sign_in_as(client, user)
        return client

    return sign_in


@pytest.fixture
def signed_in_client(app: Flask) -> Callable[[User], PageClient]:
    """A browser of its own for each person."""

    def signed_in(user: User) -> PageClient:
        fresh = PageClient(app)
        sign_in_as(fresh, user)
        return fresh

    return signed_in


@pytest.fixture
def empty_database(database_kind: str, worker_name: str, tmp_path: Path) -> Iterator[Engine]:
    """A database without any table."""
    if database_kind == "sqlite":
        engine = create_engine(f"sqlite:///{tmp_path / 'empty.db'}")
        yield engine
        engine.dispose()
        return
    database = PostgresqlDatabase(f"gendong_empty_{worker_name}")
    database.create_empty()
    engine = create_engine(database.url)
    yield engine
    engine.dispose()
    database.drop()
