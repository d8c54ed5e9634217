"""The people an application may duplicate, for a look at both side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from agentapp.accounts.models import User
from agentapp.enrolment.models import Enrolment, EnrolmentState, Flag
from agentapp.review.comparison import Line, beside
from agentapp.workers.models import Worker


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """Somebody who may be the same person.

    `guarded`: of another branch, whose private fields stay hidden. `case_id` is the application to open, None
    where the reader may not; `worker_id` is set for somebody in the scheme, `state` for an application.
    """

    certain: bool
    score: int | None
    lines: list[Line]
    guarded: bool
    branch: str
    agent: str
    since: datetime
    state: EnrolmentState | None
    worker_id: UUID | None
    case_id: UUID | None
    has_photo: bool


def twins(session: Session, reader: User, enrolment: Enrolment) -> list[Twin]:
    """The other parties of the case's flags, surest first."""
    flags = sorted(enrolment.flags, key=lambda flag: -(flag.score or 0))
    found = [_twin(session, reader, enrolment, flag) for flag in flags]
    return [twin for twin in found if twin is not None]


def _twin(session: Session, reader: User, enrolment: Enrolment, flag: Flag) -> Twin | None:
    other = _other(session, flag)
    if other is None:
        return None
    guarded = other.branch_id != reader.branch_id
    worker = isinstance(other, Worker)
    case_id = _application_of(session, other) if isinstance(other, Worker) else other.id
    return Twin(
        certain=enrolment.nik_hash == other.nik_hash,
        score=flag.score,
        lines=beside(enrolment, other, guarded=guarded),
        guarded=guarded,
        branch=other.branch.name,
        agent=other.agent.name,
        since=other.accepted_at if isinstance(other, Worker) else other.received_at,
        state=None if isinstance(other, Worker) else other.state,
        worker_id=other.id if worker and not guarded else None,
        case_id=None if guarded else case_id,
        has_photo=bool(other.person_photo and case_id and not guarded),
    )


def _other(session: Session, flag: Flag) -> Worker | Enrolment | None:
    if flag.other_worker_id:
        return session.get(Worker, flag.other_worker_id, options=_people(Worker))
    if flag.other_enrolment_id:
        return session.get(Enrolment, flag.other_enrolment_id, options=_people(Enrolment))
    return None


def _people(model: type[Worker] | type[Enrolment]) -> Sequence[ORMOption]:
    return (joinedload(model.agent), joinedload(model.branch))


def _application_of(session: Session, worker: Worker) -> UUID | None:
    return session.scalar(select(Enrolment.id).where(Enrolment.worker_id == worker.id))
