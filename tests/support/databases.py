"""A migrated database of each kind for the tests, and the way back to its first state after each of them."""

import os
import shutil
from pathlib import Path
from typing import Protocol

import sqlalchemy
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from agentapp.core import db
from tests.support.postgres import URL_VARIABLE

ROOT = Path(__file__).resolve().parent.parent.parent
LOCK_TIMEOUT = "5s"


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
        engine.dispose()
        for beside in ("-wal", "-shm"):
            self._file.with_name(self._file.name + beside).unlink(missing_ok=True)
        self._file.unlink()
        shutil.copyfile(self._template, self._file)

    def drop(self) -> None:
        self._file.unlink(missing_ok=True)


class PostgresqlDatabase:
    """A database of the run's own server, put back by emptying the tables that were filled.

    The triggers that refuse TRUNCATE are off here, so that it can be emptied; those on UPDATE and DELETE are on.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._server = sqlalchemy.make_url(os.environ[URL_VARIABLE])
        self.url = self._server.set(database=name).render_as_string(hide_password=False)
        self._seeded: dict[str, tuple[str, list[sqlalchemy.RowMapping]]] = {}
        self._tables: list[str] = []

    def create(self) -> None:
        self._on_server(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
        self._on_server(f'CREATE DATABASE "{self.name}"')
        migrate(self.url)
        engine = create_engine(self.url)
        with engine.begin() as connection:
            self._allow_truncate(connection)
            self._remember(connection)
        engine.dispose()

    def clean(self, engine: Engine) -> None:
        with engine.begin() as connection:
            dirty = self._dirty(connection)
            if dirty:
                connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
                connection.execute(text(f"TRUNCATE {', '.join(dirty)} CASCADE"))
                self._seed_again(connection)

    def drop(self) -> None:
        self._on_server(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def _on_server(self, statement: str) -> None:
        engine = create_engine(self._server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    @staticmethod
    def _allow_truncate(connection: Connection) -> None:
        triggers = connection.execute(
            text("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgtype & 32 > 0 AND NOT tgisinternal")
        )
        for table, trigger in triggers.all():
            connection.execute(text(f'ALTER TABLE {table} DISABLE TRIGGER "{trigger}"'))

    def _remember(self, connection: Connection) -> None:
        names = sqlalchemy.inspect(connection).get_table_names()
        self._tables = sorted(set(names) - {"alembic_version"})
        for table in self._tables:
            rows = list(connection.execute(text(f"SELECT * FROM {table}")).mappings())
            if rows:
                self._seeded[table] = (self._sum(connection, table), rows)

    def _dirty(self, connection: Connection) -> list[str]:
        plain = [table for table in self._tables if table not in self._seeded]
        asked = ", ".join(f"EXISTS (SELECT 1 FROM {table}) AS {table}" for table in plain)
        filled = [table for table, some in connection.execute(text(f"SELECT {asked}")).mappings().one().items() if some]
        changed = [table for table, (total, _) in self._seeded.items() if self._sum(connection, table) != total]
        return [*filled, *changed]

    @staticmethod
    def _sum(connection: Connection, table: str) -> str:
        query = f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t"
        return str(connection.execute(text(query)).scalar_one())

    def _seed_again(self, connection: Connection) -> None:
        metadata = sqlalchemy.MetaData()
        for table, (total, rows) in self._seeded.items():
            if self._sum(connection, table) != total:
                reflected = sqlalchemy.Table(table, metadata, autoload_with=connection)
                connection.execute(reflected.insert(), [dict(row) for row in rows])


def forget_fast(engine: Engine) -> None:
    """No waiting for the disk: what a power cut would lose is only a test's."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _asynchronous)


def _asynchronous(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous = OFF")
    cursor.close()
