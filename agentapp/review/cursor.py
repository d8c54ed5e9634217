"""Where a page of the queue begins: a place in it that stays the same while cases come and go."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from agentapp.core.clock import parse_moment


class InvalidCursor(ValueError):
    """A text that no page of ours gave out."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the queue: since when the case there waits, and its id."""

    waiting_since: datetime
    id: UUID

    @property
    def columns(self) -> dict[str, datetime | UUID]:
        """The place by the names of the columns that make it."""
        return {"waiting_since": self.waiting_since, "id": self.id}

    def __str__(self) -> str:
        """The text to put in a URL."""
        plain = f"{self.waiting_since.isoformat()}|{self.id.hex}"
        return urlsafe_b64encode(plain.encode()).rstrip(b"=").decode()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str` wrote. Raises InvalidCursor."""
        try:
            plain = urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)).decode()
            moment, _, key = plain.partition("|")
            return cls(parse_moment(moment), UUID(key))
        except (Base64Error, ValueError) as error:
            raise InvalidCursor from error


class Side(StrEnum):
    """How a page lies to its cursor: it begins behind it, ends in front of it, or begins with it."""

    AFTER = "after"
    BEFORE = "before"
    FROM = "from"


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a page of the queue begins or ends."""

    side: Side
    cursor: Cursor

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self | None:
        """The edge that a query string names; None, for the first page, where it names none of ours."""
        for side in Side:
            if side in query:
                try:
                    return cls(side, Cursor.parse(query[side]))
                except InvalidCursor:
                    return None
        return None
