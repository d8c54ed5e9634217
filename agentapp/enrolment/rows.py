"""Writes a new application with its history and flags: plain statements, since every enrolment waits for them."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from agentapp.enrolment.models import Enrolment, EnrolmentMove, EnrolmentState, Flag

_APPLICATION, _MOVE, _FLAG = (
    insert(cast(Table, model.__table__)) for model in (Enrolment, EnrolmentMove, Flag)
)
_TOLD = ("kind", "score", "detail", "other_enrolment_id", "other_worker_id")


def insert_application(
    session: Session, columns: Mapping[str, Any], flags: Sequence[Flag], digest: str
) -> None:
    """A submitted application of `columns`, its first move and its `flags`, which stay outside the session.

    Raises IntegrityError where the NIK waits already, or the submission is here.
    """
    connection = session.connection()
    connection.execute(
        _APPLICATION, {**columns, "state": EnrolmentState.SUBMITTED, "version": 1, "is_clean": not flags}
    )
    connection.execute(_MOVE, _first_move(columns, digest))
    for flag in flags:  # seldom more than one, and "executemany" costs more than it
        connection.execute(_FLAG, _flag_row(columns["id"], flag))


def _first_move(columns: Mapping[str, Any], digest: str) -> dict[str, Any]:
    return {
        "enrolment_id": columns["id"],
        "verb": "submit",
        "target": EnrolmentState.SUBMITTED,
        "by_id": columns["author_id"],
        "at": columns["received_at"],
        "digest": digest,
    }


def _flag_row(enrolment_id: UUID, flag: Flag) -> dict[str, Any]:
    return {"enrolment_id": enrolment_id, **{name: getattr(flag, name) for name in _TOLD}}
