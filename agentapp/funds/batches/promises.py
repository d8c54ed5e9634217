"""What funds keep for batches: rows that are taken and not enrolled yet."""

from collections import Counter
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.core.money import Rupiah
from agentapp.funds.batches.models import Batch
from agentapp.funds.batches.states import KEEPS_MONEY


def kept_for_batches(session: Session) -> tuple[Counter[UUID], Counter[UUID]]:
    """Rupiah by the id of the fund, and places by the id of the quota."""
    rupiah: Counter[UUID] = Counter()
    places: Counter[UUID] = Counter()
    rows = session.execute(
        select(Batch.fund_id, Batch.reserved, Batch.places).where(Batch.state.in_(KEEPS_MONEY))
    )
    for fund_id, reserved, taken in rows:
        rupiah[fund_id] += Rupiah(reserved)
        places.update({UUID(quota_id): count for quota_id, count in taken.items()})
    return rupiah, places
