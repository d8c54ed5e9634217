"""Notices on their way out: a row written with the work that it tells of, sent by a job after the commit.

A key is written once, so what is told twice goes once. Core knows no domain: what a notice is about is a short word of
its caller. Sending is `core.delivery`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, cast
from uuid import uuid4

from sqlalchemy import Table
from sqlalchemy.orm import Session

from agentapp.core.bulk import INSERTS
from agentapp.core.clock import now
from agentapp.core.outbox_entry import EntryState, OutboxEntry, Way

A_STATEMENT = 1000
_ENTRIES = cast(Table, OutboxEntry.__table__)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where somebody is reached: a phone in E.164, an e-mail address, or both. Never printed."""

    phone: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if not (self.phone or self.email):
            raise ValueError("nobody can be told without a phone or an e-mail address")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is told to one person, once. `key`: what it tells and to whom, in at most 120 characters.

    `prefers`: the way to try first where both are known. `send_after`: not before then; at once unless told. Keys and
    kinds are not encrypted: they hold ids and numbers of receipts, nothing personal.
    """

    key: str
    kind: str
    to: Recipient
    language: str
    subject: str = field(repr=False)
    text: str = field(repr=False)
    prefers: Way = Way.PHONE
    send_after: datetime | None = None


def put(session: Session, notice: Notice) -> None:
    """Write a notice with the caller's transaction; one whose key is there already stays as it was."""
    put_many(session, [notice])


def put_many(session: Session, notices: Iterable[Notice]) -> int:
    """Write many, a thousand a statement, without the ORM; how many were new."""
    statement = INSERTS[session.get_bind().dialect.name](_ENTRIES).on_conflict_do_nothing()
    connection = session.connection()
    return sum(
        connection.execute(statement.execution_options(preserve_rowcount=True), rows).rowcount
        for rows in _pieces(notices)
    )


def _pieces(notices: Iterable[Notice]) -> Iterator[list[dict[str, Any]]]:
    moment, left = now(), iter(notices)
    while piece := [_row(notice, moment) for notice in islice(left, A_STATEMENT)]:
        yield piece


def _row(notice: Notice, moment: datetime) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "key": notice.key,
        "kind": notice.kind,
        "language": notice.language,
        "prefers": notice.prefers,
        "email": notice.to.email,
        "phone": notice.to.phone,
        "subject": notice.subject,
        "text": notice.text,
        "state": EntryState.WAITING,
        "attempts": 0,
        "put_at": moment,
        "send_after": notice.send_after or moment,
        "channel": "",
        "error": "",
    }
