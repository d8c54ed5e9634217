"""What a fund keeps for its places follows the prices: after a new table or relief, promises are counted anew."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from agentapp.core.db import look_afresh, transaction
from agentapp.core.money import Rupiah
from agentapp.funds import commitments
from agentapp.funds.holding import promote
from agentapp.funds.keeping import all_needed, prices_of
from agentapp.funds.models import Fund, FundState
from agentapp.funds.places import FundPlace, PlaceState


def recost(session: Session, fund: Fund) -> Rupiah:
    """Keep for each place what its months cost by now. How many rupiah more that is. Commits nothing.

    Raises OverCeiling where they cost more than the fund has left.
    """
    places = session.scalars(
        select(FundPlace)
        .where(FundPlace.fund_id == fund.id, FundPlace.state != PlaceState.WAITING)
        .options(joinedload(FundPlace.worker))
        .order_by(FundPlace.id)
        .with_for_update(of=FundPlace)
        .execution_options(populate_existing=True)
    ).all()
    more = 0
    for place, cost in all_needed(session, places, prices_of(session, fund)):
        more += cost - place.reserved
        place.reserved = cost
    session.flush()
    if more:
        commitments.spend(session, fund.id, 0, -more)
    return more


def recost_all() -> int:
    """Count anew what active funds keep, a transaction each, and take up who waits. How many funds changed.

    A fund that cannot pay the new prices any more stays as it is; its page says so.
    """
    keys = look_afresh().scalars(select(Fund.id).where(Fund.state == FundState.ACTIVE)).all()
    changed = 0
    for key in keys:
        try:
            with transaction() as session:
                changed += bool(recost(session, session.get_one(Fund, key)))
                promote(session, key)
        except commitments.OverCeiling:
            continue
    return changed
