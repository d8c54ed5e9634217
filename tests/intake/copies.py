"""Copies of the whole database, and the way back to one: what a restore from a backup does."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, column, insert, table, text

from agentapp.core.db import sessions
from agentapp.metadata import metadata
from tests.support.databases import Database, SqliteDatabase

Rows = dict[str, list[dict[str, Any]]]


@dataclass
class Copies:
    """One copy is kept, the latest."""

    database: Database
    engine: Engine
    folder: Path
    rows: Rows = field(default_factory=dict)
    count: int = 0

    def take(self) -> None:
        sessions.commit()
        if isinstance(self.database, SqliteDatabase):
            self.count += 1
            self.database.keep(self._file)
            return
        with self.engine.connect() as connection:
            found = {
                each.name: connection.execute(text(f"SELECT * FROM {each.name}")).mappings().all()
                for each in metadata.sorted_tables
            }
        self.rows = {name: [dict(row) for row in rows] for name, rows in found.items() if rows}

    def put_back(self) -> None:
        sessions.remove()
        if isinstance(self.database, SqliteDatabase):
            self.database.become(self._file, self.engine)
            return
        self.database.clean(self.engine)
        with self.engine.begin() as connection:
            here = {name for name in self.rows if connection.execute(text(f"SELECT 1 FROM {name}")).first()}
            for name, rows in self.rows.items():
                if name not in here:  # what the migrations made is there again already
                    connection.execute(insert(table(name, *map(column, rows[0]))), rows)

    @property
    def _file(self) -> Path:
        return self.folder / f"copy-{self.count}.db"
