"""The cards that workers carry: issued, revoked, looked up by their token."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.workers.events import note_event
from agentapp.workers.models import Card, Membership, Worker, WorkerEventKind

TOKEN_BYTES = 16


def issue_card(session: Session, actor: User, worker: Worker) -> Card:
    """A card for the latest membership, with a token of 128 random bits; earlier cards are revoked."""
    revoke_cards(session, actor, worker)
    card = Card(**card_columns(worker.membership.number, now()))
    session.add(card)
    note_event(session, worker, WorkerEventKind.CARD_ISSUED, actor)
    session.flush()
    return card


def card_columns(membership_number: int, at: datetime) -> dict[str, Any]:
    """The columns of a new Card but its id, with a token that nobody guesses."""
    return {
        "token": secrets.token_urlsafe(TOKEN_BYTES),
        "membership_number": membership_number,
        "issued_at": at,
    }


def revoke_cards(session: Session, actor: User, worker: Worker) -> int:
    """Revoke every card of the worker that still stands. How many there were."""
    cards = standing_cards(session, worker)
    for card in cards:
        card.revoked_at = now()
        note_event(session, worker, WorkerEventKind.CARD_REVOKED, actor)
    session.flush()
    return len(cards)


def standing_cards(session: Session, worker: Worker) -> Sequence[Card]:
    """The cards of the worker that are not revoked, newest first."""
    return session.scalars(
        select(Card)
        .join(Membership)
        .where(Membership.worker_id == worker.id, Card.revoked_at.is_(None))
        .order_by(Card.issued_at.desc(), Card.id)
    ).all()
