"""Who pays which month of a worker: payers say so themselves, in the order of precedence.

Fund, then sponsor, then the worker's own mandate, then the worker by hand. `app.py` introduces the payers in that
order; the packages above implement them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.contributions.models import STANDS, Obligation, ObligationState, Payment
from agentapp.contributions.source import Source
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind, Payer
from agentapp.workers.models import Worker

FUNDING_OF = {FundingKind.SELF: Payer.SELF, FundingKind.SPONSOR: Payer.SPONSOR}
"""Which kind of payer the money of a month comes from; every other money is a fund's."""

SETTLED = (ObligationState.PAID, ObligationState.COLLECTING, ObligationState.WAIVED)


class Funding(Protocol):
    """One kind of payer."""

    payer: Payer

    def pays(self, session: Session, worker: Worker, month: Month) -> Source | None:
        """As whom it pays `month` for the worker; None where it does not."""
        ...

    def label(self, session: Session, source: Source) -> str | None:
        """What people call the payer of that code; None where nobody has it."""
        ...

    def take_on(
        self, session: Session, worker: Worker, code: str | None, first: Month, by: User
    ) -> Source | None:
        """The worker comes under a code of this kind, to be paid for from `first` on. As whom it pays.

        None: not yet, the worker pays alone for the time being. Commits nothing.
        """
        ...

    def let_go(self, session: Session, worker: Worker, first: Month | None, by: User | None) -> None:
        """From `first` on the months are another's; None: the worker left, nothing is owed. Commits nothing."""
        ...

    def recount(self, session: Session, worker: Worker) -> None:
        """Months of it that a debit or a bill held came free, and are another's by now. Commits nothing."""
        ...

    def settled(self, session: Session, payment: Payment, months: Sequence[Obligation]) -> None:
        """`payment` has just paid these months of it, in the same transaction. Commits nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Forecast:
    """Who pays a month, as far as is known today. `name` is a payer's own, "" for the worker.

    `settled`: it was paid, or a debit is on its way, so nobody else pays it. `debited`: the worker's own account
    pays by itself, not the worker by hand.
    """

    month: Month
    payer: Payer
    funding: FundingKind
    code: str | None
    name: str
    settled: bool
    debited: bool


_payers: tuple[Funding, ...] = ()


def introduce(*payers: Funding) -> None:
    """Make these the kinds of payers there are, the one that goes before the others first."""
    global _payers  # noqa: PLW0603 - introduced once, when the app is put together
    _payers = payers


def promised(session: Session, worker: Worker, month: Month) -> Source:
    """Who is to pay `month`, whatever was raised: the first who says so, else the worker."""
    for payer in _payers:
        source = payer.pays(session, worker, month)
        if source is not None:
            return source
    return Source.own(worker.programmes)


def payer_of(session: Session, worker: Worker, month: Month) -> Forecast:
    """Who pays `month`: as it was raised, or as it would be."""
    owed = session.scalar(
        select(Obligation).where(Obligation.worker_id == worker.id, Obligation.month == month, STANDS)
    )
    if owed is None:
        return _forecast(session, worker, month, promised(session, worker, month), settled=False)
    source = Source(FUNDING_OF.get(owed.funding, Payer.FUND), owed.payer_code, owed.funding, owed.programmes)
    return _forecast(session, worker, month, source, settled=owed.state in SETTLED)


def take_on(session: Session, worker: Worker, first: Month, by: User) -> None:
    """Tell the payer under whose code somebody was accepted, before months are raised. Commits nothing.

    Where it does not pay yet, the worker pays alone from the start.
    """
    source = join(session, worker, worker.payer, worker.payer_code, first, by)
    (source or Source.own(worker.programmes)).pays_for(worker)
    session.flush()


def join(
    session: Session, worker: Worker, kind: Payer, code: str | None, first: Month, by: User
) -> Source | None:
    """Ask the payer of this kind and code to pay from `first` on. As whom it does; None where it does not yet."""
    answers = (payer.take_on(session, worker, code, first, by) for payer in _payers if payer.payer == kind)
    return next((source for source in answers if source is not None), None)


def let_go(
    session: Session, worker: Worker, first: Month | None, by: User | None, *, of: Payer | None = None
) -> None:
    """Tell a kind of payer (all, unless told) that the worker's months from `first` on are another's."""
    for payer in _payers:
        if of is None or payer.payer == of:
            payer.let_go(session, worker, first, by)


def recount(session: Session, worker: Worker) -> None:
    """Tell the payers that months of the worker changed hands after all. Commits nothing."""
    for payer in _payers:
        payer.recount(session, worker)


def settled(session: Session, payment: Payment, months: Sequence[Obligation]) -> None:
    """Tell the payers of months that they were paid, and the others that they need not be any more."""
    for payer in _payers:
        own = [owed for owed in months if FUNDING_OF.get(owed.funding, Payer.FUND) == payer.payer]
        if own:
            payer.settled(session, payment, own)
        else:
            payer.recount(session, session.get_one(Worker, payment.worker_id))


def _forecast(session: Session, worker: Worker, month: Month, source: Source, *, settled: bool) -> Forecast:
    own = [payer for payer in _payers if payer.payer == source.payer == Payer.SELF]
    debited = not settled and any(payer.pays(session, worker, month) for payer in own)
    names = (payer.label(session, source) for payer in _payers if payer.payer == source.payer)
    name = next((name for name in names if name), "") if source.code else ""
    return Forecast(month, source.payer, source.funding, source.code, name, settled, debited)
