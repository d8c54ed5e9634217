"""The months of a worker pass from one payer to another, without a gap and without an overlap.

What is paid, or being collected, stays with who pays it. Unpaid months are made anew: the amount hangs on the payer.
"""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.contributions.assessment import assess, lock
from agentapp.contributions.funding import let_go, promised, recount
from agentapp.contributions.models import OPEN, STANDS, Obligation, ObligationState
from agentapp.contributions.payer_history import PayerChange
from agentapp.contributions.source import Source
from agentapp.core.clock import now, today
from agentapp.core.period import Month
from agentapp.places.registry import zone_of
from agentapp.programmes.rulebook import current_rulebook
from agentapp.workers.models import Worker

CLOSED = (
    ObligationState.COLLECTING,
    ObligationState.PAID,
    ObligationState.REVERSED,
    ObligationState.WAIVED,
)


def hand_over(session: Session, actor: User | None, worker: Worker, to: Source, first: Month) -> None:
    """From `first` on, `to` pays every month that is not paid or being collected, until somebody else takes over.

    The months before it, from this one on, are raised for who paid until now. Not committed; `actor` is None where the
    calendar did it.
    """
    lock(session, worker)
    before = Source.of(worker)
    _raise_missing(session, worker, this_month(worker), Month.from_ordinal(first.ordinal - 1), before)
    _note(session, actor, worker, before, to, (first, None))
    if worker.accepted_funding is None and before.funding != to.funding:
        worker.accepted_funding = before.funding
    to.pays_for(worker)
    _make_anew(session, worker, _open_months(session, worker, first), to)
    if (before.payer, before.code) != (to.payer, to.code):
        let_go(session, worker, first, actor, of=before.payer)


def hand_over_for(
    session: Session, actor: User | None, worker: Worker, to: Source, months: tuple[Month, Month]
) -> None:
    """`to` pays the months from the first to the last of `months`; all are raised now. Later ones as before."""
    lock(session, worker)
    first, last = months
    _note(session, actor, worker, Source.of(worker), to, months)
    _make_anew(session, worker, _open_months(session, worker, first, last), to)
    _raise_missing(session, worker, first, last, to)


def take_back(session: Session, actor: User | None, worker: Worker, source: Source, first: Month) -> None:
    """`source` pays no more from `first` on: its unpaid months go to whoever pays the months to come."""
    lock(session, worker)
    held = [owed for owed in _open_months(session, worker, first) if owed.payer_code == source.code]
    to = Source.of(worker)
    _note(session, actor, worker, source, to, (first, None))
    _make_anew(session, worker, held, to)


def correct(session: Session, worker: Worker, months: Iterable[Month]) -> int:
    """Give months that came free (a debit took nothing) to who is to pay them now. How many changed hands.

    For whoever releases a month: its payer may have stopped while the debit was on its way.
    """
    lock(session, worker)
    wanted = set(months)
    changed = 0
    for owed in _open_months(session, worker, min(wanted), max(wanted)) if wanted else ():
        to = promised(session, worker, owed.month)
        if owed.month in wanted and not to.holds(owed):
            _make_anew(session, worker, [owed], to)
            changed += 1
    if changed:
        recount(session, worker)
    return changed


def next_unpaid(session: Session, worker: Worker) -> Month:
    """The first month, from this one on, that is neither paid nor being collected: where a change of payer begins."""
    month = max(this_month(worker), worker.membership.since)
    taken = set(
        session.scalars(
            select(Obligation.month).where(
                Obligation.worker_id == worker.id,
                Obligation.month >= month,
                Obligation.state.in_(CLOSED),
                STANDS,
            )
        )
    )
    while month in taken:
        month += 1
    return month


def this_month(worker: Worker) -> Month:
    """The month it is where the worker lives."""
    return Month.of(today(zone_of(worker.village_code)))


def raise_for(session: Session, worker: Worker, month: Month) -> None:
    """Raise `month` for who pays the months to come, unless it was raised before."""
    _raise_missing(session, worker, month, month, Source.of(worker))


def _open_months(
    session: Session, worker: Worker, first: Month, last: Month | None = None
) -> list[Obligation]:
    """Unpaid months, held until the transaction ends: a debit may be about to take them."""
    asked = select(Obligation).where(
        Obligation.worker_id == worker.id, Obligation.month >= first, Obligation.state.in_(OPEN), STANDS
    )
    if last is not None:
        asked = asked.where(Obligation.month <= last)
    held = asked.order_by(Obligation.id).with_for_update().execution_options(populate_existing=True)
    return list(session.scalars(held))


def _make_anew(session: Session, worker: Worker, months: Iterable[Obligation], to: Source) -> None:
    changing = [owed for owed in months if not to.for_month(owed.month).holds(owed)]
    for owed in changing:
        owed.void()
    session.flush()
    _add(session, worker, (owed.month for owed in changing), to)


def _raise_missing(session: Session, worker: Worker, first: Month, last: Month, to: Source) -> None:
    if last < first:
        return
    run = first.run(last - first + 1)
    standing = set(
        session.scalars(
            select(Obligation.month).where(
                Obligation.worker_id == worker.id, Obligation.month.between(first, last), STANDS
            )
        )
    )
    _add(session, worker, (month for month in run if month not in standing), to)


def _add(session: Session, worker: Worker, months: Iterable[Month], to: Source) -> None:
    rulebook = current_rulebook(session)
    session.add_all([assess(rulebook, worker, month, to) for month in months])
    session.flush()


def _note(
    session: Session,
    actor: User | None,
    worker: Worker,
    before: Source,
    to: Source,
    months: tuple[Month, Month | None],
) -> None:
    session.add(
        PayerChange(
            worker_id=worker.id,
            first_month=months[0],
            last_month=months[1],
            source_funding=before.funding,
            source_code=before.code,
            target_funding=to.funding,
            target_code=to.code,
            target_programmes=to.programmes,
            by_id=actor.id if actor else None,
            at=now(),
        )
    )
