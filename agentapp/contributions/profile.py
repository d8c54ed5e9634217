"""All that the page of one worker shows, read at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from agentapp.accounts.models import User
from agentapp.contributions.assessment import obligations
from agentapp.contributions.boxes import BOXES, Box, boxes, first_box
from agentapp.contributions.funding import Forecast, payer_of
from agentapp.contributions.models import Payment
from agentapp.contributions.payer_history import PayerChange
from agentapp.contributions.plan import Plan, plan_payment
from agentapp.contributions.scope import find_worker
from agentapp.contributions.standing import Standing, standing
from agentapp.core.errors import NotFound
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.programmes.conditions import age_on
from agentapp.programmes.rulebook import current_rulebook
from agentapp.workers.cards import standing_cards
from agentapp.workers.models import Card, Worker, WorkerEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A worker with the present standing, twelve months, payments (latest first), card, and history (oldest first).

    `next_month` is what paying for one month now would settle; empty months where nothing may be paid now.
    `earlier` and `later` begin the neighbouring twelve months; None before the first and far ahead. `contribution_base`
    is what the benefits of a work injury are counted by. `next_payer`: who pays next month, as far as is known today.
    """

    worker: Worker
    standing: Standing
    boxes: Sequence[Box]
    earlier: Month | None
    later: Month | None
    next_month: Plan
    payments: Sequence[Payment]
    card: Card | None
    events: Sequence[WorkerEvent]
    contribution_base: Rupiah
    next_payer: Forecast
    payer_changes: Sequence[PayerChange]

    @property
    def age(self) -> int:
        return age_on(self.worker.birth_date, self.standing.on)


def read_profile(session: Session, actor: User, worker_id: UUID, first: Month | None = None) -> Profile:
    """The profile of a worker of the actor, its boxes from `first` on. Raises NotFound."""
    worker = find_worker(session, actor, worker_id)
    now = standing(session, worker)
    since, last = worker.memberships[0].since, _last_shown(now)
    begin = min(max(first, since), last) if first else first_box(since, now.on)
    owed = obligations(session, worker, begin, BOXES)
    rulebook = current_rulebook(session)
    return Profile(
        worker=worker,
        standing=now,
        boxes=boxes(now, owed, rulebook.due_on, begin),
        earlier=max(since, Month.from_ordinal(begin.ordinal - BOXES)) if begin > since else None,
        later=begin + BOXES if begin + BOXES <= last else None,
        next_month=plan_payment(session, worker, 1, now.on),
        payments=_payments(session, worker),
        card=next(iter(standing_cards(session, worker)), None),
        events=_events(session, worker),
        contribution_base=rulebook.bracket_of(worker.monthly_income, Month.of(now.on)).base,
        next_payer=payer_of(session, worker, Month.of(now.on) + 1),
        payer_changes=_payer_changes(session, worker),
    )


def find_payment(session: Session, actor: User, worker_id: UUID, payment_id: UUID) -> Payment:
    """A payment for a worker of the actor. Raises NotFound."""
    worker = find_worker(session, actor, worker_id)
    payment = session.scalar(
        select(Payment)
        .where(Payment.id == payment_id, Payment.worker_id == worker.id)
        .options(selectinload(Payment.obligations), selectinload(Payment.recorded_by))
    )
    if payment is None:
        raise NotFound
    return payment


def _last_shown(now: Standing) -> Month:
    return max([Month.of(now.on), *now.paid])


def _payments(session: Session, worker: Worker) -> Sequence[Payment]:
    return session.scalars(
        select(Payment)
        .where(Payment.worker_id == worker.id)
        .order_by(Payment.received_at.desc(), Payment.id)
        .options(selectinload(Payment.obligations))
    ).all()


def _events(session: Session, worker: Worker) -> Sequence[WorkerEvent]:
    return session.scalars(
        select(WorkerEvent)
        .where(WorkerEvent.worker_id == worker.id)
        .order_by(WorkerEvent.at, WorkerEvent.kind.desc(), WorkerEvent.id)
        .options(selectinload(WorkerEvent.by))
    ).all()


def _payer_changes(session: Session, worker: Worker) -> Sequence[PayerChange]:
    return session.scalars(
        select(PayerChange)
        .where(PayerChange.worker_id == worker.id)
        .order_by(PayerChange.at)
        .options(selectinload(PayerChange.by))
    ).all()
