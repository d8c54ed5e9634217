"""What a card shows: to anybody who scans it, to its worker's agent, and on paper."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from agentapp.accounts.models import User
from agentapp.contributions.protection import Protection
from agentapp.contributions.scope import find_worker, in_scope
from agentapp.contributions.standing import standing
from agentapp.core.errors import NotFound
from agentapp.workers.cards import standing_cards
from agentapp.workers.models import Card, Membership, Worker

TOKEN = re.compile(r"[A-Za-z0-9_-]{1,32}")


@dataclass(frozen=True, slots=True)
class PublicCard:
    """What a stranger sees of a valid card: first name, last four of the number, and the protection."""

    first_name: str
    tail: str
    protection: Protection


@dataclass(frozen=True, slots=True)
class OwnCard:
    """A worker and the card that is valid now, if there is one."""

    worker: Worker
    card: Card | None
    protection: Protection


def read_public_card(session: Session, token: str) -> PublicCard | None:
    """The card with this token; None if it was revoked. Raises NotFound for an unknown token."""
    if not TOKEN.fullmatch(token):
        raise NotFound
    card = session.scalar(
        select(Card)
        .where(Card.token == token)
        .options(joinedload(Card.membership).joinedload(Membership.worker))
    )
    if card is None:
        raise NotFound
    if card.revoked_at is not None:
        return None
    worker = card.membership.worker
    return PublicCard(worker.first_name, card.membership.tail, standing(session, worker).protection)


def read_own_card(session: Session, actor: User, worker_id: UUID) -> OwnCard:
    """The card of a worker of the actor. Raises NotFound."""
    worker = find_worker(session, actor, worker_id)
    card = next(iter(standing_cards(session, worker)), None)
    return OwnCard(worker, card, standing(session, worker).protection)


def cards_to_print(session: Session, actor: User, worker_ids: Sequence[UUID]) -> Sequence[Card]:
    """The valid cards of those workers that the actor may see, by name."""
    return session.scalars(
        select(Card)
        .join(Card.membership)
        .join(Membership.worker)
        .where(
            Worker.id.in_(worker_ids),
            Worker.withdrawn_at.is_(None),
            in_scope(actor),
            Card.revoked_at.is_(None),
        )
        .order_by(Worker.name_key, Worker.id)
        .options(joinedload(Card.membership).joinedload(Membership.worker))
    ).all()
