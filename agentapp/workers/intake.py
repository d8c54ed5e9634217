"""Thousands of people become workers at once: the rules and rows of `registration`, written by bulk statements."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.bulk import write
from agentapp.core.db import violated
from agentapp.core.period import Month
from agentapp.workers.cards import card_columns
from agentapp.workers.models import Card, Consent, Heir, Membership, Worker, WorkerEvent, WorkerEventKind
from agentapp.workers.numbers import take_numbers
from agentapp.workers.registration import (
    Admission,
    AlreadyRegistered,
    ConsentGiven,
    consent_columns,
    heir_columns,
    worker_columns,
)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody to be let in: the columns PERSON_FIELDS, heirs as `register` takes them, the first month.

    `payer_until`: the last month that the payer of `columns` pays, where there is one.
    """

    columns: Mapping[str, Any]
    heirs: Sequence[Mapping[str, str]]
    since: Month
    payer_until: Month | None = None


def register_many(
    session: Session,
    actor: User,
    people: Sequence[Newcomer],
    consent: ConsentGiven,
    admission: Admission,
) -> list[UUID]:
    """Make all of them workers with heirs, consent, membership number and card; their ids in order. Commits nothing.

    `actor` is who approved. Raises AlreadyRegistered if a standing worker has one of the NIKs: the session must then be
    rolled back. Raises NumbersExhausted.
    """
    if not people:
        return []
    ids = [uuid4() for _ in people]
    _write_workers(session, ids, people, admission)
    write(
        session,
        Heir.__table__,
        (row for key, person in zip(ids, people, strict=True) for row in _heirs(key, person)),
    )
    write(session, Consent.__table__, _consents(ids, people, consent))
    _write_memberships(session, ids, people, admission)
    write(session, WorkerEvent.__table__, _events(ids, actor, admission))
    return ids


def _write_workers(
    session: Session, ids: Sequence[UUID], people: Sequence[Newcomer], admission: Admission
) -> None:
    rows = (
        {"id": key, "payer_until": person.payer_until, **worker_columns(person.columns, admission)}
        for key, person in zip(ids, people, strict=True)
    )
    try:
        write(session, Worker.__table__, rows)
    except IntegrityError as error:
        if violated(error, "uq_workers_nik_hash_standing", "workers.nik_hash"):
            raise AlreadyRegistered from None
        raise


def _heirs(key: UUID, person: Newcomer) -> Iterator[dict[str, Any]]:
    for position, heir in enumerate(person.heirs, start=1):
        yield {"worker_id": key, **heir_columns(position, heir)}


def _consents(
    ids: Sequence[UUID], people: Sequence[Newcomer], given: ConsentGiven
) -> Iterator[dict[str, Any]]:
    for key, person in zip(ids, people, strict=True):
        yield {"id": uuid4(), **consent_columns(key, person.columns["village_code"], given)}


def _write_memberships(
    session: Session, ids: Sequence[UUID], people: Sequence[Newcomer], admission: Admission
) -> None:
    """The range is locked from here to the end of the transaction, so this comes late."""
    numbers = take_numbers(session, len(ids))
    write(
        session,
        Membership.__table__,
        (
            {"number": number, "tail": str(number)[-4:], "worker_id": key, "since": person.since}
            for number, key, person in zip(numbers, ids, people, strict=True)
        ),
    )
    write(
        session,
        Card.__table__,
        ({"id": uuid4(), **card_columns(number, admission.accepted_at)} for number in numbers),
    )


def _events(ids: Sequence[UUID], actor: User, admission: Admission) -> Iterator[dict[str, Any]]:
    for key in ids:
        for kind in (WorkerEventKind.REGISTERED, WorkerEventKind.CARD_ISSUED):
            yield {
                "id": uuid4(),
                "worker_id": key,
                "kind": kind,
                "by_id": actor.id,
                "at": admission.accepted_at,
                "note": "",
            }
