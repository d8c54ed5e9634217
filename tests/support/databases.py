"""A migrated database of each kind for the tests, and the way back to its first state after each of them."""

import os
import shutil
import sqlite3
from collections.abc import Container
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

import psycopg
import sqlalchemy
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from agentapp.core import db
from agentapp.metadata import metadata
from tests.support.postgres import URL_VARIABLE

ROOT = Path(__file__).resolve().parent.parent.parent
LOCK_TIMEOUT = "5s"
Rows = dict[str, bytes]
"""By table, as COPY gives them."""

ASKABLE = 15  # the PostgreSQL from which on a role may be given single settings
GUARDED = "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
MAY_REST = "SELECT has_parameter_privilege('session_replication_role', 'SET')"


class Database(Protocol):
    """One database that tests may fill."""

    url: str

    def create(self) -> None:
        """Make it, with all migrations."""

    def clean(self, engine: Engine) -> None:
        """Put it back to how `create` left it."""

    def drop(self) -> None:
        """Remove it."""


def alembic_config(connection: Connection) -> Config:
    config = Config(ROOT / "migrations" / "alembic.ini")
    config.attributes["connection"] = connection
    return config


def migrate(url: str) -> None:
    """Bring the database at `url` up to date."""
    engine = db.connect(url)
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "head")
    engine.dispose()


class SqliteDatabase:
    """A file, put back by copying what the migrations made."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "test.db"
        self._template = folder / "template.db"
        self.url = f"sqlite:///{self._file}"

    def create(self) -> None:
        migrate(self.url)
        shutil.move(self._file, self._template)
        shutil.copyfile(self._template, self._file)

    def clean(self, engine: Engine) -> None:
        self.become(self._template, engine)

    def become(self, other: Path, engine: Engine) -> None:
        """Hold what the file `other` holds."""
        engine.dispose()
        for beside in ("-wal", "-shm"):
            self._file.with_name(self._file.name + beside).unlink(missing_ok=True)
        self._file.unlink()
        shutil.copyfile(other, self._file)

    def keep(self, copy: Path) -> None:
        """Write all it holds into a file of its own."""
        with closing(sqlite3.connect(self._file)) as ours, closing(sqlite3.connect(copy)) as theirs:
            theirs.execute("PRAGMA synchronous = OFF")
            ours.backup(theirs)

    def drop(self) -> None:
        self._file.unlink(missing_ok=True)


class PostgresqlDatabase:
    """A database of the run's own server, put back by deleting the rows of the tables that were filled.

    That takes 2 ms, TRUNCATE 130. The triggers that keep histories rest meanwhile: all those of a connection of its own
    where the server allows it; else those of the tables, after which every connection plans its statements anew.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._server = sqlalchemy.make_url(os.environ[URL_VARIABLE])
        self.url = self._server.set(database=name).render_as_string(hide_password=False)
        self._tables = [table.name for table in reversed(metadata.sorted_tables)]
        self._guarded: set[str] = set()
        self._own = create_engine(self.url, pool_size=1)
        self._seeded: dict[str, tuple[str, bytes]] = {}

    def create_empty(self) -> None:
        """Make it without any table."""
        self.drop()
        self._on_server(f'CREATE DATABASE "{self.name}"')

    def create(self) -> None:
        self.create_empty()
        migrate(self.url)
        with self._own.begin() as connection:
            self._remember(connection)

    def clean(self, engine: Engine) -> None:
        with self._own.begin() as connection:
            connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
            self._empty(connection, dirty := self._dirty(connection))
            for table in dirty & set(self._seeded):
                _fill(connection, table, self._seeded[table][1])

    def rows(self) -> Rows:
        """All it holds."""
        with self._own.begin() as connection:
            return {table: _rows(connection, table) for table in self._filled(connection)}

    def become(self, rows: Rows) -> None:
        """Hold these."""
        with self._own.begin() as connection:
            self._empty(connection, self._filled(connection))
            for table in (name for name in reversed(self._tables) if name in rows):
                _fill(connection, table, rows[table])

    def drop(self) -> None:
        self._own.dispose()
        self._on_server(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def _on_server(self, statement: str) -> None:
        engine = create_engine(self._server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def _remember(self, connection: Connection) -> None:
        if _major(connection) >= ASKABLE and connection.execute(text(MAY_REST)).scalar_one():
            connection.execute(text("SET session_replication_role = replica"))
        else:
            self._guarded = set(connection.execute(text(GUARDED)).scalars())
        for table in self._filled(connection):
            self._seeded[table] = (self._sum(connection, table), _rows(connection, table))

    def _dirty(self, connection: Connection) -> set[str]:
        return {
            table
            for table in self._filled(connection) | set(self._seeded)
            if table not in self._seeded or self._sum(connection, table) != self._seeded[table][0]
        }

    def _filled(self, connection: Connection) -> set[str]:
        asked = ", ".join(f"EXISTS (SELECT 1 FROM {table}) AS {table}" for table in self._tables)
        found = connection.execute(text(f"SELECT {asked}")).mappings().one()
        return {table for table, some in found.items() if some}

    def _empty(self, connection: Connection, tables: Container[str]) -> None:
        for table in (name for name in self._tables if name in tables):
            if table in self._guarded:
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            connection.execute(text(f"DELETE FROM {table}"))
            if table in self._guarded:
                connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))

    @staticmethod
    def _sum(connection: Connection, table: str) -> str:
        query = f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t"
        return str(connection.execute(text(query)).scalar_one())


def _rows(connection: Connection, table: str) -> bytes:
    with _cursor(connection) as cursor, cursor.copy(f"COPY {table} TO STDOUT (FORMAT binary)") as copy:
        return b"".join(copy)


def _fill(connection: Connection, table: str, rows: bytes) -> None:
    with _cursor(connection) as cursor, cursor.copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy:
        copy.write(rows)


def _cursor(connection: Connection) -> psycopg.Cursor[Any]:
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    return driver.cursor()


def _major(connection: Connection) -> int:
    version = connection.dialect.server_version_info
    assert version is not None
    return version[0]


def forget_fast(engine: Engine) -> None:
    """No waiting for the disk: what a power cut would lose is only a test's."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _asynchronous)


def _asynchronous(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous = OFF")
    cursor.close()
