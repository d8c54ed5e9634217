"""From an approved application to a worker with a membership and a card; and back, if the approval is undone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.core.db import violated
from agentapp.core.encryption import keyed_hashes
from agentapp.core.errors import N_, Conflict
from agentapp.core.period import Month
from agentapp.places.registry import zone_of
from agentapp.programmes.kinds import FundingKind
from agentapp.workers.cards import issue_card, revoke_cards
from agentapp.workers.events import note_event
from agentapp.workers.models import Consent, Heir, HeirRelation, Membership, Worker, WorkerEventKind
from agentapp.workers.numbers import take_number
from agentapp.workers.person import PERSON_FIELDS, PersonColumns


class AlreadyRegistered(Conflict):
    """Somebody in the scheme already has this NIK."""

    default = N_("Orang dengan NIK ini sudah terdaftar sebagai peserta.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven:
    """What was agreed to, when, where (degrees, if the phone told) and in which language; who recorded it."""

    purpose: str
    text_version: str
    language: str
    given_at: datetime
    latitude: float | None
    longitude: float | None
    recorded_by_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """How somebody is let in: whose portfolio and branch, where the money comes from, when it was approved."""

    agent_id: UUID
    branch_id: UUID
    funding: FundingKind
    accepted_at: datetime


def register(
    session: Session,
    actor: User,
    person: PersonColumns,
    heirs: Sequence[Mapping[str, str]],
    consent: ConsentGiven,
    admission: Admission,
) -> Worker:
    """Make `person` a worker with heirs, consent, a membership number and a card; flushed, not committed.

    `actor` is who approved. An heir has a "name", a "relation" (HeirRelation value) and a "phone" (E.164).
    Raises AlreadyRegistered if a standing worker has the NIK: the session must then be rolled back. Raises
    NumbersExhausted.
    """
    told = {name: getattr(person, name) for name in PERSON_FIELDS}
    worker = Worker(**worker_columns(told, admission))
    worker.heirs = [Heir(**heir_columns(position, heir)) for position, heir in enumerate(heirs, start=1)]
    _add(session, worker)
    session.add(Consent(**consent_columns(worker.id, worker.village_code, consent)))
    note_event(session, worker, WorkerEventKind.REGISTERED, actor, at=admission.accepted_at)
    open_membership(session, actor, worker, first_month(worker))
    return worker


def open_membership(session: Session, actor: User, worker: Worker, since: Month) -> Membership:
    """Give the worker a new number from `since` on and a card for it; the card before it is revoked."""
    membership = Membership(number=take_number(session), since=since)
    worker.memberships.append(membership)
    session.flush()
    issue_card(session, actor, worker)
    return membership


def withdraw(session: Session, actor: User, worker: Worker) -> None:
    """The approval was undone: the worker leaves the scheme, the numbers stay used, the cards are revoked."""
    worker.withdrawn_at = now()
    for membership in worker.memberships:
        membership.voided_at = worker.withdrawn_at
    revoke_cards(session, actor, worker)
    note_event(session, worker, WorkerEventKind.WITHDRAWN, actor)
    session.flush()


def first_month(worker: Worker) -> Month:
    """The month of acceptance in the worker's own time zone: the first one owed."""
    return Month.of(worker.accepted_at.astimezone(zone_of(worker.village_code)).date())


def worker_columns(person: Mapping[str, Any], admission: Admission) -> dict[str, Any]:
    """The columns of a Worker but its id: who somebody is (PERSON_FIELDS), and how they are let in."""
    return {
        **person,
        "agent_id": admission.agent_id,
        "branch_id": admission.branch_id,
        "funding": admission.funding,
        "accepted_at": admission.accepted_at,
    }


def heir_columns(position: int, heir: Mapping[str, str]) -> dict[str, Any]:
    """The columns of an Heir but whose: "name", "relation" and "phone" as told, at a position from 1."""
    return {
        "position": position,
        "name": heir["name"],
        "relation": HeirRelation(heir["relation"]),
        "phone": heir["phone"],
    }


def consent_columns(worker_id: UUID, village_code: str, given: ConsentGiven) -> dict[str, Any]:
    """The columns of a Consent but its id."""
    return {
        "worker_id": worker_id,
        "purpose": given.purpose,
        "text_version": given.text_version,
        "language": given.language,
        "given_at": given.given_at,
        "village_code": village_code,
        "latitude": given.latitude,
        "longitude": given.longitude,
        "recorded_by_id": given.recorded_by_id,
    }


def _add(session: Session, worker: Worker) -> None:
    """The unique index is the judge; while keys are rotated, it cannot see a hash under another key."""
    same = Worker.nik_hash.in_(keyed_hashes(worker.nik.digits, "nik"))
    if session.scalar(select(Worker.id).where(same, Worker.withdrawn_at.is_(None))) is not None:
        raise AlreadyRegistered
    session.add(worker)
    try:
        session.flush()
    except IntegrityError as error:
        if violated(error, "uq_workers_nik_hash_standing", "workers.nik_hash"):
            raise AlreadyRegistered from None
        raise
