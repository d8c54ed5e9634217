"""Copies of the whole database, and the way back to one: what a restore from a backup does."""

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine

from agentapp.core.db import sessions
from tests.support.databases import PostgresqlDatabase, Rows, SqliteDatabase


@dataclass
class Copies:
    """One copy is kept, the latest."""

    database: SqliteDatabase | PostgresqlDatabase
    engine: Engine
    folder: Path
    rows: Rows = field(default_factory=dict)
    count: int = 0

    def take(self) -> None:
        sessions.commit()
        if isinstance(self.database, PostgresqlDatabase):
            self.rows = self.database.rows()
            return
        self.count += 1
        self.database.keep(self._file)

    def put_back(self) -> None:
        sessions.remove()
        if isinstance(self.database, PostgresqlDatabase):
            self.database.become(self.rows)
        else:
            self.database.become(self._file, self.engine)

    @property
    def _file(self) -> Path:
        return self.folder / f"copy-{self.count}.db"
