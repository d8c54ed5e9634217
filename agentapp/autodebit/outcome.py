"""What a bank's answer does to an attempt and its months. Told twice, or out of order, it comes to the same end.

Everything here works inside a transaction that holds the attempt (see `locking`).
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from agentapp.autodebit import notices, retrying, settling, takeback
from agentapp.autodebit.attempts import DECLINED, IN_FLIGHT, TAKEN, Attempt, AttemptState
from agentapp.autodebit.gateway import Answer, Cause, Outcome
from agentapp.autodebit.timing import next_poll

ENDS_MANDATE = frozenset({Cause.ACCOUNT_CLOSED, Cause.ACCOUNT_BLOCKED, Cause.AUTHORISATION_REVOKED})
"""Refusals after which asking again under this mandate is useless."""


class Verdict(StrEnum):
    """What an answer changed. `DIFFERENT_AMOUNT`, `NEVER_SENT` and `CONTRADICTS` are for a person to look into."""

    SUCCEEDED = "succeeded"
    DECLINED = "declined"
    UNKNOWN = "unknown"
    TAKEN_BACK = "taken_back"
    NOTHING_NEW = "nothing_new"
    DIFFERENT_AMOUNT = "different_amount"
    NEVER_SENT = "never_sent"
    CONTRADICTS = "contradicts"


def apply(session: Session, attempt: Attempt, answer: Answer, at: datetime) -> Verdict:
    """Let the bank's `answer` take effect. `at`: the moment of the occasion."""
    if attempt.sent_at is None:
        return Verdict.NEVER_SENT
    if answer.outcome == Outcome.SUCCEEDED:
        return _success(session, attempt, answer, at)
    if answer.outcome in (Outcome.DECLINED_RETRYABLE, Outcome.DECLINED_FINAL):
        return _refusal(session, attempt, answer, at)
    if answer.outcome == Outcome.REFUNDED:
        return went_back(session, attempt, at, answer)
    return _no_word(attempt, answer, at)


def _success(session: Session, attempt: Attempt, answer: Answer, at: datetime) -> Verdict:
    if answer.amount is not None and answer.amount != attempt.amount:
        _no_word(attempt, answer, at)
        return Verdict.DIFFERENT_AMOUNT
    if not attempt.lifecycle.allows("succeed", attempt.state):
        return Verdict.NOTHING_NEW
    late = attempt.state in DECLINED
    attempt.move("succeed", at, answer)
    if late:
        retrying.cancel_next(session, attempt, at)
    settling.settle(session, attempt, at)
    return Verdict.SUCCEEDED


def _refusal(session: Session, attempt: Attempt, answer: Answer, at: datetime) -> Verdict:
    if attempt.state in (*TAKEN, AttemptState.REFUNDED, AttemptState.CHARGED_BACK):
        return Verdict.CONTRADICTS
    if attempt.state not in IN_FLIGHT:
        return Verdict.NOTHING_NEW
    final = answer.outcome == Outcome.DECLINED_FINAL
    attempt.move("decline" if final else "decline_for_now", at, answer)
    attempt.let_go()
    settling.release(session, attempt)
    if final and answer.cause in ENDS_MANDATE:
        retrying.end_mandate(session, attempt, answer.cause, at)
    following = None if final else retrying.schedule(session, attempt, at)
    notices.refused(session, attempt, following.scheduled_on if following else None)
    return Verdict.DECLINED


def went_back(session: Session, attempt: Attempt, at: datetime, answer: Answer | None = None) -> Verdict:
    """The money was given back by the bank: a reversal or charge-back. What was not yet known to be paid, was."""
    if attempt.state in (AttemptState.CHARGED_BACK, AttemptState.REFUNDED):
        return Verdict.NOTHING_NEW
    if answer is not None and answer.amount not in (None, attempt.amount):
        return Verdict.DIFFERENT_AMOUNT
    if attempt.state not in TAKEN:
        _success(session, attempt, Answer(outcome=Outcome.SUCCEEDED, code=answer.code if answer else ""), at)
        session.flush()  # the months name the payment by which they were paid just now
    takeback.take_back(session, attempt, at)
    return Verdict.TAKEN_BACK


def _no_word(attempt: Attempt, answer: Answer, at: datetime) -> Verdict:
    """Nothing that decides. Time alone never makes a refusal of it."""
    if attempt.state == AttemptState.SENT:
        attempt.move("lose_sight", at, answer)
    if attempt.state == AttemptState.UNKNOWN:
        attempt.next_poll_at = next_poll(attempt.polls, at)
    return Verdict.UNKNOWN
