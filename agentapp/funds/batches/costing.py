"""What a batch costs, month by month, and how many months fit into what the fund has left."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.funds.batches.kinds import taken_all_the_same
from agentapp.funds.batches.models import Batch, BatchRow
from agentapp.funds.batches.states import RowState
from agentapp.funds.commitments import quotas_taken
from agentapp.funds.costs import PricedBy
from agentapp.funds.keeping import prices_of
from agentapp.funds.models import FundQuota


@dataclass(frozen=True, slots=True)
class Shortage:
    """A quota with fewer places left than a batch needs."""

    quota: FundQuota
    wanted: int


@dataclass(frozen=True, slots=True)
class Bill:
    """What the rows to be taken cost. `by_month`: rupiah a month; `places`: people by the id of the quota."""

    people: int
    by_month: Mapping[Month, Rupiah]
    places: Mapping[UUID, int]

    @property
    def total(self) -> Rupiah:
        """Rupiah for all the months."""
        return sum(self.by_month.values())

    @property
    def monthly(self) -> Rupiah:
        """Rupiah of the dearest month: what the fund pays while all are carried."""
        return max(self.by_month.values(), default=0)

    def fits(self, free: Rupiah) -> int:
        """How many months, from the first, `free` rupiah pay for."""
        for count, month in enumerate(sorted(self.by_month)):
            free -= self.by_month[month]
            if free < 0:
                return count
        return len(self.by_month)


def to_be_taken(batch: Batch) -> ColumnElement[bool]:
    """The rows of a batch that were taken, or are to be by what is decided now."""
    kept = BatchRow.conflict.in_([kind.value for kind in taken_all_the_same(batch.decisions)])
    sure = BatchRow.state.in_((RowState.READY, RowState.TAKEN, RowState.ENROLLED))
    wanted = or_(sure, (BatchRow.state == RowState.CONFLICT) & kept)
    return (BatchRow.batch_id == batch.id) & wanted


def bill(session: Session, batch: Batch) -> Bill:
    """What the rows to be taken cost, at the prices published by now."""
    which = to_be_taken(batch)
    people = session.scalar(select(func.count()).where(which)) or 0
    return Bill(people, _by_month(session, batch, which), places_of(session, batch, which))


def shortages(batch: Batch, wanted: Bill) -> list[Shortage]:
    """The quotas of the fund that have not enough places."""
    return [
        Shortage(quota, wanted.places[quota.id])
        for quota in batch.fund.quotas
        if wanted.places.get(quota.id, 0) > quota.room
    ]


def _by_month(session: Session, batch: Batch, which: ColumnElement[bool]) -> dict[Month, Rupiah]:
    """Rows of one price are priced once."""
    facts = (
        BatchRow.monthly_income,
        BatchRow.sector,
        BatchRow.programmes,
        BatchRow.first_month,
        BatchRow.last_month,
    )
    prices = prices_of(session, batch.fund)
    months: dict[Month, Rupiah] = defaultdict(int)
    for income, sector, programmes, first, last, count in session.execute(
        select(*facts, func.count()).where(which).group_by(*facts)
    ):
        assert income is not None
        assert sector is not None
        assert programmes is not None
        assert first is not None
        assert last is not None
        for month in first.run(last - first + 1):
            months[month] += count * prices.month(PricedBy(income, sector, programmes), month)
    return dict(sorted(months.items()))


def places_of(session: Session, batch: Batch, which: ColumnElement[bool]) -> dict[UUID, int]:
    """How many places of each quota the rows take."""
    places: dict[UUID, int] = defaultdict(int)
    if not batch.fund.quotas:
        return places
    villages = select(BatchRow.village_code, func.count()).where(which).group_by(BatchRow.village_code)
    for village, count in session.execute(villages):
        for quota_id in quotas_taken(batch.fund.quotas, village or "", batch.agency):
            places[quota_id] += count
    return places
