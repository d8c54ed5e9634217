"""Fills a database with waiting cases, in bulk, as valid as if they had come one by one."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, text

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.core.db import sessions
from agentapp.core.encryption import keyed_hash
from agentapp.core.nik import Nik, Sex
from agentapp.enrolment.models import Enrolment, EnrolmentMove, EnrolmentState, Flag, FlagKind
from agentapp.places.registry import children
from agentapp.programmes.kinds import Ecosystem, Payer, Programmes, Sector
from agentapp.workers.names import name_key
from tests.factories import HEIR, born, full_name, make_nik

CHUNK = 2_000
FLAGGED_EVERY = 5
REGENCY = "13.03"


def seed_queue(agents: list[User], count: int) -> None:
    """`count` waiting applications of the agents' branch, half a minute apart; every fifth has a flag."""
    villages = [village.code for district in children(REGENCY) for village in children(district.code)]
    begun = now() - timedelta(seconds=30 * count)
    for start in range(0, count, CHUNK):
        numbers = range(start, min(start + CHUNK, count))
        rows = [_row(n, agents[n % len(agents)], villages[n % len(villages)], begun) for n in numbers]
        sessions().execute(insert(Enrolment), rows)
        sessions().execute(insert(EnrolmentMove), [_move(row) for row in rows])
        sessions().execute(insert(Flag), list(_flags(rows)))
        sessions().commit()
    sessions().execute(text("ANALYZE"))
    sessions().commit()
    sessions.remove()


def person(n: int, village: str) -> dict[str, Any]:
    """The columns of person `n`, who lives in `village`. Two people never share a NIK."""
    sex, birth, district = Sex.FEMALE if n % 2 else Sex.MALE, born(n), village[:8]
    nik: Nik = make_nik(n, birth, sex, district)
    phone = f"+62813{n:08d}"
    return {
        "nik": nik,
        "nik_hash": keyed_hash(nik.digits, "nik"),
        "nik_tail_hash": keyed_hash(nik.tail, "nik_tail"),
        "name": full_name(n),
        "name_key": name_key(full_name(n)),
        "birth_place": "Sijunjung",
        "birth_date": birth,
        "sex": sex,
        "mother_name": full_name(n * 7 + 3),
        "phone": phone,
        "phone_hash": keyed_hash(phone, "phone"),
        "email": None,
        "address": f"Jorong Koto, RT {n % 20:02d}",
        "village_code": village,
        "district_code": district,
    }


def _row(n: int, agent: User, village: str, begun: datetime) -> dict[str, Any]:
    sent = begun + timedelta(seconds=30 * n)
    return {
        **person(n, village),
        **_work(n),
        "id": uuid4(),
        "number": f"B{n:08d}",
        "submission_id": uuid4(),
        "agent_id": agent.id,
        "author_id": agent.id,
        "branch_id": agent.branch_id,
        "state": EnrolmentState.SUBMITTED,
        "version": 1,
        "form_version": "1",
        "heirs": [HEIR],
        "consent_version": "2026-11",
        "consent_language": "id",
        "contested": False,
        "is_clean": n % FLAGGED_EVERY != 0,
        **dict.fromkeys(
            ("captured_at", "consented_at", "received_at", "waiting_since"), sent.astimezone(UTC)
        ),
    }


def _work(n: int) -> dict[str, Any]:
    return {
        "occupation": ("Tukang ojek", "Petani", "Pedagang pasar", "Nelayan")[n % 4],
        "sector": Sector.OTHER if n % 4 else Sector.TRANSPORT,
        "ecosystem": list(Ecosystem)[n % len(Ecosystem)],
        "work_place": "Pasar Muaro",
        "monthly_income": 1_000_000,
        "programmes": Programmes.JKK_JKM,
        "months": 1,
        "payer": Payer.SELF,
        "payer_code": None,
    }


def _move(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "enrolment_id": row["id"],
        "verb": "submit",
        "source": None,
        "target": EnrolmentState.SUBMITTED,
        "by_id": row["agent_id"],
        "at": row["received_at"],
        "digest": "0" * 64,
    }


def _flags(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        if not row["is_clean"]:
            yield {"id": uuid4(), "enrolment_id": row["id"], "kind": FlagKind.NO_KTP_PHOTO}
