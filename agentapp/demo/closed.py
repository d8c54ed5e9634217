"""Applications that do not wait: returned, rejected, taken back; and what agents have not sent yet."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from agentapp.demo.approvals import open_dossier
from agentapp.demo.chance import Chance
from agentapp.demo.dossiers import Dossier
from agentapp.demo.posts import SOLOK
from agentapp.demo.residents import Resident
from agentapp.demo.returns import COMPLAINTS, REFUSALS, Complaint
from agentapp.demo.sijunjung import agent_of, allotments
from agentapp.demo.stage import Stage
from agentapp.enrolment.models import ReturnReason
from agentapp.enrolment.unsent import Draft
from agentapp.programmes.kinds import Payer
from agentapp.review.models import ReviewEvent, ReviewEventKind

LOOKED_AT_FOR = timedelta(minutes=3)
FIRST_FIELDS = ("nik", "name", "birth_place", "birth_date", "sex")
MORE_FIELDS = (*FIRST_FIELDS, "mother_name", "phone", "village_code", "address", "occupation", "work_place")


def close_some(stage: Stage, chance: Chance) -> None:
    """Those of the 1.333 who were returned, rejected, or took it back."""
    for allotment in allotments():
        code = allotment.district_code
        for place in range(allotment.returned):
            complaint = COMPLAINTS[place % len(COMPLAINTS)]
            _returned(stage, chance, agent_of(code), stage.populace.villager(code), complaint)
        for _ in range(allotment.rejected):
            _rejected(stage, chance, agent_of(code), stage.populace.villager(code))
        for _ in range(allotment.withdrawn):
            dossier = _sent(
                stage, chance, agent_of(code), stage.populace.villager(code), chance.randint(10, 120)
            )
            dossier.withdraw(dossier.moves[-1]["at"] + timedelta(hours=2))
            dossier.file(stage.rows)


def _returned(stage: Stage, chance: Chance, agent: str, resident: Resident, complaint: Complaint) -> None:
    dossier = _sent(stage, chance, agent, resident, chance.randint(6, 13))
    readable = complaint.reason != ReturnReason.PHOTO_UNREADABLE
    card = stage.pictures.card(resident, readable=readable)
    dossier.answers = replace(dossier.answers, ktp_photo=card)
    by, at = _looked_at(stage, chance, dossier)
    dossier.send_back(by, at, complaint.reason, complaint.note, complaint.notes)
    dossier.file(stage.rows)


def _rejected(stage: Stage, chance: Chance, agent: str, resident: Resident) -> None:
    dossier = _sent(stage, chance, agent, resident, chance.randint(15, 250))
    refusal = chance.choice(REFUSALS)
    by, at = _looked_at(stage, chance, dossier)
    dossier.reject(by, at, refusal.reason, refusal.note)
    dossier.file(stage.rows)


def _sent(stage: Stage, chance: Chance, agent: str, resident: Resident, days_ago: int) -> Dossier:
    day = stage.timeline.today - timedelta(days=days_ago)
    captured_at = stage.timeline.in_the_field(chance, day, day)
    dossier = open_dossier(stage, chance, agent, resident, stage.apbd, captured_at)
    dossier.submit(captured_at + timedelta(minutes=5))
    return dossier


def _looked_at(stage: Stage, chance: Chance, dossier: Dossier) -> tuple[UUID, datetime]:
    """A supervisor opened the case; who it was, and when they decided."""
    by = stage.supervisor(chance, SOLOK)
    at = stage.timeline.in_the_office(chance, dossier.moves[-1]["at"])
    stage.rows.add(
        ReviewEvent,
        id=chance.uuid(),
        enrolment_id=dossier.id,
        kind=ReviewEventKind.CLAIMED,
        by_id=by,
        at=at - LOOKED_AT_FOR,
        note=None,
    )
    return by, at


def leave_drafts(stage: Stage, chance: Chance) -> None:
    """What agents began to type, some of it almost complete."""
    for agent, code, names, hours in (
        ("agen@demo.id", "13.03.06", FIRST_FIELDS, 0.4),
        ("agen@demo.id", "13.03.06", MORE_FIELDS, 3.0),
        ("agen@demo.id", "13.03.06", MORE_FIELDS, 27.0),
        ("agen2@demo.id", "13.03.04", FIRST_FIELDS, 5.0),
    ):
        at = (stage.timeline.now - timedelta(hours=hours)).replace(microsecond=0)
        resident = stage.populace.villager(code)
        answers = open_dossier(stage, chance, agent, resident, stage.apbd, at).answers
        texts = answers.as_texts()
        stage.rows.add(
            Draft,
            id=chance.uuid(),
            submission_id=answers.submission_id,
            agent_id=stage.person(agent),
            content={name: texts[name] for name in names}
            | {"payer": Payer.FUND.value, "fund_code": answers.payer_code},
            ktp_photo=stage.pictures.card(resident) if names is MORE_FIELDS else None,
            person_photo=None,
            created_at=at - timedelta(minutes=6),
            updated_at=at,
        )
