"""What payers are told of debits: before one, when one was taken or refused, and when the bank gave money back."""

from datetime import date
from typing import Protocol

from sqlalchemy.orm import Session

from agentapp.autodebit.attempts import Attempt
from agentapp.autodebit.models import Mandate
from agentapp.autodebit.wording import (
    Wording,
    debit_ahead_words,
    debit_refused_words,
    debit_taken_words,
    given_back_words,
)
from agentapp.core import outbox
from agentapp.core.money import Rupiah
from agentapp.core.outbox import Notice, Recipient
from agentapp.core.period import Month


class DebitToCome(Protocol):
    """What a notice needs of a debit: an attempt, or a row with its columns."""

    reference: str
    month: Month
    amount: Rupiah
    scheduled_on: date


def debit_ahead(debit: DebitToCome, language: str, to: Recipient) -> Notice:
    """When how much will be taken: once an attempt."""
    words = debit_ahead_words(debit.month, debit.amount, debit.scheduled_on, language)
    return _notice("debit_ahead", debit.reference, language, to, words)


def taken(session: Session, attempt: Attempt, amount: Rupiah, people: int) -> None:
    """To a sponsor: that so many people's month was paid. A worker who pays alone gets the receipt instead."""
    if attempt.mandate.payer is not None:
        language = attempt.mandate.consent_language
        _put(session, attempt, "debit_taken", debit_taken_words(attempt.month, amount, people, language))


def refused(session: Session, attempt: Attempt, next_try: date | None) -> None:
    """That nothing was taken, and what happens next."""
    language = attempt.mandate.consent_language
    _put(
        session,
        attempt,
        "debit_refused",
        debit_refused_words(attempt.month, attempt.amount, next_try, language),
    )


def given_back(session: Session, attempt: Attempt) -> None:
    """That the bank gave the money back, so the months are open again."""
    language = attempt.mandate.consent_language
    _put(session, attempt, "debit_given_back", given_back_words(attempt.month, attempt.amount, language))


def _put(session: Session, attempt: Attempt, kind: str, words: Wording) -> None:
    recipient = recipient_of(attempt.mandate)
    if recipient is not None:
        outbox.put(
            session, _notice(kind, attempt.reference, attempt.mandate.consent_language, recipient, words)
        )


def _notice(kind: str, reference: str, language: str, to: Recipient, words: Wording) -> Notice:
    return Notice(
        key=f"{kind}:{reference}",
        kind=kind,
        to=to,
        language=language,
        subject=words.subject,
        text=words.text,
    )


def recipient_of(mandate: Mandate) -> Recipient | None:
    """Where the payer is reached; None for who left neither telephone nor e-mail."""
    person = mandate.payer or mandate.worker
    assert person is not None
    return Recipient(phone=person.phone, email=person.email) if person.phone or person.email else None
