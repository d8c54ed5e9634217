"""Places are taken: at once where money and quotas have room, else in the order in which they were asked for.

Nothing here commits. Whoever calls holds the worker (`contributions.assessment.lock`); then come place, fund, quotas.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.contributions.funding import promised
from agentapp.contributions.handover import hand_over, next_unpaid, raise_for
from agentapp.contributions.source import Source
from agentapp.core.clock import now, today
from agentapp.core.errors import N_, Conflict
from agentapp.core.period import Month
from agentapp.funds import commitments
from agentapp.funds.commitments import NotOpen, OverCeiling, OverQuota
from agentapp.funds.eligibility import Candidate, check
from agentapp.funds.keeping import needed, prices_of
from agentapp.funds.models import Fund, FundCohort, FundState
from agentapp.funds.places import EndReason, FundPlace, PlaceState
from agentapp.places.registry import zone_of
from agentapp.programmes.kinds import Payer
from agentapp.workers.models import Worker

STANDING = (PlaceState.WAITING, PlaceState.HELD)


class CarriedElsewhere(Conflict):
    """Another fund carries the worker: its officer ends that first."""

    default = N_("Orang ini sedang digendong dana lain. Petugas dana itu harus mengakhirinya dahulu.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How somebody is to be carried: with which cohort, by which agency, until when, chosen by which data."""

    cohort: FundCohort | None = None
    until: Month | None = None
    agency: str | None = None
    decile: int | None = None
    source: str = ""


def standing_place(session: Session, worker_id: UUID) -> FundPlace | None:
    """Where the worker is carried or waits, held until the transaction ends."""
    found = select(FundPlace).where(FundPlace.worker_id == worker_id, FundPlace.state.in_(STANDING))
    return session.scalar(found.with_for_update().execution_options(populate_existing=True))


def enter(
    session: Session, fund: Fund, worker: Worker, first: Month, by: User | None, wish: Wish | None = None
) -> FundPlace:
    """A place for the worker from `first` on: held where there is room, else waiting. Asked twice, it is the same.

    Whom another fund has waiting waits there no longer. Who pays is not changed. Raises NotEligible, NotOpen,
    CarriedElsewhere.
    """
    wish = wish or Wish()
    check(fund, Candidate.of(worker, wish.decile), today(zone_of(worker.village_code)))
    before = standing_place(session, worker.id)
    if before is not None and before.fund_id == fund.id:
        return before
    if before is not None:
        _leave_list(before, by)
        session.flush()
    place = _asked(fund, worker, first, wish)
    session.add(place)
    session.flush()
    try_to_hold(session, place, place.first_month)
    return place


def try_to_hold(session: Session, place: FundPlace, first: Month) -> bool:
    """Let a waiting place hold from `first` on, if money and quotas have room for it. Raises NotOpen."""
    try:
        take(session, place, first)
    except (OverCeiling, OverQuota):
        return False
    return True


def take(session: Session, place: FundPlace, first: Month) -> None:
    """Let a waiting place hold from `first` on, or leave all as it was. Raises NotOpen, OverCeiling, OverQuota."""
    cost = needed(session, place, prices_of(session, place.fund), first)
    with session.begin_nested():
        commitments.commit(session, place.fund_id, cost, quotas_of(place))
    place.hold(first, cost)
    session.flush()


def source_of(place: FundPlace) -> Source:
    """The fund as obligations name it, up to the last month of the place."""
    fund = place.fund
    return Source(Payer.FUND, fund.code, fund.kind, place.programmes, place.last_month)


def quotas_of(place: FundPlace) -> dict[UUID, int]:
    """The places of quotas that it takes."""
    return commitments.quotas_taken(place.fund.quotas, place.village_code, place.agency)


