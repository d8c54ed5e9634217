"""The database: one declarative base, one session a thread, one way to write."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import Engine, MetaData, create_engine, event, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import DeclarativeBase, Session, scoped_session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from agentapp.core.columns import Moment, MonthColumn, as_json, from_json
from agentapp.core.period import Month

SQLITE_BUSY_MS = 15_000
PREPARED = 500
"""So many statements a connection to PostgreSQL keeps planned; with psycopg's own 100, ours push each other out."""


class Base(DeclarativeBase):
    """Every table. Constraint names follow one convention, so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Moment, Month: MonthColumn}


_POSTGRESQL: dict[str, Any] = {
    "pool_size": 8,
    "max_overflow": 8,
    "pool_pre_ping": False,
    "connect_args": {"options": "-c jit=off"},  # compiling a statement takes longer than any of ours runs
}

sessions = scoped_session(sessionmaker(expire_on_commit=False))


def connect(url: str) -> Engine:
    """Open the database at `url` and let all sessions use it. SQLite gets WAL, foreign keys and a busy timeout."""
    sqlite = url.startswith("sqlite")
    engine = create_engine(
        url, json_serializer=as_json, json_deserializer=from_json, **({} if sqlite else _POSTGRESQL)
    )
    if sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _prepare_postgresql)
    sessions.remove()
    sessions.configure(bind=engine)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {SQLITE_BUSY_MS}",
        "journal_mode = WAL",
        "foreign_keys = ON",
        "synchronous = FULL",
        "secure_delete = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _prepare_postgresql(connection: Any, _: ConnectionPoolEntry) -> None:
    connection.prepared_max = PREPARED


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("gendong_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


@contextmanager
def transaction() -> Iterator[Session]:
    """One unit of work: commits at the end, or rolls back and re-raises. Does not nest.

    On SQLite the write lock is taken at the start; what was read before (the person signed in) stays loaded.
    """
    session = sessions()
    if session.info.get("writing"):
        raise RuntimeError("transactions do not nest: pass the session on")
    session.info["writing"] = True
    try:
        with _turn_to_write(session):
            yield session
            session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("writing", None)


def let_go(error: BaseException | None = None) -> None:
    """At the end of a request: what it read is committed, and the thread's session is gone.

    A rollback would do as well, but then psycopg throws away all that it had prepared on the connection, and
    PostgreSQL plans everything anew. It is what happens after an `error`, or to changes that no `transaction` made.
    """
    if error is None and sessions.registry.has():
        session = sessions()
        if session.is_active and not (session.new or session.dirty or session.deleted):
            with suppress(DBAPIError):  # the connection was lost, after all had been read
                session.commit()
    sessions.remove()


def only_one(session: Session, work: str) -> None:
    """Wait until nobody else does this `work`, in any process, and keep others from it for the transaction."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(work))))


def look_afresh() -> Session:
    """The session, seeing what is committed by now: for jobs that read, let others write, and read again."""
    session = sessions()
    if session.info.get("writing"):
        raise RuntimeError("inside a transaction one reads by its session")
    session.commit()
    return session


@contextmanager
def _turn_to_write(session: Session) -> Iterator[None]:
    """On SQLite one writer at a time: threads and processes queue for a file lock of the kernel.

    SQLite alone would let them poll for its own lock with growing pauses, and some would wait for seconds.
    """
    bind = session.get_bind()
    if bind.dialect.name != "sqlite" or not bind.engine.url.database:
        yield
        return
    session.commit()
    with turn_of(bind.engine.url.database):
        session.connection(execution_options={"gendong_write": True})
        yield


@contextmanager
def turn_of(sqlite_file: str) -> Iterator[None]:
    """One's turn to write to an SQLite database."""
    with Path(f"{sqlite_file}-turn").open("ab") as turn:
        flock(turn, LOCK_EX)  # freed when the file is closed, also by a crash
        yield


def violated(error: IntegrityError, name: str, *columns: str) -> bool:
    """Whether the database refused a write by the constraint or unique index `name` on `columns` ("table.column").

    PostgreSQL tells the name, SQLite the columns. The text of the error holds the row's values: it goes nowhere else.
    """
    diagnostics = getattr(error.orig, "diag", None)
    if diagnostics is not None:
        return bool(diagnostics.constraint_name == name)
    text = str(error.orig)
    return name in text or (bool(columns) and text.endswith(": " + ", ".join(columns)))
