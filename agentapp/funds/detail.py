"""One fund on its page: what of the ceiling is gone, whom it carries where, who waits, how long it lasts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import today
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.funds.forecast import Forecast, forecast
from agentapp.funds.models import Fund, FundMove, FundQuota
from agentapp.funds.people import counts
from agentapp.funds.places import FundPlace, PlaceState
from agentapp.funds.recent import Recent
from agentapp.funds.service import Statement, statement_of
from agentapp.funds.visible import find_fund

_FORECAST: Recent[Forecast | None] = Recent(forecast, lambda found: found.people if found else 0)


@dataclass(frozen=True, slots=True)
class Detail:
    """`ending`: how many are carried up to this month and no further; `people` how many places by state."""

    fund: Fund
    statement: Statement
    people: Mapping[PlaceState, int]
    forecast: Forecast | None
    quotas: Sequence[FundQuota]
    ending: int
    history: Sequence[FundMove]

    @property
    def costs_each(self) -> Rupiah | None:
        """Rupiah a month of one more person, going by those it carries."""
        return self.forecast.monthly // self.forecast.people if self.forecast else None


def read(session: Session, actor: User, fund_id: UUID) -> Detail:
    """Raises NotFound for a fund that the actor does not see."""
    fund = find_fund(session, actor, fund_id)
    return Detail(
        fund,
        statement_of(session, fund),
        counts(session, fund),
        _FORECAST.of(session, fund).figures,
        fund.quotas,
        _ending(session, fund),
        session.scalars(fund.history.select()).all(),
    )


def _ending(session: Session, fund: Fund) -> int:
    held = FundPlace.fund_id == fund.id, FundPlace.state == PlaceState.HELD
    last = select(func.count()).select_from(FundPlace).where(*held, FundPlace.last_month <= Month.of(today()))
    return session.scalar(last) or 0
