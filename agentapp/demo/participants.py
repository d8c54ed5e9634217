"""From an approved application to a worker with heirs, consent, membership and card."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from agentapp.core.encryption import keyed_hash
from agentapp.core.period import Month
from agentapp.demo.chance import Chance
from agentapp.demo.dossiers import Dossier
from agentapp.demo.rows import Rows
from agentapp.demo.timeline import month_at
from agentapp.enrolment.answers import Answers
from agentapp.enrolment.centres import DistrictCentre
from agentapp.enrolment.consent import PURPOSE
from agentapp.programmes.kinds import FundingKind
from agentapp.workers.models import (
    Card,
    Consent,
    Heir,
    HeirRelation,
    Membership,
    Worker,
    WorkerEvent,
    WorkerEventKind,
)
from agentapp.workers.person import PERSON_FIELDS


@dataclass(slots=True)
class Participant:
    """A worker let in: the key, the first month, and the row of the card in use."""

    id: UUID
    since: Month
    card: dict[str, Any]


class Register:
    """Lets people in. `numbers` are the membership numbers to give out, as the app takes them."""

    def __init__(self, rows: Rows, chance: Chance, numbers: Iterator[int]) -> None:
        self._rows = rows
        self._chance = chance
        self._numbers = numbers
        self._centres: dict[str, DistrictCentre] = {}

    def admit(self, dossier: Dossier, funding: FundingKind, by: UUID, at: datetime) -> Participant:
        """Make the person of the dossier a worker, accepted `at` by a supervisor."""
        key, answers = self._chance.uuid(), dossier.answers
        columns = answers.columns()
        self._rows.add(
            Worker,
            **{name: columns[name] for name in PERSON_FIELDS},
            id=key,
            agent_id=dossier.agent,
            branch_id=dossier.branch,
            funding=funding,
            accepted_at=at,
            withdrawn_at=None,
            payer_until=None,
        )
        self._add_heirs(key, answers)
        self._add_consent(key, answers, dossier.author)
        self._event(key, WorkerEventKind.REGISTERED, by, at)
        self._learn(answers)
        since = month_at(at, answers.village_code)
        return Participant(key, since, self._open_membership(key, since, by, at))

    def renew(self, participant: Participant, since: Month, by: UUID, at: datetime) -> None:
        """A new membership after the old one ended, with a card of its own."""
        self._event(participant.id, WorkerEventKind.MEMBERSHIP_RENEWED, by, at)
        participant.card["revoked_at"] = at
        self._event(participant.id, WorkerEventKind.CARD_REVOKED, by, at)
        participant.card = self._open_membership(participant.id, since, by, at)

    def pass_on(self, giver: UUID, taker: UUID, by: UUID, at: datetime) -> None:
        """The workers of an agent who leaves go to another."""
        for worker in self._rows.of(Worker):
            if worker["agent_id"] == giver:
                worker["agent_id"] = taker
                self._event(worker["id"], WorkerEventKind.AGENT_CHANGED, by, max(at, worker["accepted_at"]))

    def add_centres(self) -> None:
        """Where the accepted positions of each district lie on average."""
        for centre in self._centres.values():
            self._rows.add(
                DistrictCentre,
                district_code=centre.district_code,
                latitude=centre.latitude,
                longitude=centre.longitude,
                count=centre.count,
            )

    def _open_membership(self, worker_id: UUID, since: Month, by: UUID, at: datetime) -> dict[str, Any]:
        number = next(self._numbers)
        self._rows.add(
            Membership,
            number=number,
            tail=str(number)[-4:],
            worker_id=worker_id,
            since=since,
            voided_at=None,
        )
        self._event(worker_id, WorkerEventKind.CARD_ISSUED, by, at)
        return self._rows.add(
            Card,
            id=self._chance.uuid(),
            token=_token(number),
            membership_number=number,
            issued_at=at,
            revoked_at=None,
        )

    def _add_heirs(self, worker_id: UUID, answers: Answers) -> None:
        for position, heir in enumerate(answers.heirs, start=1):
            facts = asdict(heir) | {"relation": HeirRelation(heir.relation)}
            self._rows.add(Heir, worker_id=worker_id, position=position, **facts)

    def _add_consent(self, worker_id: UUID, answers: Answers, recorded_by: UUID) -> None:
        self._rows.add(
            Consent,
            id=self._chance.uuid(),
            worker_id=worker_id,
            purpose=PURPOSE,
            text_version=answers.consent_version,
            language=answers.consent_language,
            given_at=answers.consented_at,
            village_code=answers.village_code,
            latitude=answers.position and answers.position.latitude,
            longitude=answers.position and answers.position.longitude,
            recorded_by_id=recorded_by,
        )

    def _event(self, worker_id: UUID, kind: WorkerEventKind, by: UUID, at: datetime) -> None:
        self._rows.add(
            WorkerEvent, id=self._chance.uuid(), worker_id=worker_id, kind=kind, by_id=by, at=at, note=""
        )

    def _learn(self, answers: Answers) -> None:
        if answers.position is None:
            return
        code = answers.village_code[:8]
        if code not in self._centres:
            self._centres[code] = DistrictCentre(district_code=code, latitude=0.0, longitude=0.0, count=0)
        self._centres[code].take(answers.position.latitude, answers.position.longitude)


def _token(number: int) -> str:
    """A card's token: only who has this installation's keys can guess it, and it is the same each time."""
    return urlsafe_b64encode(keyed_hash(str(number), "demo_card")).decode().rstrip("=")
