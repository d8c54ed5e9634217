"""Many rows by one statement: what the two databases say differently."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any
from uuid import UUID

import psycopg
import psycopg.sql
from sqlalchemy import Dialect, FromClause, LargeBinary, Table, TypeDecorator, Uuid, insert, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import FunctionElement
from sqlalchemy.types import TypeEngine

INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
"""The INSERT that knows ON CONFLICT, by dialect."""

Row = Mapping[str, Any]
Turn = Callable[[Any], Any]


class NewId(FunctionElement[UUID]):
    """A random key made by the database, one a row."""

    inherit_cache = True
    type = Uuid()


@compiles(NewId, "postgresql")
def _postgresql_id(_element: Any, _compiler: Any, **_options: Any) -> str:
    return "gen_random_uuid()"


@compiles(NewId, "sqlite")
def _sqlite_id(_element: Any, _compiler: Any, **_options: Any) -> str:
    return "lower(hex(randomblob(16)))"


def count_anew(session: Session, table: FromClause) -> None:
    """Let PostgreSQL know how many rows there are by now: after a COPY it plans joins as if there were none."""
    assert isinstance(table, Table)
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"ANALYZE {table.name}"))


def write(session: Session, table: FromClause, rows: Iterable[Row]) -> int:
    """Add rows, all of the columns that the first has: by COPY on PostgreSQL, by one INSERT on SQLite. How many.

    Values are those that the columns' types take; defaults of the models are the caller's to give. Commits nothing.
    Raises IntegrityError, whose text holds values of the rows: `core.db.violated` reads it, nothing else may.
    """
    assert isinstance(table, Table)
    if session.get_bind().dialect.name == "postgresql":
        return _copy(session, table, iter(rows))
    kept = list(rows)
    if kept:
        session.connection().execute(insert(table), kept)
    return len(kept)


def _copy(session: Session, table: Table, rows: Iterator[Row]) -> int:
    first = next(rows, None)
    if first is None:
        return 0
    connection = session.connection()
    turns = list(_turns(table, first, connection.dialect))
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    count = 0
    try:
        with driver.cursor() as cursor, cursor.copy(_statement(table, first)) as copy:
            for count, row in enumerate(chain((first,), rows), 1):  # noqa: B007 - how many, after the loop
                values = list(row.values())
                for place, turn in turns:
                    values[place] = turn(values[place])
                copy.write_row(values)
    except psycopg.IntegrityError as error:
        raise IntegrityError(None, None, error) from None
    return count


def _turns(table: Table, names: Iterable[str], dialect: Dialect) -> Iterator[tuple[int, Turn]]:
    """Where in a row a value has to be made one that the driver takes, and how. Most are taken as they are."""
    for place, name in enumerate(names):
        kind = table.c[name].type.dialect_impl(dialect)
        turn = _into_bytes(kind, dialect) if _is_bytes(kind) else kind.bind_processor(dialect)
        if turn is not None:
            yield place, turn


def _is_bytes(kind: TypeEngine[Any]) -> bool:
    return isinstance(kind.impl_instance if isinstance(kind, TypeDecorator) else kind, LargeBinary)


def _into_bytes(kind: TypeEngine[Any], dialect: Dialect) -> Turn | None:
    """Plain bytes: COPY takes them as they are, and twice as fast as in what other statements wrap them in."""
    if (
        isinstance(kind, TypeDecorator)
        and type(kind).process_bind_param is not TypeDecorator.process_bind_param
    ):
        return lambda value: kind.process_bind_param(value, dialect)
    return None


def _statement(table: Table, columns: Iterable[str]) -> psycopg.sql.Composed:
    named = psycopg.sql.SQL(", ").join(map(psycopg.sql.Identifier, columns))
    return psycopg.sql.SQL("COPY {} ({}) FROM STDIN").format(psycopg.sql.Identifier(table.name), named)
