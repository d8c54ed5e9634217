"""Asks the bank what became of debits whose fate is unknown, until it says so."""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select

from agentapp.autodebit.attempts import IN_FLIGHT, Attempt, AttemptState
from agentapp.autodebit.bank_messages import apply_waiting
from agentapp.autodebit.gateway import Answer, Cause, Debit, Outcome
from agentapp.autodebit.gateways import gateway
from agentapp.autodebit.locking import hold
from agentapp.autodebit.models import MandateState
from agentapp.autodebit.sending import Sent, each_alone, take_in
from agentapp.autodebit.timing import Occasion, next_poll, open_at
from agentapp.core.clock import now
from agentapp.core.db import look_afresh, transaction

LOST_AFTER = timedelta(minutes=2)
"""A debit sent so long ago without an answer kept is one whose sender died."""
GIVEN_UP_AFTER = timedelta(days=1)
"""What the bank still does not know after so long never arrived."""


def poll(occasion: Occasion, *, whole_day: bool = False) -> dict[Sent, int]:
    """Apply what banks told us, then ask about every debit that is in doubt; how many came to what.

    `whole_day`: also those that were to be asked about later on the day of the occasion.
    """
    apply_waiting(occasion)
    keys = in_doubt(occasion.until(whole_day=whole_day))
    results = each_alone(keys, lambda key: ask(key, occasion))
    return {kind: results.count(kind) for kind in Sent}


def in_doubt(until: datetime) -> list[UUID]:
    """Debits to ask about: unknown ones whose time has come, and those that a crash left as sent."""
    lost = (Attempt.state == AttemptState.SENT) & or_(
        Attempt.sent_at < now() - LOST_AFTER, Attempt.next_poll_at <= until
    )
    unknown = (Attempt.state == AttemptState.UNKNOWN) & (Attempt.next_poll_at <= until)
    return list(
        look_afresh().scalars(select(Attempt.id).where(or_(lost, unknown)).order_by(Attempt.next_poll_at))
    )


def ask(attempt_id: UUID, occasion: Occasion) -> Sent:
    """Ask the bank about one debit, and let the answer take effect."""
    debit = _claim(attempt_id, occasion)
    if debit is None:
        return Sent.SKIPPED
    answer = gateway().inquire(debit)
    if answer.outcome == Outcome.NOT_FOUND:
        answer = _never_arrived(attempt_id, debit, occasion)
    return take_in(attempt_id, answer, occasion)


def _claim(attempt_id: UUID, occasion: Occasion) -> Debit | None:
    """Count the inquiry and set the time of the next, before the bank is asked."""
    with transaction() as session:
        attempt = hold(session, attempt_id, skip_busy=True)
        if attempt is None or attempt.state not in IN_FLIGHT:
            return None
        attempt.polls += 1
        attempt.next_poll_at = next_poll(attempt.polls, occasion.moment)
        if attempt.state == AttemptState.SENT:
            attempt.move("lose_sight", occasion.moment, note="no answer was kept")
        return attempt.debit()


def _never_arrived(attempt_id: UUID, debit: Debit, occasion: Occasion) -> Answer:
    """The bank never heard of it: the very same debit is asked for again while the mandate stands.

    The reference keeps it one debit, should the first still be on its way. Where it may no longer be asked for, it is
    refused by the bank's own word after a day, never sooner.
    """
    bank = gateway()
    if _may_repeat(attempt_id, hashlib.sha256(bank.body(debit)).hexdigest(), occasion):
        return bank.send(debit)
    if occasion.moment - debit.asked_at >= GIVEN_UP_AFTER:
        return Answer(outcome=Outcome.DECLINED_RETRYABLE, cause=Cause.NEVER_ARRIVED)
    return Answer(outcome=Outcome.UNKNOWN)


def _may_repeat(attempt_id: UUID, body_hash: str, occasion: Occasion) -> bool:
    """Whether the same bytes may go out again: on the same day, in its hours, while nothing of it has changed."""
    with transaction() as session:
        attempt = hold(session, attempt_id)
        assert attempt is not None
        mandate = attempt.mandate
        there = occasion.moment.astimezone(mandate.zone)
        assert attempt.sent_at is not None
        same_day = attempt.sent_at.astimezone(mandate.zone).date() == there.date()
        stands = attempt.state in IN_FLIGHT and mandate.state == MandateState.ACTIVE
        return stands and same_day and open_at(there) and attempt.body_hash == body_hash
