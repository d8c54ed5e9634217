"""Every worker of a district in a month as one line: all that people are counted by, where they stand, their rupiah.

Where somebody stands is asked of `contributions.status_filter`: the rule is there, and only there.
"""

from datetime import datetime, time
from typing import Any

from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    MetaData,
    Select,
    String,
    Table,
    and_,
    bindparam,
    case,
    cast,
    func,
    insert,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased
from sqlalchemy.schema import CreateTable, DropTable

from agentapp.contributions.models import Obligation, ObligationState
from agentapp.contributions.protection import ProtectionStatus
from agentapp.contributions.status_filter import has_status
from agentapp.core.clock import JAKARTA
from agentapp.core.period import Month
from agentapp.coverage.ages import age_group
from agentapp.coverage.models import Dimension
from agentapp.funds.places import FundPlace, PlaceState
from agentapp.programmes.kinds import FundingKind
from agentapp.programmes.occupations import occupation_of
from agentapp.programmes.rulebook import Rulebook
from agentapp.workers.models import Worker

NOT_OWED = (ObligationState.VOID, ObligationState.LAPSED, ObligationState.WAIVED)
OTHER = "other"
"""The value of an occupation that nobody knows."""

_THEMSELVES = (FundingKind.SELF, FundingKind.SPONSOR)
_CALLED = Table(
    "coverage_occupations",
    MetaData(),
    Column("text", Worker.occupation.type, primary_key=True),
    Column("code", String(40)),
    prefixes=["TEMPORARY"],
)
_Owed = aliased(Obligation, name="owed")
_Asked = aliased(Obligation, name="asked")
_VOID = literal(ObligationState.VOID, Obligation.state.type, literal_execute=True)


def lay_out(session: Session, district: str) -> None:
    """Put what a district's workers wrote as their occupation beside what it counts as. `take_away` before the end."""
    texts = session.scalars(select(Worker.occupation).where(Worker.district_code == district).distinct())
    rows = [{"text": text, "code": known.code} for text in texts if (known := occupation_of(text))]
    session.execute(CreateTable(_CALLED))
    if rows:
        session.execute(insert(_CALLED), rows)


def take_away(session: Session) -> None:
    session.execute(DropTable(_CALLED))


def facts(rulebook: Rulebook, month: Month) -> CTE:
    """The lines of the district told as "district", worked out once, however often they are read. Needs `lay_out`."""
    lines = (
        select(
            Worker.village_code.label("village_code"),
            *(value.label(dimension.value) for dimension, value in _dimensions(month).items()),
            _status(rulebook, month).label("status"),
            _rupiah(_Owed.state.not_in(NOT_OWED)).label("due"),
            _rupiah(_Owed.state == ObligationState.PAID).label("paid"),
        )
        .outerjoin(_Owed, _month_of(month, _Owed))
        .outerjoin(_CALLED, _CALLED.c.text == Worker.occupation)
        .where(Worker.district_code == bindparam("district", type_=String), counted_by(month))
    )
    return lines.cte("facts").prefix_with("MATERIALIZED")


def counted_by(month: Month) -> ColumnElement[bool]:
    """Whether a standing worker is counted in `month`: accepted by its end (WIB), or asked for that month."""
    end = datetime.combine((month + 1).first_day, time(), JAKARTA)
    asked = select(_Asked.id).where(_month_of(month, _Asked))
    return and_(Worker.withdrawn_at.is_(None), or_(Worker.accepted_at < end, asked.exists()))


def _month_of(month: Month, owed: Any) -> ColumnElement[bool]:
    return and_(owed.worker_id == Worker.id, owed.month == month, owed.state != _VOID)


def _dimensions(month: Month) -> dict[Dimension, ColumnElement[Any]]:
    """The value of each dimension. Who pays is who pays that month; before it was raised, who is to pay."""
    payer = func.coalesce(cast(_Owed.funding, String), cast(Worker.funding, String))
    of_fund = payer.not_in([kind.value for kind in _THEMSELVES])
    return {
        Dimension.ALL: literal(""),
        Dimension.AGENCY: _agency(month),
        Dimension.ECOSYSTEM: cast(Worker.ecosystem, String),
        Dimension.OCCUPATION: func.coalesce(_CALLED.c.code, OTHER),
        Dimension.SEX: cast(Worker.sex, String),
        Dimension.AGE: age_group(month),
        Dimension.PAYER: payer,
        Dimension.FUND: case((of_fund, func.coalesce(_Owed.payer_code, Worker.payer_code, ""))),
        Dimension.PROGRAMMES: func.coalesce(cast(_Owed.programmes, String), cast(Worker.programmes, String)),
    }


def _agency(month: Month) -> ColumnElement[str | None]:
    """The agency of local government through which a fund carries somebody in `month`; NULL without one."""
    carried = and_(
        FundPlace.worker_id == Worker.id,
        FundPlace.state != PlaceState.WAITING,
        FundPlace.first_month <= month,
        FundPlace.last_month >= month,
        or_(FundPlace.free_from.is_(None), FundPlace.free_from > month),
    )
    return select(func.max(FundPlace.agency)).where(carried).scalar_subquery()


def _status(rulebook: Rulebook, month: Month) -> ColumnElement[str]:
    known = [status for status in ProtectionStatus if status != ProtectionStatus.WAITING]
    return case(
        *((has_status(status, rulebook, month), status.value) for status in known),
        else_=ProtectionStatus.WAITING.value,
    )


def _rupiah(wanted: ColumnElement[bool]) -> ColumnElement[int]:
    return case((wanted, _Owed.amount), else_=0)


def by_dimension(lines: CTE, dimension: Dimension) -> Select[*tuple[Any, ...]]:
    """People and rupiah by village and value of one dimension, as the cells hold them; without those of no value."""
    value = lines.c[dimension.value]
    return (
        select(
            literal(dimension.value).label("dimension"),
            lines.c.village_code,
            value.label("value"),
            *(_people(lines, status).label(name) for name, status in COUNTED.items()),
            func.sum(lines.c.due).label("due"),
            func.sum(lines.c.paid).label("paid"),
        )
        .where(value.is_not(None))
        .group_by(lines.c.village_code, value)
    )


COUNTED = {
    "covered": ProtectionStatus.PROTECTED,
    "arrears": ProtectionStatus.ARREARS,
    "ended": ProtectionStatus.ENDED,
    "waiting": ProtectionStatus.WAITING,
}


def _people(lines: CTE, status: ProtectionStatus) -> ColumnElement[int]:
    return func.sum(case((lines.c.status == status.value, 1), else_=0))
