"""Writes everything encrypted or hashed anew with the newest key, a few rows at a time, while the app runs.

The app of that time knows both keys: it writes with the newest and looks up by the hashes of all, so a row
is found before and after its turn. What was interrupted is taken up by running it again: a row that is
current stays as it is. The triggers of append-only tables are off within each transaction that rewrites
them, and nowhere else.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    LargeBinary,
    MetaData,
    Row,
    Select,
    Table,
    bindparam,
    literal,
    select,
    text,
    tuple_,
    type_coerce,
    update,
)
from sqlalchemy.orm import Session

from agentapp.core.columns import EncryptedJson, EncryptedNik, EncryptedText, KeyedHash
from agentapp.core.db import sessions, transaction
from agentapp.core.encryption import Keyring
from agentapp.core.history import APPEND_ONLY

BATCH = 250
PASSES = 20
PAUSE = 0.5

Place = tuple[Any, ...]
Values = dict[str, bytes | None]


class RowsInUse(Exception):
    """Some rows stayed locked by others for all passes. Run it again."""


def rotate(metadata: MetaData, ring: Keyring) -> int:
    """Bring every row of every table under the newest key; how many rows were rewritten. Safe to run again.

    Raises UnknownKey where a value needs a key that the ring no longer has, RowsInUse.
    """
    tables = [_Rotation(table, ring) for table in metadata.sorted_tables]
    return sum(rotation.run() for rotation in tables if rotation.encrypted)


class _Rotation:
    """One table's turn."""

    def __init__(self, table: Table, ring: Keyring) -> None:
        self.table, self.ring = table, ring
        self.keys: list[Column[Any]] = list(table.primary_key)
        self.encrypted = _typed(table, (EncryptedText, EncryptedNik, EncryptedJson))
        self.hashed = _typed(table, (KeyedHash,))
        self.columns = [*self.encrypted, *self.hashed]

    def run(self) -> int:
        """Pass over the table until a pass finds every row current."""
        total = 0
        for _ in range(PASSES):
            rewritten, stale = self._one_pass()
            total += rewritten
            if not stale:
                return total
            if not rewritten:
                time.sleep(PAUSE)
        raise RowsInUse(self.table.name)

    def _one_pass(self) -> tuple[int, int]:
        """How many rows were rewritten, and how many had to be."""
        rewritten, stale, last = 0, 0, None
        while rows := self._read(last):
            places = [tuple(row[: len(self.keys)]) for row in rows if self._change(row)]
            if places:
                rewritten, stale = rewritten + self._rewrite(places), stale + len(places)
            last = tuple(rows[-1][: len(self.keys)])
        return rewritten, stale

    def _read(self, after: Place | None) -> Sequence[Row[Any]]:
        batch = self._rows().order_by(*self.keys).limit(BATCH)
        if after is not None:
            typed = [literal(value, column.type) for value, column in zip(after, self.keys, strict=True)]
            batch = batch.where(tuple_(*self.keys) > tuple_(*typed))
        rows = sessions().execute(batch).all()
        sessions().rollback()
        return rows

    def _rewrite(self, places: list[Place]) -> int:
        """Rewrite the rows at `places` that nobody else holds; how many."""
        with transaction() as session:
            here = self._rows().where(tuple_(*self.keys).in_(places)).with_for_update(skip_locked=True)
            changes = [change for row in session.execute(here) if (change := self._change(row))]
            if changes:
                with _history_open(session, self.table):
                    session.connection().execute(self._update(), changes)
        return len(changes)

    def _rows(self) -> Select[Any]:
        raw = [type_coerce(column, LargeBinary).label(column.name) for column in self.columns]
        return select(*self.keys, *raw)

    def _change(self, row: Row[Any]) -> dict[str, Any] | None:
        """The parameters that make `row` current; None where it is."""
        kept = {column.name: row._mapping[column.name] for column in self.columns}  # noqa: SLF001
        fresh = self._fresh(kept)
        if fresh == kept:
            return None
        keys = {f"key_{column.name}": row[index] for index, column in enumerate(self.keys)}
        return keys | {f"new_{name}": value for name, value in fresh.items()}

    def _fresh(self, kept: Values) -> Values:
        fresh, plain = dict(kept), dict[str, bytes]()
        for column in self.encrypted:
            stored, field = kept[column.name], column.type.field
            if stored is None:
                continue
            plain[column.name] = self.ring.decrypt(stored, field)
            if not stored.startswith(self.ring.newest_id):
                fresh[column.name] = self.ring.encrypt(plain[column.name], field)
        for column in self.hashed:
            kind = column.type
            if (
                kind.source in plain and kept[column.name] is not None
            ):  # who has no number has no hash of none
                fresh[column.name] = self.ring.hash(kind.part(plain[kind.source].decode()), kind.field)
        return fresh

    def _update(self) -> Any:
        here: list[ColumnElement[bool]] = [
            column == bindparam(f"key_{column.name}", type_=column.type) for column in self.keys
        ]
        fresh = {column.name: bindparam(f"new_{column.name}", type_=LargeBinary()) for column in self.columns}
        return update(self.table).where(*here).values(fresh)


def _typed(table: Table, kinds: tuple[type, ...]) -> Sequence[Any]:
    return [column for column in table.columns if isinstance(column.type, kinds)]


@contextmanager
def _history_open(session: Session, table: Table) -> Iterator[None]:
    """Let a table that only grows be changed, inside this transaction."""
    if table.name not in APPEND_ONLY:
        yield
    elif session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"ALTER TABLE {table.name} DISABLE TRIGGER USER"))
        yield
        session.execute(text(f"ALTER TABLE {table.name} ENABLE TRIGGER USER"))
    else:
        triggers = _sqlite_triggers(session, table)
        for name, _ in triggers:
            session.execute(text(f"DROP TRIGGER {name}"))
        yield
        for _, definition in triggers:
            session.connection().exec_driver_sql(definition)


def _sqlite_triggers(session: Session, table: Table) -> list[tuple[str, str]]:
    found = session.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"),
        {"table": table.name},
    )
    return [(row.name, row.sql) for row in found]
