"""What is left in the outbox: notices whose process died while sending, and texts that nobody needs any more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from agentapp.core.channels.channel import DeliveryError
from agentapp.core.clock import now
from agentapp.core.db import transaction
from agentapp.core.delivery import fail_with
from agentapp.core.outbox_entry import CLAIMED, READABLE, EntryState, OutboxEntry

LEASE = timedelta(minutes=20)
"""After it nobody is sending a claimed notice any more: longer than the slowest channel needs for a piece."""

KEPT = timedelta(days=90)
"""How long one can look up what was told to whom; then it is erased (UU 27/2022: no longer than needed)."""

AT_ONCE = 1000


class Interrupted(DeliveryError):
    """The process that sent it ended before it could tell what became of it."""


@dataclass(frozen=True, slots=True)
class Swept:
    """Notices that a crash had left, now to be sent again; and those whose text and recipient were erased."""

    found: int
    erased: int


def sweep() -> Swept:
    """Free what a crash left, erase what is no longer needed. Safe to run at any time, by any number of processes."""
    return Swept(_all(_free), _all(_erase))


def _all(step: Callable[[Session], int]) -> int:
    """Take `step`, a transaction each time, until it finds nothing more; how many it found."""
    total = 0
    while True:
        with transaction() as session:
            found = step(session)
        if not found:
            return total
        total += found


def _free(session: Session) -> int:
    left = select(OutboxEntry).where(CLAIMED, OutboxEntry.claimed_at < now() - LEASE)
    entries = session.scalars(left.limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    for entry in entries:
        fail_with(entry, Interrupted())
    return len(entries)


def _erase(session: Session) -> int:
    ended = OutboxEntry.state.in_((EntryState.SENT, EntryState.FAILED))
    old = select(OutboxEntry.id).where(READABLE, ended, OutboxEntry.put_at < now() - KEPT).limit(AT_ONCE)
    nothing = {"email": None, "phone": None, "subject": None, "text": None}
    erased = update(OutboxEntry).where(OutboxEntry.id.in_(old)).values(nothing)
    return session.connection().execute(erased.execution_options(preserve_rowcount=True)).rowcount
