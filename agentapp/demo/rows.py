"""Rows gathered by table, then written in one go, parents before children."""

from collections import defaultdict
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from agentapp.core.db import Base


class Rows:
    """Everything that shall be in the database. Rows of one table carry the same columns."""

    def __init__(self) -> None:
        self._by_table: dict[str, list[dict[str, Any]]] = defaultdict(list)

    def add(self, model: type[Base], **columns: Any) -> dict[str, Any]:
        """Gather one row; it may still be changed until it is written."""
        self._by_table[model.__tablename__].append(columns)
        return columns

    def of(self, model: type[Base]) -> list[dict[str, Any]]:
        """What was gathered for a table and is not written yet."""
        return self._by_table[model.__tablename__]

    def write(self, session: Session) -> None:
        """Insert what was gathered, table by table; gathers afresh from then on."""
        for table in Base.metadata.sorted_tables:
            rows = self._by_table.pop(table.name, [])
            if rows:
                session.execute(insert(table), rows)
