"""What happened, in order: where a phone has read to, and one thing that it is told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

from sqlalchemy import Select, tuple_

from agentapp.core.clock import now, parse_moment

PAGE = 200
AFTER_RESTORE = timedelta(days=30)
FIRST = UUID(int=0)
_BEGINNING = parse_moment("2000-01-01")


@dataclass(frozen=True, slots=True)
class Cursor:
    """All before (`at`, `key`) was read, in this `life` of the server."""

    at: datetime
    key: UUID

    @classmethod
    def read(cls, text: str, life_now: UUID) -> Self:
        """From the beginning where there is none or it is broken: twice is better than never."""
        try:
            told, at, key = text.split("~")
            found = cls(parse_moment(at), UUID(key))
        except ValueError:
            return cls(_BEGINNING, FIRST)
        if told != life_now.hex:
            return cls(min(found.at, now()) - AFTER_RESTORE, FIRST)
        return found

    def write(self, life_now: UUID) -> str:
        return f"{life_now.hex}~{self.at.strftime('%Y-%m-%dT%H:%M:%S.%fZ')}~{self.key.hex}"

    def page(self, query: Any, at: Any, key: Any) -> Select[*tuple[Any, ...]]:
        """What comes after it, one more than a page; `at` and `key` are columns of the query."""
        later: Select[*tuple[Any, ...]]
        later = query.where(at >= self.at, tuple_(at, key) > (self.at, self.key))
        return later.order_by(at, key).limit(PAGE + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing that happened. `own`: in the reader's care or authorship; else only that it arrived.

    `enrolment_id` and `number` are None, `quarantine_id` is set, where a held sending was decided; `draft_id`: what it
    became, to be corrected by the reader.
    """

    at: datetime
    key: UUID
    submission_id: UUID
    enrolment_id: UUID | None
    number: str | None
    received_at: datetime
    state: str
    own: bool
    reason: str | None = None
    note: str | None = None
    quarantine_id: UUID | None = None
    draft_id: UUID | None = None
