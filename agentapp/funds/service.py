"""What a fund carries and has paid, as figures by district. Nothing about any one person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import ColumnElement, case, distinct, func, select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.contributions.models import OPEN, Obligation, ObligationState
from agentapp.core.db import sessions
from agentapp.core.money import Rupiah
from agentapp.funds.models import Fund
from agentapp.funds.recent import LARGE, Recent
from agentapp.funds.visible import in_care
from agentapp.programmes.kinds import Payer
from agentapp.workers.models import Worker

_UNSETTLED = (*OPEN, ObligationState.COLLECTING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part of a fund's work: workers carried now, the villages they live in, months and rupiah."""

    workers: int = 0
    villages: int = 0
    paid_months: int = 0
    paid: Rupiah = 0
    open_months: int = 0
    open: Rupiah = 0


@dataclass(frozen=True)
class Statement:
    """A fund and its share in each district, by district code. Of a large fund it may be a minute old."""

    fund: Fund
    districts: Mapping[str, Share]
    counted_at: datetime

    @property
    def is_large(self) -> bool:
        return self.total.workers >= LARGE

    @cached_property
    def total(self) -> Share:
        """All districts together."""
        return Share(
            **{
                name: sum(getattr(share, name) for share in self.districts.values())
                for name in Share.__slots__
            }
        )


def statements(actor: User) -> Sequence[Statement]:
    """The funds that the actor sees, by code."""
    session = sessions()
    funds = session.scalars(select(Fund).where(in_care(actor)).order_by(Fund.code))
    return [statement_of(session, fund) for fund in funds]


def statement_of(session: Session, fund: Fund) -> Statement:
    """What one fund carries and has paid in each district."""
    counted = _RECENT.of(session, fund)
    return Statement(fund, counted.figures, counted.at)


def _districts(session: Session, fund: Fund) -> Mapping[str, Share]:
    people, months = _people(session, fund), _months(session, fund)
    codes = sorted(people.keys() | months.keys())
    return {code: Share(**people.get(code, {}), **months.get(code, {})) for code in codes}


_RECENT = Recent(_districts, lambda districts: sum(share.workers for share in districts.values()))


def _people(session: Session, fund: Fund) -> dict[str, dict[str, int]]:
    """Workers whose months to come the fund pays, and how many villages they live in, by district."""
    rows = session.execute(
        select(Worker.district_code, func.count(), func.count(distinct(Worker.village_code)))
        .where(Worker.payer == Payer.FUND, Worker.payer_code == fund.code, Worker.withdrawn_at.is_(None))
        .group_by(Worker.district_code)
    )
    return {district: {"workers": workers, "villages": villages} for district, workers, villages in rows}


def _months(session: Session, fund: Fund) -> dict[str, dict[str, int]]:
    """Months that are the fund's, paid and open, whoever carries the worker now, by district."""
    paid, open_ = Obligation.state == ObligationState.PAID, Obligation.state.in_(_UNSETTLED)
    rows = session.execute(
        select(Worker.district_code, *_count_and_sum(paid), *_count_and_sum(open_))
        .join(Obligation.worker)
        .where(Obligation.funding == fund.kind, Obligation.payer_code == fund.code)
        .group_by(Worker.district_code)
    )
    names = ("paid_months", "paid", "open_months", "open")
    return {row[0]: dict(zip(names, map(int, row[1:]), strict=True)) for row in rows}


def _count_and_sum(wanted: ColumnElement[bool]) -> tuple[ColumnElement[int], ColumnElement[int]]:
    return func.count(case((wanted, 1))), func.coalesce(func.sum(case((wanted, Obligation.amount))), 0)
