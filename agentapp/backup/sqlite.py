"""SQLite: copied by its online backup interface, both ways, so that others may have the file open."""

import sqlite3
from contextlib import closing
from pathlib import Path

from agentapp.backup.refusals import Damaged
from agentapp.backup.store import engine_of
from agentapp.core.db import turn_of
from agentapp.intake.life import NewLife


class SqliteStore:
    """The file that `url` names."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def get_ready(self) -> None:
        """SQLite brings everything along."""

    def dump(self, to: Path) -> None:
        with closing(sqlite3.connect(self._file)) as ours, closing(sqlite3.connect(to)) as copy:
            ours.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, and none beside it
            _expect_sound(copy)

    def become(self, source: Path, life: NewLife) -> None:
        with closing(sqlite3.connect(source)) as staged:
            _expect_sound(staged)
        with engine_of(f"sqlite:///{source}") as engine, engine.begin() as connection:
            life.write(connection)
        self._clear_damaged()
        with (
            turn_of(str(self._file)),
            closing(sqlite3.connect(source)) as staged,
            closing(sqlite3.connect(self._file)) as ours,
        ):
            ours.execute("PRAGMA synchronous = FULL")
            staged.backup(ours)

    def _clear_damaged(self) -> None:
        """A file that is no database any more cannot take a copy: it steps aside."""
        try:
            with closing(sqlite3.connect(self._file)) as ours:
                ours.execute("PRAGMA schema_version")
        except sqlite3.DatabaseError:
            for end in ("", "-wal", "-shm"):
                path = self._file.with_name(self._file.name + end)
                if path.exists():
                    path.replace(path.with_name(f"{path.name}.damaged"))


def _expect_sound(copy: sqlite3.Connection) -> None:
    try:
        found = copy.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        raise Damaged from error
    if found != ("ok",):
        raise Damaged
