"""The server's `life`: an id that changes when the database went back in time, so that phones offer again.

The database and a file in DATA_DIR beat together. A database that beats behind its file is an older copy; so is one
without a file, for backups leave the file out.
"""

import json
import os
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, insert
from sqlalchemy.orm import Session

from agentapp.core.clock import now, parse_moment
from agentapp.core.db import only_one, sessions, transaction
from agentapp.intake.models import Life

FILE = "life.json"
_files: list[Path] = []


def use_file(path: Path) -> None:
    """Keep the beat of this installation in the file `path`."""
    _files[:] = [path]


def current() -> UUID:
    """The life that the server lives now."""
    row = sessions().get(Life, 1)
    return row.life if row is not None else keep_beating()


def keep_beating() -> UUID:
    """Beat once, and begin a new life where the database is older than its file. For a job, every minute."""
    with transaction() as session:
        known = session.get(Life, 1) is not None
        row, last = _row(session), _last_beat()
        if known and (last is None or row.beat < last):
            row.life = uuid4()
        row.beat = now()
        _write(_files[0], row.beat)
    return row.life


@dataclass(frozen=True, slots=True)
class NewLife:
    """What begins when the database is restored: part of what is restored, so that no phone can miss it."""

    id: UUID
    beat: datetime

    @classmethod
    def begin(cls) -> "NewLife":
        return cls(uuid4(), now())

    def write(self, connection: Connection) -> None:
        """Into a database. Commits nothing."""
        connection.execute(delete(Life))
        connection.execute(insert(Life).values(id=1, life=self.id, beat=self.beat))

    def as_sql(self, schema: str) -> str:
        """The same for PostgreSQL, as the lines of a script. Nothing in it comes from outside."""
        table, beat = f"{schema}{Life.__tablename__}", self.beat.isoformat()
        row = f"(id, life, beat) VALUES (1, '{self.id}', '{beat}')"
        return f"DELETE FROM {table};\nINSERT INTO {table} {row};\n"  # noqa: S608

    def note(self, path: Path) -> None:
        """Into the file of the installation, once its database has it."""
        _write(path, self.beat)


def _row(session: Session) -> Life:
    only_one(session, "intake life")
    row = session.get(Life, 1, with_for_update=True, populate_existing=True)
    if row is None:
        session.add(row := Life(id=1, life=uuid4(), beat=now()))
    return row


def _last_beat() -> datetime | None:
    """None where no file tells: this DATA_DIR is new, or came from a backup."""
    try:
        return parse_moment(json.loads(_files[0].read_text())["beat"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def _write(path: Path, beat: datetime) -> None:
    """Whole or not at all."""
    handle, working = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w") as file:
        json.dump({"beat": beat.isoformat()}, file)
    Path(working).replace(path)