def positions(session: Session, places: Iterable[FundPlace]) -> dict[UUID, int]:
    """Where waiting places stand on their fund's list, from 1, by id."""
    ranked = (
        select(
            FundPlace.id,
            func.row_number()
            .over(partition_by=FundPlace.fund_id, order_by=(FundPlace.asked_at, FundPlace.id))
            .label("rank"),
        )
        .where(
            FundPlace.state == PlaceState.WAITING, FundPlace.fund_id.in_({each.fund_id for each in places})
        )
        .subquery()
    )
    wanted = [each.id for each in places]
    rows = session.execute(select(ranked.c.id, ranked.c.rank).where(ranked.c.id.in_(wanted)))
    return {row.id: row.rank for row in rows}


def promote(session: Session, fund_id: UUID) -> int:
    """Give room that there is to who waits longest. How many were taken up.

    Nobody is overtaken for money; who waits for a full quota lets others by. Whoever is being changed by somebody else
    just now ends the round: the next one goes on.
    """
    fund = session.get_one(Fund, fund_id)
    if fund.state != FundState.ACTIVE:
        return 0
    taken_up = 0
    for place in _waiting(session, fund):
        if not _has_room(fund, place):
            continue
        if fund.free <= 0 or not _hold(session, place):
            break
        try:
            taken_up += _take_up(session, place)
        except OverQuota:
            continue
        except (OverCeiling, NotOpen):
            break
    return taken_up


def _asked(fund: Fund, worker: Worker, first: Month, wish: Wish) -> FundPlace:
    begins, ends = (
        (wish.cohort.first_month, wish.cohort.last_month) if wish.cohort else (first, fund.last_month)
    )
    first, last = max(first, begins, fund.first_month), min(ends, fund.last_month, wish.until or ends)
    if last < first:
        raise NotOpen
    return FundPlace(
        fund=fund,
        worker=worker,
        cohort=wish.cohort,
        state=PlaceState.WAITING,
        first_month=first,
        last_month=last,
        village_code=worker.village_code,
        agency=wish.agency or (wish.cohort.agency if wish.cohort else None),
        programmes=fund.programmes,
        own_programmes=worker.programmes,
        reserved=0,
        decile=wish.decile,
        source=wish.source,
        asked_at=now(),
    )


def _leave_list(place: FundPlace, by: User | None) -> None:
    if place.state == PlaceState.HELD:
        raise CarriedElsewhere
    place.end(EndReason.OTHER_PAYER, by, None)


def _waiting(session: Session, fund: Fund) -> Sequence[FundPlace]:
    return session.scalars(
        select(FundPlace)
        .where(FundPlace.fund_id == fund.id, FundPlace.state == PlaceState.WAITING)
        .order_by(FundPlace.asked_at, FundPlace.id)
    ).all()


def _has_room(fund: Fund, place: FundPlace) -> bool:
    wanted = quotas_of(place)
    return all(quota.room > 0 for quota in fund.quotas if quota.id in wanted)


def _hold(session: Session, place: FundPlace) -> bool:
    """Keep the worker and the place for ourselves; False where somebody else has the worker in hand."""
    key = select(Worker.id).where(Worker.id == place.worker_id)
    if session.scalar(key.with_for_update(skip_locked=True, key_share=True)) is None:
        return False
    session.refresh(place.worker)
    session.expire(place.worker, ["memberships"])
    session.refresh(place, with_for_update=True)
    return True


def _take_up(session: Session, place: FundPlace) -> bool:
    """Carry who waited from the next unpaid month on; False for whoever needs it no longer."""
    worker = place.worker
    if place.state != PlaceState.WAITING:
        return False
    first = max(place.first_month, next_unpaid(session, worker))
    gone = _needs_no_more(session, place, first)
    if gone is not None:
        place.end(gone, None, None)
        return False
    take(session, place, first)
    hand_over(session, None, worker, source_of(place), first)
    raise_for(session, worker, first)
    return True


def _needs_no_more(session: Session, place: FundPlace, first: Month) -> EndReason | None:
    if place.worker.withdrawn_at is not None:
        return EndReason.UNDONE
    if first > place.last_month:
        return EndReason.PERIOD_OVER
    if promised(session, place.worker, first).payer != Payer.SELF:
        return EndReason.OTHER_PAYER
    return None
