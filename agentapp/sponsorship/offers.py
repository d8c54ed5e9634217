"""What a sponsor is offered: somebody to carry, from which month on, and what it costs."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.contributions.funding import Forecast, payer_of, promised
from agentapp.contributions.handover import next_unpaid, this_month
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind, Payer, Programmes
from agentapp.programmes.rulebook import Quote, current_rulebook, quote
from agentapp.sponsorship.models import STANDING, Sponsorship, SponsorshipState
from agentapp.sponsorship.refusals import AlreadyCarried, PaidByFund
from agentapp.workers.models import Worker

YEAR = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """What a sponsor chooses: programmes, and how many months (None: until further notice)."""

    programmes: Programmes
    months: int | None


@dataclass(frozen=True, slots=True)
class Offer:
    """Somebody to carry from `first` on. `payer`: who pays that month now. `periods`: months one may choose from."""

    worker: Worker
    first: Month
    payer: Forecast
    periods: tuple[int, ...]
    years: dict[Programmes, Quote]

    def monthly(self, programmes: Programmes) -> Rupiah:
        """What the first month costs."""
        return self.years[programmes].stretches[0].each.total

    def yearly(self, programmes: Programmes) -> Rupiah:
        """What twelve months cost, as far as the rules are known today."""
        return self.years[programmes].total


def offer(session: Session, worker: Worker) -> Offer:
    """What carrying the worker would mean. Raises AlreadyCarried, PaidByFund."""
    first = next_unpaid(session, worker)
    check_free(session, worker, first)
    return Offer(
        worker=worker,
        first=first,
        payer=payer_of(session, worker, first),
        periods=current_rulebook(session).terms(first).periods,
        years={programmes: price(session, worker, programmes, first, YEAR) for programmes in Programmes},
    )


def price(session: Session, worker: Worker, programmes: Programmes, first: Month, count: int) -> Quote:
    """What a sponsor pays for `count` months of the worker."""
    return quote(
        current_rulebook(session),
        income=worker.monthly_income,
        programmes=programmes,
        sector=worker.sector,
        funding=FundingKind.SPONSOR,
        months=first.run(count),
    )


def check_free(session: Session, worker: Worker, first: Month) -> None:
    """Raises AlreadyCarried or PaidByFund where somebody else pays `first`; who paused, or is through, does not."""
    carrying = standing_for(session, worker)
    busy = carrying is not None and carrying.state == SponsorshipState.ACTIVE
    if carrying is not None and busy and not carrying.over(this_month(worker)):
        raise AlreadyCarried
    if promised(session, worker, first).payer == Payer.FUND:
        raise PaidByFund


def standing_for(session: Session, worker: Worker) -> Sponsorship | None:
    """The sponsorship of the worker that has not ended."""
    return session.scalar(
        select(Sponsorship).where(Sponsorship.worker_id == worker.id, Sponsorship.state.in_(STANDING))
    )
