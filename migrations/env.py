"""Alembic's environment: the database of the settings, one transaction for the whole upgrade."""

from alembic import context
from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator, TypeEngine

from agentapp.config import Settings
from agentapp.core.db import connect
from agentapp.metadata import compared, metadata


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Write our own column types as the plain ones they rest on: a migration imports no app code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        plain: TypeEngine[object] = item.impl_instance if hasattr(item, "impl_instance") else item.impl
        return f"sa.{plain!r}"
    return False


def run() -> None:
    """Migrate the connection that a test handed over, or the database of the settings."""
    given = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    settings = Settings.from_environment()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    engine = connect(settings.database_url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _leave_tables_to_be_rebuilt)
    with engine.begin() as connection:
        migrate(connection)
        _refuse_broken_keys(connection)
    engine.dispose()


def _leave_tables_to_be_rebuilt(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """SQLite alters a table by making it anew; foreign keys would empty or refuse it (its own 12 steps say so)."""
    connection.execute("PRAGMA foreign_keys = OFF")  # type: ignore[attr-defined]


def _refuse_broken_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise RuntimeError("a migration left rows that point at nothing; nothing was changed")


def migrate(connection: object) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_item=render_item,
        include_object=compared,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
