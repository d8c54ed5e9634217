"""Whom the demo's sponsors carry: a sponsorship for each worker who came in under a sponsor's code."""

from datetime import datetime
from uuid import UUID

from agentapp.demo.chance import Chance
from agentapp.demo.participants import Participant
from agentapp.demo.stage import Stage
from agentapp.demo.supports import SPONSOR_CODES, Support
from agentapp.programmes.kinds import Payer, Programmes
from agentapp.sponsorship.models import Origin, Sponsorship, SponsorshipMove, SponsorshipState

_SPONSORS = {code: key for key, code in SPONSOR_CODES.items()}


def carry(
    stage: Stage,
    chance: Chance,
    support: Support,
    participant: Participant,
    programmes: Programmes,
    accepted: tuple[UUID, datetime],
) -> None:
    """The sponsor, where there is one, carries the participant from acceptance on (by whom, when)."""
    if support.payer != Payer.SPONSOR or support.code is None:
        return
    key = chance.uuid()
    stage.rows.add(
        Sponsorship,
        id=key,
        sponsor_id=stage.person(_SPONSORS[support.code]),
        worker_id=participant.id,
        origin=Origin.CODE,
        state=SponsorshipState.ACTIVE,
        first_month=participant.since,
        **dict.fromkeys(("programmes", "own_programmes"), programmes),
        began_at=accepted[1],
        version=1,
    )
    _begin(stage, chance, key, accepted)


def _begin(stage: Stage, chance: Chance, key: UUID, accepted: tuple[UUID, datetime]) -> None:
    stage.rows.add(
        SponsorshipMove,
        id=chance.uuid(),
        sponsorship_id=key,
        verb="begin",
        source=None,
        target=SponsorshipState.ACTIVE,
        by_id=accepted[0],
        at=accepted[1],
    )
