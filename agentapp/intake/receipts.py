"""Receipts: one an application, signed, the same for ever."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.db import sessions, transaction
from agentapp.enrolment.models import Enrolment, EnrolmentMove
from agentapp.intake.models import Receipt, ToCorrect
from agentapp.intake.signing import RECEIPT, Signer


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What a receipt says of an application."""

    submission_id: UUID
    enrolment_id: UUID
    number: str
    received_at: datetime
    digest: str

    def facts(self) -> Mapping[str, Any]:
        return {
            "submission_id": str(self.submission_id),
            "enrolment_id": str(self.enrolment_id),
            "number": self.number,
            "received_at": self.received_at.isoformat(),
            "digest": self.digest,
        }


def write(session: Session, signer: Signer, sender: User, sent_digest: str, arrival: Arrival) -> str:
    """The receipt of an application that has none; what the phone is told. Commits nothing."""
    facts = arrival.facts()
    answer = json.dumps({**facts, "receipt": signer.sign(RECEIPT, facts)})
    session.add(
        Receipt(
            submission_id=arrival.submission_id,
            enrolment_id=arrival.enrolment_id,
            sent_by_id=sender.id,
            sent_digest=sent_digest,
            digest=arrival.digest,
            answer=answer,
            at=arrival.received_at,
        )
    )
    return answer


def answer_of(session: Session, submission_id: UUID) -> str | None:
    return session.scalar(select(Receipt.answer).where(Receipt.submission_id == submission_id))


def answer_to_same(session: Session, submission_id: UUID, sent_digest: str) -> str | None:
    """What the phone was told when exactly this came first."""
    asked = select(Receipt.answer).where(
        Receipt.submission_id == submission_id, Receipt.sent_digest == sent_digest
    )
    return session.scalar(asked)


def was_to_correct(session: Session, submission_id: UUID, sent_digest: str) -> bool:
    """Whether exactly this was refused by a rule and became a draft."""
    return session.get(ToCorrect, (submission_id, sent_digest)) is not None


def application_of(session: Session, submission_id: UUID) -> UUID | None:
    return session.scalar(select(Enrolment.id).where(Enrolment.submission_id == submission_id))


def issue(sender: User, sent_digest: str, submission_id: UUID) -> str:
    """What the phone is told of an application that came in another way: its receipt, written now if need be."""
    told = answer_of(sessions(), submission_id)
    if told is not None:
        return told
    signer = Signer.now()
    try:
        with transaction() as session:
            told = write(session, signer, sender, sent_digest, _arrival(session, submission_id))
            session.flush()
    except IntegrityError:  # another sending of the same was first
        told = answer_of(sessions(), submission_id)
        if told is None:
            raise
    return told


def _arrival(session: Session, submission_id: UUID) -> Arrival:
    first = (
        select(EnrolmentMove.digest, Enrolment.id, Enrolment.number, Enrolment.received_at)
        .join(Enrolment, Enrolment.id == EnrolmentMove.enrolment_id)
        .where(Enrolment.submission_id == submission_id, EnrolmentMove.digest.is_not(None))
        .order_by(EnrolmentMove.at)
        .limit(1)
    )
    digest, key, number, received_at = session.execute(first).one()
    return Arrival(
        submission_id=submission_id,
        enrolment_id=key,
        number=number,
        received_at=received_at,
        digest=digest or "",
    )
