"""What a mandate will take: whom it pays for, how much a month, and when next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, false, or_, select
from sqlalchemy.orm import Session, load_only

from agentapp.autodebit.attempts import DECLINED, LIVE, WAITING, Attempt
from agentapp.autodebit.models import Mandate, MandateState
from agentapp.autodebit.timing import first_debit
from agentapp.contributions.assessment import amount_for
from agentapp.contributions.models import OPEN, STANDS, Obligation
from agentapp.core.clock import today
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind, Payer
from agentapp.programmes.rulebook import Rulebook, current_rulebook
from agentapp.workers.models import Worker

MONTHS_AHEAD = 3
_PRICED = load_only(
    Worker.name,
    Worker.name_key,
    Worker.village_code,
    Worker.monthly_income,
    Worker.sector,
    Worker.programmes,
    Worker.payer,
    Worker.payer_code,
    Worker.funding,
)


@dataclass(frozen=True, slots=True)
class Purse:
    """Whose months are paid: one worker's own, or all under a sponsor's code."""

    worker: Worker | None = None
    payer_code: str | None = None

    @classmethod
    def of(cls, mandate: Mandate) -> "Purse":
        return cls(mandate.worker, mandate.payer_code)

    @property
    def owed(self) -> ColumnElement[bool]:
        """The obligations that are this payer's."""
        if self.worker is not None:
            return (Obligation.worker_id == self.worker.id) & (Obligation.funding == FundingKind.SELF)
        if self.payer_code is None:
            return false()
        return (Obligation.payer_code == self.payer_code) & (Obligation.funding == FundingKind.SPONSOR)

    def holds(self, owed: Obligation) -> bool:
        """Whether a month was raised for this payer."""
        if self.worker is not None:
            return owed.worker_id == self.worker.id and owed.funding == FundingKind.SELF
        return owed.payer_code == self.payer_code and owed.funding == FundingKind.SPONSOR

    def pays(self, worker: Worker) -> bool:
        """Whether the worker's months that were not raised yet will be this payer's."""
        if self.worker is not None:
            return worker.payer == Payer.SELF
        return worker.payer == Payer.SPONSOR and worker.payer_code == self.payer_code


@dataclass(frozen=True, slots=True)
class NextDebit:
    """The next debit. `announced`: it is prepared, with its notice; otherwise day and sum are a forecast."""

    month: Month
    day: date
    amount: Rupiah
    announced: bool


def workers(session: Session, purse: Purse) -> Sequence[Worker]:
    """Whose months the payer pays, this month or later, by name."""
    if purse.worker is not None:
        return [purse.worker]
    carried = (Worker.payer == Payer.SPONSOR) & (Worker.payer_code == purse.payer_code)
    months = exists().where(
        Obligation.worker_id == Worker.id, purse.owed, Obligation.month >= Month.of(today()), STANDS
    )
    found = select(Worker).where(or_(carried, months), Worker.withdrawn_at.is_(None)).options(_PRICED)
    return session.scalars(found.order_by(Worker.name_key, Worker.id)).all()


def expected(session: Session, purse: Purse, month: Month) -> Rupiah:
    """What is still to pay for `month`: months that are raised and open, and those that will be raised."""
    people = workers(session, purse)
    raised = session.scalars(
        select(Obligation).where(
            Obligation.worker_id.in_([worker.id for worker in people]), Obligation.month == month, STANDS
        )
    ).all()
    known = {owed.worker_id for owed in raised}
    rulebook = current_rulebook(session)
    to_raise = (worker for worker in people if worker.id not in known and purse.pays(worker))
    open_now = sum(owed.amount for owed in raised if purse.holds(owed) and owed.state in OPEN)
    return open_now + sum(_price(rulebook, worker, month) for worker in to_raise)


def _price(rulebook: Rulebook, worker: Worker, month: Month) -> Rupiah:
    return amount_for(rulebook, worker, month).total


def next_debit(session: Session, mandate: Mandate) -> NextDebit | None:
    """The next debit under a mandate: the prepared one, else as it would be; None where none is in sight."""
    waiting = session.scalar(
        select(Attempt)
        .where(Attempt.mandate_id == mandate.id, Attempt.state.in_(WAITING))
        .order_by(Attempt.scheduled_on)
        .limit(1)
    )
    if waiting is not None:
        return NextDebit(waiting.month, waiting.scheduled_on, waiting.amount, announced=True)
    return _forecast(session, mandate) if mandate.state == MandateState.ACTIVE else None


def _forecast(session: Session, mandate: Mandate) -> NextDebit | None:
    here = today(mandate.zone)
    months = Month.of(here).run(MONTHS_AHEAD)
    tried = set(
        session.scalars(
            select(Attempt.month).where(
                Attempt.mandate_id == mandate.id, Attempt.state.in_((*LIVE, *DECLINED))
            )
        )
    )
    for month in months:
        day = first_debit(month, mandate.debit_day, here)
        if day is None or month in tried or not mandate.covers(month):
            continue
        amount = expected(session, Purse.of(mandate), month)
        if amount:
            return NextDebit(month, day, amount, announced=False)
    return None
