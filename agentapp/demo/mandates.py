"""Mandates at the simulated bank: at accounts of all its personas, given some days ago, and none debited yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from agentapp.autodebit import consent
from agentapp.autodebit.models import ConsentGiven, Mandate, MandateMove, MandateState
from agentapp.autodebit.simulator.keys import CODE
from agentapp.autodebit.simulator.personas import Persona, token_of
from agentapp.core.clock import JAKARTA
from agentapp.core.lifecycle import Lifecycle
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.demo.chance import Chance
from agentapp.demo.rows import Rows
from agentapp.demo.timeline import Timeline, at
from agentapp.places.registry import zone_of

ACTIVE = {
    Persona.LANCAR: 12,
    Persona.KOSONG: 6,
    Persona.LAMBAT: 5,
    Persona.GANDA: 5,
    Persona.TUTUP: 3,
    Persona.CABUT: 3,
    Persona.HILANG: 4,
    Persona.TARIK: 4,
}
OTHERS = (MandateState.PAUSED, MandateState.REVOKED, MandateState.FAILED)
"""Two of each, at accounts of Lancar."""

GIVEN_DAYS_AGO = (12, 8)
CHANGED_DAYS_AGO = 2
USUAL_DAYS = (5, 5, 5, 1, 10)
CAP_STEP = 10_000
CAP_TIMES = 2
"""A cap leaves room for a raise: it is twice what is owed now, rounded up."""

_BINDING = ("consent", "bind", "challenge", "activate")
VERBS = {
    MandateState.ACTIVE: _BINDING,
    MandateState.PAUSED: _BINDING,
    MandateState.REVOKED: _BINDING,
    MandateState.FAILED: ("consent", "bind", "fail"),
}
CHANGES = {MandateState.PAUSED: ("pause",), MandateState.REVOKED: ("revoke",)}
"""What was done since, CHANGED_DAYS_AGO."""

SERIALS = 10**12
_LIFE: Lifecycle[MandateState] = Mandate.lifecycle


@dataclass(frozen=True, slots=True, kw_only=True)
class Giver:
    """Who gives a mandate: a worker, or a sponsor by their code."""

    worker_id: UUID | None = None
    payer_id: UUID | None = None
    payer_code: str | None = None
    recorded_by: UUID
    village_code: str = ""

    @property
    def owes_as(self) -> UUID | str | None:
        """How their months name them."""
        return self.payer_code or self.worker_id


def fates() -> Iterator[tuple[Persona, MandateState]]:
    """What each worker's mandate is to become, in turn."""
    for state in OTHERS:
        yield from [(Persona.LANCAR, state)] * 2
    for persona, count in ACTIVE.items():
        yield from [(persona, MandateState.ACTIVE)] * count


class Notary:
    """Writes mandates down. `debit_by`: the latest day of the month on which they may be debited."""

    def __init__(self, rows: Rows, chance: Chance, timeline: Timeline, debit_by: int) -> None:
        self._rows = rows
        self._chance = chance
        self._timeline = timeline
        self._debit_by = debit_by
        self._accounts = 0

    def sign(self, giver: Giver, monthly: Rupiah, persona: Persona, state: MandateState) -> dict[str, Any]:
        """The row of a mandate that has come to `state`, with its history. `monthly`: what is owed a month now."""
        given_at = self._timeline.in_the_field(
            self._chance, *(self._timeline.today - timedelta(days=days) for days in GIVEN_DAYS_AGO)
        )
        self._accounts += 1
        account = persona.account(self._accounts)
        moments = dict(self._moments(state, given_at))
        row = self._rows.add(
            Mandate,
            id=self._chance.uuid(),
            serial=f"{self._chance.randrange(SERIALS):012d}",
            state=state,
            account_token=token_of(account) if "activate" in moments else None,
            account_tail=account[-4:],
            debit_day=min(self._chance.choice(USUAL_DAYS), self._debit_by),
            activated_at=moments.get("activate"),
            ended_at=moments.get("revoke") or moments.get("fail"),
            version=len(moments),
            cap=-(-monthly * CAP_TIMES // CAP_STEP) * CAP_STEP,
            **_agreed(giver, given_at),
        )
        self._keep_history(row, moments)
        return row

    def _moments(self, state: MandateState, given_at: datetime) -> Iterator[tuple[str, datetime]]:
        for place, verb in enumerate(VERBS[state]):
            yield verb, given_at + timedelta(seconds=40 * place)
        for verb in CHANGES.get(state, ()):
            yield verb, at(self._timeline.today - timedelta(days=CHANGED_DAYS_AGO), 10)

    def _keep_history(self, mandate: dict[str, Any], moments: dict[str, datetime]) -> None:
        state = MandateState.DRAFT
        for verb, moment in moments.items():
            source, state = state, _LIFE.after(verb, state)
            self._rows.add(
                MandateMove,
                id=self._chance.uuid(),
                mandate_id=mandate["id"],
                verb=verb,
                source=source,
                target=state,
                by_id=None if verb == "fail" else mandate["recorded_by_id"],
                at=moment,
                note="binding refused" if verb == "fail" else "",
            )


def _agreed(giver: Giver, given_at: datetime) -> dict[str, Any]:
    """What the giver agreed to."""
    return {
        "payer_id": giver.payer_id,
        "payer_code": giver.payer_code,
        "worker_id": giver.worker_id,
        "gateway": CODE,
        "challenge": None,
        "zone_name": str(zone_of(giver.village_code) if giver.village_code else JAKARTA),
        "first_month": Month.of(given_at.astimezone(JAKARTA).date()),
        "last_month": None,
        "consent_version": consent.CURRENT.version,
        "consent_language": "id",
        "consent_hash": consent.CURRENT.hash,
        "consent_given": ConsentGiven.AGENTS_PHONE if giver.worker_id else ConsentGiven.OWN_ACCOUNT,
        "consented_at": given_at,
        "recorded_by_id": giver.recorded_by,
        "created_at": given_at,
    }
