"""Sends what is due: each debit is kept as sent, committed, and only then asked of the bank."""

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agentapp.autodebit.attempts import DECLINED, IN_FLIGHT, LIVE, TAKEN, Attempt, AttemptState
from agentapp.autodebit.gateway import Answer, Debit, Gateway
from agentapp.autodebit.gateways import gateway
from agentapp.autodebit.locking import hold
from agentapp.autodebit.models import Mandate, MandateState
from agentapp.autodebit.outcome import apply
from agentapp.autodebit.retrying import cancel
from agentapp.autodebit.timing import APART, NOTICE_DAYS, Occasion, next_poll, open_at
from agentapp.contributions.models import OPEN
from agentapp.core.db import look_afresh, sessions, transaction
from agentapp.core.period import Month

Done = TypeVar("Done")
AT_ONCE = 8
"""So many debits are on their way at the same time: a slow answer holds up only its own."""


class Sent(StrEnum):
    """What became of one debit that was due."""

    SUCCEEDED = "succeeded"
    DECLINED = "declined"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"


def send_due(occasion: Occasion, told: Callable[[int], object] = lambda _count: None) -> dict[Sent, int]:
    """Send every debit that is due at `occasion`; how many came to what. `told` hears of each one done.

    Safe in several processes: each takes what no other holds.
    """
    results = each_alone(waiting(occasion), lambda key: send(key, occasion), told)
    return {kind: results.count(kind) for kind in Sent}


def each_alone(
    keys: Sequence[UUID], job: Callable[[UUID], Done], told: Callable[[int], object] = lambda _count: None
) -> list[Done]:
    """Do `job` for each key, several at once, each with a session of its own; `told` hears of each one done.

    Meanwhile the caller holds no connection.
    """
    look_afresh()

    def alone(key: UUID) -> Done:
        try:
            return job(key)
        finally:
            sessions.remove()

    results = []
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="debit") as pool:
        for done in [pool.submit(copy_context().run, alone, key) for key in keys]:
            results.append(done.result())
            told(1)
    return results


def waiting(occasion: Occasion) -> list[UUID]:
    """The debits whose day has come, oldest day first."""
    due = Attempt.state == AttemptState.NOTIFIED, Attempt.scheduled_on <= occasion.day
    return list(
        look_afresh().scalars(select(Attempt.id).where(*due).order_by(Attempt.scheduled_on, Attempt.id))
    )


def send(attempt_id: UUID, occasion: Occasion) -> Sent:
    """Send one debit if it may be sent, and let the answer take effect."""
    bank = gateway()
    occasion = occasion.by_now()
    claimed = _claim(attempt_id, occasion, bank)
    if not isinstance(claimed, Debit):
        return claimed
    return take_in(attempt_id, bank.send(claimed), occasion)


def take_in(attempt_id: UUID, answer: Answer, occasion: Occasion) -> Sent:
    """Let a bank's answer take effect, in a transaction of its own; how the debit stands then, by whose word ever."""
    with transaction() as session:
        attempt = hold(session, attempt_id)
        assert attempt is not None
        apply(session, attempt, answer, occasion.moment)
        if attempt.state in IN_FLIGHT:
            return Sent.UNKNOWN
        return Sent.DECLINED if attempt.state in DECLINED else Sent.SUCCEEDED


def _claim(attempt_id: UUID, occasion: Occasion, bank: Gateway) -> Debit | Sent:
    """Mark it sent, with what will be sent, and take hold of its months: committed before the bank hears of it."""
    with transaction() as session:
        attempt = hold(session, attempt_id, skip_busy=True)
        if attempt is None or attempt.state != AttemptState.NOTIFIED:
            return Sent.SKIPPED
        over = _is_over(attempt, occasion)
        if not over and not _may_go(session, attempt, occasion):
            return Sent.SKIPPED
        reason = "the month is over" if over else _obstacle(session, attempt)
        if reason:
            cancel(attempt, occasion.moment, reason)
            return Sent.CANCELLED
        attempt.sent_at = occasion.moment
        debit = attempt.debit()
        attempt.body_hash = hashlib.sha256(bank.body(debit)).hexdigest()
        attempt.next_poll_at = next_poll(0, occasion.moment)
        attempt.move("send", occasion.moment)
        for item in attempt.items:
            item.obligation.collect()
        return debit


def _may_go(session: Session, attempt: Attempt, occasion: Occasion) -> bool:
    """Whether it may be sent at this moment; otherwise it waits."""
    zone = attempt.mandate.zone
    there = occasion.moment.astimezone(zone)
    assert attempt.notified_at is not None
    noticed = there.date() - attempt.notified_at.astimezone(zone).date() >= timedelta(days=NOTICE_DAYS)
    active = attempt.mandate.state not in (MandateState.PAUSED, MandateState.SUSPENDED)
    return (
        noticed
        and open_at(there)
        and active
        and attempt.scheduled_on <= there.date()
        and _apart(session, attempt, occasion)
    )


def _apart(session: Session, attempt: Attempt, occasion: Occasion) -> bool:
    last = session.scalar(
        select(func.max(Attempt.sent_at, type_=Attempt.sent_at.type)).where(
            Attempt.mandate_id == attempt.mandate_id, Attempt.month == attempt.month
        )
    )
    return last is None or occasion.moment - last >= APART


def _is_over(attempt: Attempt, occasion: Occasion) -> bool:
    """Whether its month has passed for the payer: then it goes no more, whatever it waited for."""
    return attempt.month < Month.of(occasion.moment.astimezone(attempt.mandate.zone).date())


def _obstacle(session: Session, attempt: Attempt) -> str:
    """Why it must not be sent any more; "" where nothing speaks against it."""
    mandate = attempt.mandate
    if mandate.state != MandateState.ACTIVE or not mandate.covers(attempt.month):
        return "mandate not in force"
    if not _asks_what_is_owed(attempt):
        return "the months changed"
    if attempt.amount + _taken(session, attempt) > mandate.cap:
        return "above the cap"
    return ""


def _asks_what_is_owed(attempt: Attempt) -> bool:
    items = attempt.items
    return (
        bool(items)
        and sum(item.amount for item in items) == attempt.amount
        and all(
            item.stands and item.obligation.state in OPEN and item.amount == item.obligation.amount
            for item in items
        )
        and all(attempt.mandate.pays(item.obligation) for item in items)
    )


def _taken(session: Session, attempt: Attempt) -> int:
    """What was taken from the payer for the same month, or may still be, under this mandate or an earlier one."""
    counted = Attempt.state.in_((*LIVE, *TAKEN)), Attempt.id != attempt.id, Attempt.month == attempt.month
    payer = Mandate.payer_id if attempt.mandate.payer_id else Mandate.worker_id
    whose = attempt.mandate.payer_id or attempt.mandate.worker_id
    asked = select(func.coalesce(func.sum(Attempt.amount), 0)).join(Attempt.mandate)
    return int(session.scalar(asked.where(payer == whose, *counted)) or 0)
