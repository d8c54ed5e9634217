"""Do a fund's counters say what its places, batches and months say? Asked of the tables alone."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from agentapp.contributions.ledger import EntryKind, LedgerEntry
from agentapp.contributions.models import Obligation, Payment, PaymentChannel
from agentapp.core.money import Rupiah
from agentapp.funds.batches.promises import kept_for_batches
from agentapp.funds.keeping import all_needed, prices_of
from agentapp.funds.models import Fund, FundQuota
from agentapp.funds.places import FundPlace, PlaceState

_SPENT = case(
    (LedgerEntry.kind == EntryKind.CONTRIBUTION, LedgerEntry.amount),
    (LedgerEntry.kind == EntryKind.CONTRIBUTION_REVERSED, -LedgerEntry.amount),
    else_=0,
)


def differences(session: Session) -> Iterator[str]:
    """What does not fit together, a line each; nothing where all is well."""
    reserved, spent = _reserved(session), _spent(session)
    held = _held(session)
    for_batches, places = kept_for_batches(session)
    for fund in session.scalars(select(Fund).execution_options(populate_existing=True)):
        expected = reserved.get(fund.id, 0) + for_batches[fund.id], spent.get((fund.code, fund.kind), 0)
        if (fund.reserved, fund.spent) != expected:
            yield f"fund {fund.code}: {fund.reserved} reserved, {fund.spent} spent; its months say {expected}"
        if fund.reserved + fund.spent > fund.ceiling:
            yield f"fund {fund.code}: beyond its ceiling"
        yield from _quota_differences(session, fund, held.get(fund.id, []), places)


def loose_promises(session: Session, fund: Fund) -> Iterator[str]:
    """Places that keep more or less than their months cost by now: after prices changed, until the next night."""
    carried = select(FundPlace).where(FundPlace.fund_id == fund.id, FundPlace.state != PlaceState.WAITING)
    places = session.scalars(carried).all()
    for place, cost in all_needed(session, places, prices_of(session, fund)):
        if place.reserved != cost:
            yield f"place {place.id}: {place.reserved} kept, {cost} needed"


def _reserved(session: Session) -> dict[UUID, Rupiah]:
    rows = session.execute(
        select(FundPlace.fund_id, func.sum(FundPlace.reserved)).group_by(FundPlace.fund_id)
    )
    return {fund_id: int(sum_) for fund_id, sum_ in rows}


def _spent(session: Session) -> dict[tuple[str | None, object], Rupiah]:
    """Rupiah that was paid for months, by the fund's code and kind; what a credit paid had been paid before."""
    rows = session.execute(
        select(Obligation.payer_code, Obligation.funding, func.sum(_SPENT))
        .join(LedgerEntry, LedgerEntry.obligation_id == Obligation.id)
        .outerjoin(Payment, Payment.id == LedgerEntry.payment_id)
        .where(
            Obligation.payer_code.in_(select(Fund.code)),
            or_(Payment.id.is_(None), Payment.channel != PaymentChannel.CREDIT),
        )
        .group_by(Obligation.payer_code, Obligation.funding)
    )
    return {(code, kind): int(sum_) for code, kind, sum_ in rows}


def _held(session: Session) -> dict[UUID, list[tuple[str, str | None, int]]]:
    """How many are held, by fund, of each village and agency."""
    rows = session.execute(
        select(FundPlace.fund_id, FundPlace.village_code, FundPlace.agency, func.count())
        .where(FundPlace.state == PlaceState.HELD)
        .group_by(FundPlace.fund_id, FundPlace.village_code, FundPlace.agency)
    )
    held: dict[UUID, list[tuple[str, str | None, int]]] = {}
    for fund_id, village_code, agency, count in rows:
        held.setdefault(fund_id, []).append((village_code, agency, count))
    return held


def _quota_differences(
    session: Session, fund: Fund, held: list[tuple[str, str | None, int]], for_batches: Mapping[UUID, int]
) -> Iterator[str]:
    quotas = select(FundQuota).where(FundQuota.fund_id == fund.id).execution_options(populate_existing=True)
    for quota in session.scalars(quotas):
        counted = sum(count for village, agency, count in held if quota.counts(village, agency))
        counted += for_batches.get(quota.id, 0)
        if quota.taken != counted:
            yield f"fund {fund.code}, quota {quota.region_code or quota.agency}: {quota.taken} taken, {counted} held"
