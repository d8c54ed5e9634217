"""Has this person been registered before? Certain: the same NIK. Possible: the same birth date and similar names.

The birth date is the blocking key: an index leads to the few dozen people born that day, also among a million.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Uuid, and_, bindparam, literal, or_, select, union_all
from sqlalchemy.orm import Session

from agentapp.core.encryption import keyed_hashes
from agentapp.core.nik import Nik
from agentapp.enrolment.models import Enrolment, EnrolmentState, FlagKind
from agentapp.workers.models import Worker
from agentapp.workers.similarity import POSSIBLE, Sought

CERTAIN = 100
MOST_MATCHES = 5
Model = type[Worker] | type[Enrolment]
OPEN = (EnrolmentState.SUBMITTED, EnrolmentState.RETURNED)
_OPEN = or_(*(Enrolment.state == each for each in OPEN))  # an IN is written anew at every question


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


def _facts(model: Model, what: str, *more: Any) -> Any:
    return select(
        literal(what).label("what"),
        model.id,
        model.agent_id,
        model.village_code,
        model.nik_hash,
        model.name,
        model.mother_name,
    ).where(*more)


def _people(meets: Callable[[Model], Any]) -> tuple[Any, Any]:
    """Standing workers, and open applications, that `meets` picks."""
    others = Enrolment.id != bindparam("besides", type_=Uuid())
    return (
        _facts(Worker, "worker", Worker.withdrawn_at.is_(None), meets(Worker)),
        _facts(Enrolment, "enrolment", _OPEN, others, meets(Enrolment)),
    )


_BORN: BindParameter[date] = bindparam("born")
_NOBODY = UUID(int=0)


class _Statements:
    """Both questions, for a number of keys that a NIK may lie under; made once, for every enrolment asks them."""

    def __init__(self, keys: int) -> None:
        hashes: list[BindParameter[bytes]] = [bindparam(f"hash_{at}") for at in range(keys)]
        with_nik = _people(lambda model: or_(*(model.nik_hash == each for each in hashes)))
        born_that_day = _people(
            lambda model: and_(model.birth_date == _BORN, *(model.nik_hash != each for each in hashes))
        )
        self.same_nik = union_all(*with_nik)
        self.same_nik_or_day = union_all(*with_nik, *born_that_day)  # an OR would read all workers on SQLite


_statements = cache(_Statements)


def _asked(hashes: tuple[bytes, ...], besides: UUID | None = None) -> dict[str, Any]:
    return {"besides": besides or _NOBODY, **{f"hash_{at}": each for at, each in enumerate(hashes)}}


def same_nik(session: Session, nik: Nik) -> list[Match]:
    """Whoever already has this NIK."""
    hashes = keyed_hashes(nik.digits, "nik")
    rows = session.connection().execute(_statements(len(hashes)).same_nik, _asked(hashes))
    return [_match(row, FlagKind.SAME_NIK, CERTAIN) for row in rows]


def find_matches(session: Session, person: dict[str, Any], besides: UUID | None = None) -> list[Match]:
    """Who `person` (columns of an Enrolment) may already be, surest first; `besides` is an application to leave out."""
    hashes = keyed_hashes(person["nik"].digits, "nik")
    asked = {**_asked(hashes, besides), "born": person["birth_date"]}
    rows = session.connection().execute(_statements(len(hashes)).same_nik_or_day, asked)
    sought = Sought(person["name"], person["mother_name"])
    matches = filter(None, (_judge(row, hashes, sought) for row in rows))
    return sorted(matches, key=lambda match: -match.score)[:MOST_MATCHES]


def certain(matches: Iterable[Match]) -> list[Match]:
    return [match for match in matches if match.kind == FlagKind.SAME_NIK]


def _judge(row: Any, hashes: tuple[bytes, ...], sought: Sought) -> Match | None:
    if row.nik_hash in hashes:
        return _match(row, FlagKind.SAME_NIK, CERTAIN)
    score = sought.score(row.name, row.mother_name, least=POSSIBLE)
    return _match(row, FlagKind.SIMILAR_PERSON, score) if score >= POSSIBLE else None


def _match(row: Any, kind: FlagKind, score: int) -> Match:
    worker = row.what == "worker"
    return Match(
        kind, score, row.agent_id, row.village_code, row.id if worker else None, None if worker else row.id
    )
