"""Funds as payers of months: the fund side of `contributions.funding`."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.contributions.models import Obligation, Payment, PaymentChannel
from agentapp.contributions.source import Source
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.funds import commitments, ending, holding
from agentapp.funds.holding import source_of
from agentapp.funds.keeping import no_longer_kept
from agentapp.funds.models import PAYING, Fund
from agentapp.funds.places import FundPlace, PlaceState
from agentapp.programmes.kinds import Payer
from agentapp.workers.models import Worker


class FundFunding:
    """A fund pays the months of whom it carries, out of what it keeps for them."""

    payer = Payer.FUND

    def pays(self, session: Session, worker: Worker, month: Month) -> Source | None:
        place = session.scalar(
            select(FundPlace)
            .join(FundPlace.fund)
            .where(
                FundPlace.worker_id == worker.id,
                FundPlace.state == PlaceState.HELD,
                FundPlace.first_month <= month,
                FundPlace.last_month >= month,
                or_(FundPlace.free_from.is_(None), FundPlace.free_from > month),
                Fund.state.in_(PAYING),
            )
        )
        return source_of(place) if place else None

    def label(self, session: Session, source: Source) -> str | None:
        return session.scalar(select(Fund.name).where(Fund.code == source.code))

    def take_on(
        self, session: Session, worker: Worker, code: str | None, first: Month, by: User
    ) -> Source | None:
        """Carried at once where there is room, else put on the waiting list.

        Raises NotEligible, NotOpen, CarriedElsewhere.
        """
        fund = session.scalar(select(Fund).where(Fund.code == code))
        if fund is None:
            return None
        place = holding.enter(session, fund, worker, first, by)
        return source_of(place) if place.state == PlaceState.HELD else None

    def let_go(self, session: Session, worker: Worker, first: Month | None, by: User | None) -> None:
        ending.let_go(session, worker, first, by)

    def recount(self, session: Session, worker: Worker) -> None:
        """What is no longer kept for the worker is free again, and goes to who waits.

        Who waits and pays alone meanwhile needs less: there may be room now.
        """
        for place in _places(session, worker.id):
            freed = no_longer_kept(session, place)
            commitments.release(session, place.fund_id, freed, {})
            if freed:
                holding.promote(session, place.fund_id)
        standing = holding.standing_place(session, worker.id)
        if standing is not None and standing.state == PlaceState.WAITING:
            holding.promote(session, standing.fund_id)

    def settled(self, session: Session, payment: Payment, months: Sequence[Obligation]) -> None:
        """What was kept for the months is spent; a credit was spent when it came. Raises OverCeiling, NothingPaid."""
        for code in sorted({owed.payer_code for owed in months if owed.payer_code}):
            paid = sum(owed.amount for owed in months if owed.payer_code == code)
            _spend(session, code, payment, 0 if payment.channel == PaymentChannel.CREDIT else paid)


def _spend(session: Session, code: str, payment: Payment, rupiah: Rupiah) -> None:
    fund = session.scalar(select(Fund).where(Fund.code == code))
    if fund is None:
        return
    places = _places(session, payment.worker_id, FundPlace.fund_id == fund.id)
    freed = sum(no_longer_kept(session, place) for place in places)
    commitments.spend(session, fund.id, rupiah, freed)
    if freed > rupiah:
        holding.promote(session, fund.id)


def _places(session: Session, worker_id: UUID, *which: ColumnElement[bool]) -> Sequence[FundPlace]:
    """Where the worker is or was carried, held until the transaction ends."""
    return session.scalars(
        select(FundPlace)
        .where(FundPlace.worker_id == worker_id, FundPlace.state != PlaceState.WAITING, *which)
        .order_by(FundPlace.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
