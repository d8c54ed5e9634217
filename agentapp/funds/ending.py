"""Places end: somebody is replaced, finds another payer, leaves, or the months are over. What comes free goes on.

What is paid stays the fund's; from the next unpaid month on the worker pays alone, or whoever comes next.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.contributions.assessment import lock
from agentapp.contributions.handover import hand_over, next_unpaid
from agentapp.contributions.source import Source
from agentapp.core.clock import today
from agentapp.core.db import look_afresh, transaction
from agentapp.core.errors import N_, FieldError, IllegalMove, NotFound
from agentapp.core.period import Month
from agentapp.funds import commitments
from agentapp.funds.holding import promote, quotas_of, standing_place
from agentapp.funds.keeping import no_longer_kept
from agentapp.funds.models import Fund
from agentapp.funds.places import REPLACED, EndReason, FundPlace, PlaceState
from agentapp.programmes.kinds import Payer
from agentapp.workers.models import Worker


def replace(actor: User, place_id: UUID, reason: EndReason, note: str = "") -> FundPlace:
    """End the place of somebody in the actor's fund, from the next unpaid month on; the next on the list takes it.

    Raises NotFound, IllegalMove where it has ended, FieldError ("reason") for what is no reason to replace anybody.
    """
    if reason not in REPLACED:
        raise FieldError("reason", N_("Pilih alasannya dari daftar."))
    with transaction() as session:
        place = _own(session, actor, place_id)
        end_place(session, place, reason, actor, note)
    return place


def end_place(session: Session, place: FundPlace, reason: EndReason, by: User | None, note: str = "") -> None:
    """End a standing place whose worker is held; not committed. Raises IllegalMove."""
    worker, was_held = place.worker, place.state == PlaceState.HELD
    first = max(next_unpaid(session, worker), place.first_month)
    place.end(reason, by, first, note)
    session.flush()
    if was_held:
        _pass_on(session, place, first, by)
        give_back(session, place)


def let_go(session: Session, worker: Worker, first: Month | None, by: User | None) -> None:
    """Another pays the worker's months from `first` on; None: the worker left the scheme. Not committed."""
    place = standing_place(session, worker.id)
    if place is None or (place.state == PlaceState.WAITING and first is not None):
        return
    was_held = place.state == PlaceState.HELD
    undone = first is None
    place.end(
        EndReason.UNDONE if undone else EndReason.OTHER_PAYER, by, place.first_month if undone else first
    )
    session.flush()
    if was_held:
        give_back(session, place)


def give_back(session: Session, place: FundPlace) -> None:
    """What an ended place no longer needs is free again, and goes to who waits. Not committed."""
    freed = no_longer_kept(session, place)
    commitments.release(session, place.fund_id, freed, {})
    session.expire(place.fund, ["quotas"])  # read under the fund's lock: somebody may just have set new ones
    commitments.release(session, place.fund_id, 0, quotas_of(place))
    promote(session, place.fund_id)


def finish_over(day: date | None = None) -> int:
    """End the places whose months are over on `day` (today unless told), a transaction each. How many. Repeatable."""
    month = Month.of(day or today())
    over = select(FundPlace.id).where(
        FundPlace.state.in_((PlaceState.WAITING, PlaceState.HELD)), FundPlace.last_month < month
    )
    return sum(_finish(key, month) for key in look_afresh().scalars(over).all())


def _finish(place_id: UUID, month: Month) -> bool:
    with transaction() as session:
        place = locked_place(session, place_id)
        if place.state == PlaceState.ENDED or place.last_month >= month:
            return False
        worker, was_held = place.worker, place.state == PlaceState.HELD
        place.end(EndReason.PERIOD_OVER, None, None)
        session.flush()
        if was_held:
            _pass_on(session, place, place.last_month + 1, None)
            give_back(session, place)
        session.refresh(worker)
    return True


def _pass_on(session: Session, place: FundPlace, first: Month, by: User | None) -> None:
    """The worker's months from `first` on are their own, if they are the fund's until now."""
    worker = place.worker
    if worker.payer == Payer.FUND and worker.payer_code == place.fund.code:
        hand_over(session, by, worker, Source.own(place.own_programmes), first)


def _own(session: Session, actor: User, place_id: UUID) -> FundPlace:
    """A standing place in a fund of the actor's, held after its worker. Raises NotFound, IllegalMove."""
    known = session.scalar(
        select(FundPlace.id).join(FundPlace.fund).where(FundPlace.id == place_id, Fund.officer_id == actor.id)
    )
    if known is None:
        raise NotFound
    place = locked_place(session, place_id)
    if place.state == PlaceState.ENDED:
        raise IllegalMove
    return place


def locked_place(session: Session, place_id: UUID) -> FundPlace:
    """A place, held after its worker until the transaction ends."""
    place = session.get_one(FundPlace, place_id)
    lock(session, place.worker)
    session.refresh(place, with_for_update=True)
    return place
