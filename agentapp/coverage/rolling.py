"""Counts a month: people and rupiah by village and dimension, a district a transaction.

A district's cells are taken away and written anew by one statement from what the workers and their months say. So the
count may be cut short anywhere, run twice, or by two processes at once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Insert, Table, delete, func, literal, select, union, union_all
from sqlalchemy.orm import Session

from agentapp.core.bulk import INSERTS
from agentapp.core.clock import now, today
from agentapp.core.db import sessions, transaction
from agentapp.core.errors import N_, DomainError
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.coverage.facts import by_dimension, facts, lay_out, take_away
from agentapp.coverage.models import CoverageCell, CoverageMonth, Dimension
from agentapp.coverage.regions import within
from agentapp.programmes.rulebook import Rulebook, current_rulebook
from agentapp.workers.models import Worker

FIRST = Month(2020, 1)
_CELLS = cast(Table, CoverageCell.__table__)
_MONTHS = cast(Table, CoverageMonth.__table__)
_DISTRICT_LENGTH = len("13.03.06")


class NotCountable(DomainError):
    """A month that has not begun, or is before this kind of cover."""

    status = 422
    default = N_("Cakupan bulan %(period)s tidak bisa dihitung: hanya dari %(first)s sampai %(last)s.")


@dataclass(frozen=True, slots=True)
class Rolled:
    """What a month counts: villages with workers, workers known, those covered, and the month's rupiah."""

    period: Month
    villages: int
    workers: int
    covered: int
    due: Rupiah
    paid: Rupiah


def roll_up(month: Month, walked: Callable[[int], object] = lambda _count: None) -> Rolled:
    """Count `month`; `walked` hears of each district that is done. Raises NotCountable."""
    if not FIRST <= month <= Month.of(today()):
        raise NotCountable(period=str(month), first=str(FIRST), last=str(Month.of(today())))
    begun = now()
    _begin(month)
    cells = counting(current_rulebook(sessions()), month)
    for district in districts(month):
        with transaction() as session:
            roll_district(session, cells, month, district)
        walked(1)
    with transaction() as session:
        row = _locked(session, month)
        row.counted_at = max(begun, row.counted_at or begun)
    return told(sessions(), month)


def districts(month: Month) -> Sequence[str]:
    """Where workers live, and where the month's cells say they lived."""
    before = func.substr(CoverageCell.village_code, 1, _DISTRICT_LENGTH)
    both = union(
        select(Worker.district_code.label("code")), select(before).where(CoverageCell.month == month)
    ).subquery()
    return sessions().scalars(select(both.c.code).order_by(both.c.code)).all()


def counting(rulebook: Rulebook, month: Month) -> Insert:
    """The statement that writes the cells of `month` for one "district": laid out once, run for each."""
    lines = facts(rulebook, month)
    cells = union_all(*(by_dimension(lines, dimension) for dimension in Dimension)).subquery()
    names = ["month", *(column.name for column in cells.c)]
    return _CELLS.insert().from_select(names, select(literal(month, CoverageCell.month.type), *cells.c))


def roll_district(session: Session, cells: Insert, month: Month, district: str) -> None:
    """Write the cells of one district anew, by `counting`; the month must have begun. Others wait for its lock."""
    _locked(session, month)
    session.execute(
        delete(CoverageCell).where(CoverageCell.month == month, within(CoverageCell.village_code, district))
    )
    lay_out(session, district)
    session.connection().execute(cells, {"district": district})
    take_away(session)


def _begin(month: Month) -> None:
    with transaction() as session:
        insert = INSERTS[session.get_bind().dialect.name](_MONTHS)
        session.connection().execute(insert.values(month=month).on_conflict_do_nothing())


def _locked(session: Session, month: Month) -> CoverageMonth:
    """The month's row, kept until the transaction ends: one counts at a time. SQLite needs no more than that."""
    return session.scalars(
        select(CoverageMonth)
        .where(CoverageMonth.month == month)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def told(session: Session, month: Month) -> Rolled:
    """What the cells of `month` come to."""
    people = CoverageCell.covered + CoverageCell.arrears + CoverageCell.ended + CoverageCell.waiting
    totals = (people, CoverageCell.covered, CoverageCell.due, CoverageCell.paid)
    row = session.execute(
        select(func.count(), *(func.coalesce(func.sum(total), 0) for total in totals)).where(
            CoverageCell.month == month, CoverageCell.dimension == Dimension.ALL
        )
    ).one()
    return Rolled(month, *(int(number) for number in row))
