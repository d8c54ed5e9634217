"""What each kind of database knows: how to be written down, and how to become what was written down."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from agentapp.intake.life import NewLife


class Store(Protocol):
    """A database of one kind."""

    def get_ready(self) -> None:
        """Raises NoServer, or NoTools where something is missing that the work needs."""

    def dump(self, to: Path) -> None:
        """Write all of it, as of one moment, into the file `to`, while others go on writing. Raises ToolFailed."""

    def become(self, source: Path, life: NewLife) -> None:
        """Hold what `dump` wrote, and live the new life: all of it or, if it is stopped on the way, nothing."""


@contextmanager
def engine_of(url: str) -> Iterator[Engine]:
    engine = create_engine(url, poolclass=NullPool)
    try:
        yield engine
    finally:
        engine.dispose()


def migration_of(url: str) -> str:
    """The migration that the database is at; empty for one without tables."""
    with engine_of(url) as engine, engine.connect() as connection:
        return ",".join(sorted(MigrationContext.configure(connection).get_current_heads()))


def is_empty(url: str) -> bool:
    """Whether nobody is in it: nothing is of worth before there is somebody who signs in. Not so if it is damaged."""
    try:
        with engine_of(url) as engine, engine.connect() as connection:
            if not inspect(connection).has_table("users"):
                return True
            return connection.execute(text("SELECT 1 FROM users LIMIT 1")).first() is None
    except DatabaseError:
        return False
