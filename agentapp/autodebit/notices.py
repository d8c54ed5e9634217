"""What payers are told of debits: before one, when one was taken or refused, and when the bank gave money back."""

from datetime import date
from typing import Protocol

from sqlalchemy.orm import Session

from agentapp.autodebit.attempts import Attempt
from agentapp.autodebit.gateways import gateway
from agentapp.autodebit.models import Mandate
from agentapp.autodebit.wording import (
    CODE_FOLLOWS,
    CodeFollows,
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
    """That nothing was taken, and what happens next: another try, else a payment code where the bank gives one."""
    follows: date | CodeFollows | None = next_try or (CODE_FOLLOWS if gateway().codes else None)
    words = debit_refused_words(attempt.month, attempt.amount, follows, attempt.mandate.consent_language)
    _put(session, attempt, "debit_refused", words)


def given_back(session: Session, attempt: Attempt) -> None:
    """That the bank gave the money back, so the months are open again."""
    language = attempt.mandate.consent_language
    _put(session, attempt, "debit_given_back", given_back_words(attempt.month, attempt.amount, language))


def _put(session: Session, attempt: Attempt, kind: str, words: Wording) -> None:
    tell(session, attempt.mandate, kind, attempt.reference, words)


def tell(session: Session, mandate: Mandate, kind: str, reference: str, words: Wording) -> None:
    """Put a notice to the payer into the outbox, once a kind and reference; nobody who left no address is told."""
    recipient = recipient_of(mandate)
    if recipient is not None:
        outbox.put(session, _notice(kind, reference, mandate.consent_language, recipient, words))


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
