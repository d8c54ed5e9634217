"""The simulated bank's own book: an SQLite file that outlives the process. What was added is on the disk."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from agentapp.autodebit.simulator.behaviour import Status
from agentapp.autodebit.simulator.entry import Entry
from agentapp.autodebit.simulator.personas import account_of
from agentapp.core.clock import now
from agentapp.core.money import Rupiah

_TABLES = """
CREATE TABLE IF NOT EXISTS debits (
    number INTEGER PRIMARY KEY, reference TEXT NOT NULL UNIQUE, account TEXT NOT NULL, amount INTEGER NOT NULL,
    period TEXT NOT NULL, status TEXT NOT NULL, code TEXT NOT NULL, asked INTEGER NOT NULL DEFAULT 0,
    at TEXT NOT NULL, reversed_at TEXT
);
CREATE TABLE IF NOT EXISTS refunds (reference TEXT PRIMARY KEY, debit TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS bindings (number INTEGER PRIMARY KEY, account TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS dead_tokens (token TEXT PRIMARY KEY);
"""
_COLUMNS = "number, reference, account, amount, period, status, code, asked, at, reversed_at"


class Book:
    """One file, one connection, one at a time."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = RLock()
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 15000"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.executescript(_TABLES)

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def add(
        self, reference: str, account: str, amount: Rupiah, period: str, status: Status, code: str
    ) -> Entry | None:
        """Enter a debit; None, and nothing is done, where its reference has been here before."""
        with self.writing() as book:
            added = book.execute(
                "INSERT INTO debits (reference, account, amount, period, status, code, at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (reference, account, amount, period, status.value, code, now().isoformat()),
            )
            return self.find(reference) if added.rowcount else None

    def find(self, reference: str) -> Entry | None:
        found = self._select("WHERE reference = ?", reference)
        return found[0] if found else None

    def pending(self) -> Sequence[Entry]:
        return self._select("WHERE status = 'pending' ORDER BY number")

    def executed(self) -> Sequence[Entry]:
        """Every debit that took money, also what went back since."""
        return self._select("WHERE status IN ('settled', 'reversed') ORDER BY number")

    def ask(self, reference: str) -> None:
        """Count an inquiry."""
        with self.writing() as book:
            book.execute("UPDATE debits SET asked = asked + 1 WHERE reference = ?", (reference,))

    def settle(self, reference: str) -> Entry | None:
        """Execute a pending debit; None where it is not pending any more."""
        with self.writing() as book:
            done = book.execute(
                "UPDATE debits SET status = 'settled', at = ? WHERE reference = ? AND status = 'pending'",
                (now().isoformat(), reference),
            )
            return self.find(reference) if done.rowcount else None

    def reverse(self, reference: str) -> Entry | None:
        """Give the money back; None where there is none to give."""
        with self.writing() as book:
            done = book.execute(
                "UPDATE debits SET status = 'reversed', reversed_at = ?"
                " WHERE reference = ? AND status = 'settled'",
                (now().isoformat(), reference),
            )
            return self.find(reference) if done.rowcount else None

    def refund(self, reference: str, debit: str) -> Entry | None:
        """Reverse `debit` at our customer's word, once a `reference`; None where there is nothing to give back."""
        with self.writing() as book:
            entry = self.reverse(debit)
            if entry:
                book.execute("INSERT INTO refunds VALUES (?, ?, ?)", (reference, debit, now().isoformat()))
            return entry

    def has_refund(self, reference: str) -> bool:
        with self._lock:
            found = self._connection.execute("SELECT 1 FROM refunds WHERE reference = ?", (reference,))
            return found.fetchone() is not None

    def begin_binding(self, account: str) -> str:
        """The number under which the account's owner is asked for the one-time code."""
        with self.writing() as book:
            book.execute("INSERT INTO bindings (account) VALUES (?)", (account,))
            return str(book.execute("SELECT last_insert_rowid()").fetchone()[0])

    def binding(self, number: str) -> str | None:
        """The account of a binding that was begun."""
        with self._lock:
            found = self._connection.execute("SELECT account FROM bindings WHERE number = ?", (number,))
            row = found.fetchone()
            return row[0] if row else None

    def revive(self, token: str) -> None:
        with self.writing() as book:
            book.execute("DELETE FROM dead_tokens WHERE token = ?", (token,))

    def bury(self, token: str) -> None:
        with self.writing() as book:
            book.execute("INSERT INTO dead_tokens VALUES (?) ON CONFLICT DO NOTHING", (token,))

    def account(self, token: str) -> str | None:
        """The account of a token that was not given back."""
        with self._lock:
            dead = self._connection.execute("SELECT 1 FROM dead_tokens WHERE token = ?", (token,))
            return None if dead.fetchone() else account_of(token)

    def _select(self, clauses: str, *values: str) -> Sequence[Entry]:
        with self._lock:
            rows = self._connection.execute(f"SELECT {_COLUMNS} FROM debits {clauses}", values).fetchall()  # noqa: S608
        return [Entry(**{**row, "status": Status(row["status"])}) for row in map(dict, rows)]

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Everything in it is entered, or nothing; nobody else writes meanwhile."""
        """One transaction; inside another one, a part of it."""
        with self._lock:
            if self._connection.in_transaction:
                yield self._connection
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
