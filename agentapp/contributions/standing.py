"""Where workers stand today: protection worked out from what the database knows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.contributions.models import STANDS, Obligation, ObligationState, Payment
from agentapp.contributions.protection import Entry, Protection, protection
from agentapp.core.clock import today
from agentapp.core.period import Month
from agentapp.places.registry import zone_of
from agentapp.programmes.rulebook import Rulebook, current_rulebook
from agentapp.workers.models import Worker

Paid = Mapping[Month, datetime]
"""The months that were paid, and when the money for each was received."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A worker's latest membership on the day `on`: how it began, its paid months, and the protection they give."""

    on: date
    entry: Entry
    paid: frozenset[Month]
    protection: Protection


def standing(session: Session, worker: Worker, on: date | None = None) -> Standing:
    """Where a worker stands `on` a day, today in the worker's zone unless told."""
    paid = _paid(session, [worker]).get(worker.id, {})
    return _standing(current_rulebook(session), worker, paid, on)


def standings(session: Session, workers: Sequence[Worker]) -> dict[UUID, Standing]:
    """Where each of a page of workers stands today, by id; one query for all."""
    rulebook = current_rulebook(session)
    paid = _paid(session, workers)
    return {worker.id: _standing(rulebook, worker, paid.get(worker.id, {}), None) for worker in workers}


def _paid(session: Session, workers: Iterable[Worker]) -> dict[UUID, dict[Month, datetime]]:
    rows = session.execute(
        select(Obligation.worker_id, Obligation.month, Payment.received_at)
        .join(Payment, Obligation.payment_id == Payment.id)
        .where(
            Obligation.worker_id.in_([worker.id for worker in workers]),
            Obligation.state == ObligationState.PAID,
            STANDS,
        )
    )
    paid: dict[UUID, dict[Month, datetime]] = {}
    for worker_id, month, received_at in rows:
        paid.setdefault(worker_id, {})[month] = received_at
    return paid


def _standing(rulebook: Rulebook, worker: Worker, paid: Paid, on: date | None) -> Standing:
    day = on or today(zone_of(worker.village_code))
    entry = entry_of(rulebook, worker, paid)
    months = frozenset(month for month in paid if month >= entry.since)
    grace_months = rulebook.terms(Month.of(day)).grace_months
    return Standing(day, entry, months, protection(months, entry, today=day, grace_months=grace_months))


def entry_of(rulebook: Rulebook, worker: Worker, paid: Paid) -> Entry:
    """How the latest membership began. Acceptance starts cover only once: a renewed one begins with its payment."""
    zone = zone_of(worker.village_code)
    membership = worker.membership
    received = min((at for month, at in paid.items() if month >= membership.since), default=None)
    first = membership is worker.memberships[0]
    starters = rulebook.terms(membership.since).accepted_starts_cover
    return Entry(
        since=membership.since,
        accepted_on=worker.accepted_at.astimezone(zone).date(),
        acceptance_starts=first and worker.funding_at_acceptance in starters,
        first_received_on=received and received.astimezone(zone).date(),
    )
