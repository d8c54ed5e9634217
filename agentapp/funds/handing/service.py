"""Ticks on the list of cards to hand over."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.core.db import transaction
from agentapp.core.errors import NotFound
from agentapp.funds.handing.listing import of_agent
from agentapp.funds.handing.models import HandOut, Outcome
from agentapp.funds.places import FundPlace, PlaceState
from agentapp.workers.models import Worker


def tick(actor: User, place_ids: Iterable[UUID], outcome: Outcome) -> int:
    """Note what became of these cards of the agent's own people. How many changed; the others stay as they were."""
    wanted = set(place_ids)
    with transaction() as session:
        changing = [
            line.place_id
            for line in of_agent(session, actor)
            if line.place_id in wanted and line.outcome != outcome
        ]
        session.add_all([_tick(place_id, outcome, actor) for place_id in changing])
    return len(changing)


def take_back(actor: User, place_id: UUID) -> None:
    """A tick was a mistake: the card waits again. Raises NotFound for a place that is not of the agent's people."""
    with transaction() as session:
        own = (
            select(FundPlace.id)
            .join(FundPlace.worker)
            .where(FundPlace.id == place_id, FundPlace.state == PlaceState.HELD, Worker.agent_id == actor.id)
        )
        if session.scalar(own) is None:
            raise NotFound
        session.add(_tick(place_id, Outcome.PENDING, actor))


def _tick(place_id: UUID, outcome: Outcome, actor: User) -> HandOut:
    return HandOut(place_id=place_id, outcome=outcome, by_id=actor.id, at=now())
