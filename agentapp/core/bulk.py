"""Many rows by one statement: what the two databases say differently."""

from typing import Any
from uuid import UUID

from sqlalchemy import Uuid
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement

INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
"""The INSERT that knows ON CONFLICT, by dialect."""


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
