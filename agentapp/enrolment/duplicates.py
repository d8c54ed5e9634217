"""Has this person been registered before? Certain: the same NIK. Possible: the same birth date and similar names.

The birth date is the blocking key: an index leads to the few dozen people born that day, also among a million.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import literal, or_, select, union_all
from sqlalchemy.orm import Session

from agentapp.core.encryption import keyed_hashes
from agentapp.core.nik import Nik
from agentapp.enrolment.models import Enrolment, EnrolmentState, FlagKind
from agentapp.workers.models import Worker
from agentapp.workers.similarity import POSSIBLE, same_person_score

CERTAIN = 100
MOST_MATCHES = 5
OPEN = (EnrolmentState.SUBMITTED, EnrolmentState.RETURNED)


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody who is (`kind` SAME_NIK), or may be, the same person, with a score of 0–100.

    Exactly one of `worker_id` and `enrolment_id` is set.
    """

    kind: FlagKind
    score: int
    agent_id: UUID
    village_code: str
    worker_id: UUID | None
    enrolment_id: UUID | None


def _facts(model: type[Worker] | type[Enrolment], what: str) -> Any:
    return select(
        literal(what).label("what"),
        model.id,
        model.agent_id,
        model.village_code,
        model.nik,
        model.name,
        model.mother_name,
    )


def _candidates(nik: Nik, born: date | None, besides: UUID | None) -> Any:
    """Standing workers and open applications with this NIK, or born on this day."""
    hashes = keyed_hashes(nik.digits, "nik")

    def meets(model: type[Worker] | type[Enrolment]) -> Any:
        same = model.nik_hash.in_(hashes)
        return or_(same, model.birth_date == born) if born else same

    workers = _facts(Worker, "worker").where(Worker.withdrawn_at.is_(None), meets(Worker))
    open_ones = _facts(Enrolment, "enrolment").where(Enrolment.state.in_(OPEN), meets(Enrolment))
    return union_all(workers, open_ones.where(Enrolment.id != besides) if besides else open_ones)


def same_nik(session: Session, nik: Nik) -> list[Match]:
    """Whoever already has this NIK."""
    return [_match(row, FlagKind.SAME_NIK, CERTAIN) for row in session.execute(_candidates(nik, None, None))]


def find_matches(session: Session, person: dict[str, Any], besides: UUID | None = None) -> list[Match]:
    """Who `person` (columns of an Enrolment) may already be, surest first; `besides` is an application to leave out."""
    rows = session.execute(_candidates(person["nik"], person["birth_date"], besides))
    matches = filter(None, (_judge(row, person) for row in rows))
    return sorted(matches, key=lambda match: -match.score)[:MOST_MATCHES]


def certain(matches: Iterable[Match]) -> list[Match]:
    return [match for match in matches if match.kind == FlagKind.SAME_NIK]


def _judge(row: Any, person: dict[str, Any]) -> Match | None:
    if row.nik == person["nik"]:
        return _match(row, FlagKind.SAME_NIK, CERTAIN)
    score = same_person_score(person["name"], person["mother_name"], row.name, row.mother_name)
    return _match(row, FlagKind.SIMILAR_PERSON, score) if score >= POSSIBLE else None


def _match(row: Any, kind: FlagKind, score: int) -> Match:
    worker = row.what == "worker"
    return Match(
        kind, score, row.agent_id, row.village_code, row.id if worker else None, None if worker else row.id
    )
