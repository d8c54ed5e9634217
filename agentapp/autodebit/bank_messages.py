"""Notifications: kept as they came, answered at once, applied afterwards."""

import hashlib
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.autodebit.attempts import Attempt
from agentapp.autodebit.bank_words import BankMessage
from agentapp.autodebit.code_issuer import CodeAnswer, CodeFate
from agentapp.autodebit.code_outcome import apply_to_code
from agentapp.autodebit.codes import PaymentCode
from agentapp.autodebit.gateway import Answer, Gateway, Outcome
from agentapp.autodebit.locking import hold, hold_code
from agentapp.autodebit.outcome import Verdict, apply
from agentapp.autodebit.timing import Occasion
from agentapp.core.bulk import INSERTS
from agentapp.core.clock import now
from agentapp.core.db import look_afresh, transaction

LOOK_AGAIN = (Verdict.DIFFERENT_AMOUNT, Verdict.CONTRADICTS)
UNKNOWN_REFERENCE = "unknown_reference"


def receive(bank: Gateway, path: str, headers: Mapping[str, str], body: bytes) -> UUID | None:
    """Keep a notification whose signature holds; the same one again is the same. Raises BadNotification.

    The id of the row, None where it was there already.
    """
    told = bank.read_notification(path, headers, body)
    with transaction() as session:
        row = {
            "gateway": bank.code,
            "digest": hashlib.sha256(bank.code.encode() + b"\0" + body).hexdigest(),
            "received_at": now(),
            "body": body.decode(errors="backslashreplace"),
            "reference": told.reference[:64],
            "outcome": told.answer.outcome.value,
            "code": told.answer.code[:20],
            "amount": told.answer.amount,
            "verdict": "",
        }
        statement = INSERTS[session.get_bind().dialect.name](BankMessage).values(row)
        new: UUID | None = session.scalar(statement.on_conflict_do_nothing().returning(BankMessage.id))
        return new


def apply_waiting(occasion: Occasion) -> int:
    """Apply every notification that was not applied yet, in the order they came. How many."""
    unapplied = (
        select(BankMessage.id).where(BankMessage.applied_at.is_(None)).order_by(BankMessage.received_at)
    )
    keys = look_afresh().scalars(unapplied).all()
    for key in keys:
        apply_one(key, occasion)
    return len(keys)


def apply_one(message_id: UUID, occasion: Occasion) -> None:
    """Apply one notification; one applied before, or in somebody else's hands, is left alone."""
    with transaction() as session:
        found = select(BankMessage).where(BankMessage.id == message_id, BankMessage.applied_at.is_(None))
        message = session.scalar(found.with_for_update(skip_locked=True))
        if message is not None:
            message.verdict = _verdict(session, message, occasion)
            message.applied_at = now()


def _verdict(session: Session, message: BankMessage, occasion: Occasion) -> str:
    named = Attempt.reference == message.reference, Attempt.gateway == message.gateway
    attempt_id = session.scalar(select(Attempt.id).where(*named))
    attempt = hold(session, attempt_id) if attempt_id else None
    if attempt is None:
        return _verdict_on_code(session, message, occasion)
    answer = Answer(outcome=Outcome(message.outcome), code=message.code, amount=message.amount)
    verdict = apply(session, attempt, answer, occasion.moment)
    if verdict in LOOK_AGAIN and attempt.next_poll_at is not None:
        attempt.next_poll_at = occasion.moment
    return verdict.value


def _verdict_on_code(session: Session, message: BankMessage, occasion: Occasion) -> str:
    """A bank calls back about a code only when it was paid; whatever else it says, it is asked itself."""
    named = PaymentCode.reference == message.reference, PaymentCode.gateway == message.gateway
    code_id = session.scalar(select(PaymentCode.id).where(*named))
    code = hold_code(session, code_id) if code_id else None
    if code is None:
        return UNKNOWN_REFERENCE
    fate = CodeFate.PAID if message.outcome == Outcome.SUCCEEDED else CodeFate.UNKNOWN
    told = CodeAnswer(fate=fate, code=message.code, amount=message.amount)
    verdict = apply_to_code(session, code, told, occasion.moment)
    if verdict in (*LOOK_AGAIN, Verdict.UNKNOWN) and code.next_step_at is not None:
        code.next_step_at = occasion.moment
    return verdict.value
