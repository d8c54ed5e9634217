"""What is owed: the months of a worker, each with the amount that the rules of that month and payer ask."""

from collections.abc import Iterable

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from agentapp.contributions.funding import let_go
from agentapp.contributions.models import STANDS, Obligation, ObligationState, Payment
from agentapp.contributions.source import Source
from agentapp.core.clock import now
from agentapp.core.errors import N_, Conflict
from agentapp.core.period import Month
from agentapp.programmes.rulebook import Contribution, Rulebook, contribution, current_rulebook
from agentapp.workers.models import Worker


class AlreadyPaid(Conflict):
    """Money was received for the worker, so the approval stands."""

    default = N_("Iuran pekerja ini sudah dibayar, jadi persetujuannya tidak bisa dibatalkan.")


def raise_months(session: Session, worker: Worker, first: Month, count: int) -> list[Obligation]:
    """What the worker owes for `count` months from `first` on, in order; flushed, not committed.

    A month already raised stays as it is, however often this is called. Raises NoRates for months before any
    published table.
    """
    lock(session, worker)
    standing = {owed.month: owed for owed in obligations(session, worker, first, count)}
    rulebook = current_rulebook(session)
    for month in first.run(count):
        if month not in standing:
            standing[month] = assess(rulebook, worker, month)
            session.add(standing[month])
    session.flush()
    return [standing[month] for month in first.run(count)]


def assess(rulebook: Rulebook, worker: Worker, month: Month, source: Source | None = None) -> Obligation:
    """What is owed for one month of the worker, not yet in the database; by who pays months to come unless told."""
    source = (source or Source.of(worker)).for_month(month)
    owed = amount_for(rulebook, worker, month, source)
    return Obligation(
        worker_id=worker.id,
        month=month,
        state=ObligationState.DUE,
        programmes=source.programmes,
        contribution_base=owed.base,
        jkk=owed.jkk,
        jkm=owed.jkm,
        jht=owed.jht,
        amount=owed.total,
        funding=source.funding,
        payer_code=source.code,
        due_on=rulebook.due_on(month),
        raised_at=now(),
    )


def amount_for(
    rulebook: Rulebook, worker: Worker, month: Month, source: Source | None = None
) -> Contribution:
    """The contribution of one month by the worker's income and sector, and by who pays for which programmes."""
    source = (source or Source.of(worker)).for_month(month)
    return contribution(
        rulebook,
        income=worker.monthly_income,
        programmes=source.programmes,
        sector=worker.sector,
        funding=source.funding,
        month=month,
    )


def obligations(session: Session, worker: Worker, first: Month, count: int) -> Iterable[Obligation]:
    """The obligations of the worker for `count` months from `first` on, but void ones; by month, read afresh."""
    months = Obligation.month.between(first, first + (count - 1))
    found = select(Obligation).where(Obligation.worker_id == worker.id, months, STANDS)
    return session.scalars(found.order_by(Obligation.month).execution_options(populate_existing=True))


def void_months(session: Session, worker: Worker) -> int:
    """Void all that the worker owes, because the approval is undone; no payer carries them. How many.

    Raises AlreadyPaid after a payment.
    """
    lock(session, worker)
    if has_payment(session, worker):
        raise AlreadyPaid
    owed = session.scalars(select(Obligation).where(Obligation.worker_id == worker.id, STANDS)).all()
    for obligation in owed:
        obligation.void()
    session.flush()
    let_go(session, worker, None, None)
    return len(owed)


def has_payment(session: Session, worker: Worker) -> bool:
    """Whether money was ever received for the worker."""
    return bool(session.scalar(select(exists().where(Payment.worker_id == worker.id))))


def lock(session: Session, worker: Worker) -> None:
    """Let nobody else change what this worker owes until the transaction ends; reads the worker afresh.

    SQLite needs no more than the transaction itself.
    """
    session.refresh(worker, with_for_update={"key_share": True})
    session.expire(worker, ["memberships"])
