"""What a month costs, as a table beside the workers: the rulebook's own answers, for the database to join.

One row for each bracket, set of programmes, sector and source of money; so the rule stays in one place, and a million
workers are priced without being read.
"""

from collections.abc import Sequence
from itertools import pairwise, product
from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, MetaData, Table, and_, case, literal
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable, DropTable

from agentapp.core import bulk
from agentapp.core.columns import RupiahColumn
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind, Programmes, Sector
from agentapp.programmes.rulebook import Rulebook, contribution
from agentapp.workers.models import Worker

PRICES = Table(
    "month_prices",
    MetaData(),
    Column("programmes", Worker.programmes.type, primary_key=True),
    Column("sector", Worker.sector.type, primary_key=True),
    Column("funding", Worker.funding.type, primary_key=True),
    Column("income_from", BigInteger, primary_key=True, autoincrement=False),
    *(Column(name, RupiahColumn) for name in ("base", "jkk", "jkm", "jht", "amount")),
    prefixes=["TEMPORARY"],
)


def lay_out(session: Session, rows: list[dict[str, Any]]) -> None:
    """Make the table for this transaction. `take_away` before it ends."""
    session.execute(CreateTable(PRICES))
    bulk.write(session, PRICES, rows)
    bulk.count_anew(session, PRICES)  # or it is joined as if it were small


def take_away(session: Session) -> None:
    session.execute(DropTable(PRICES))


def prices(rulebook: Rulebook, month: Month) -> list[dict[str, Any]]:
    """The rows for `month`. Raises NoRates before the first published table."""
    kinds = list(product(Programmes, Sector, FundingKind))
    return [
        _row(rulebook, month, income_from, *kind)
        for income_from in _begins(rulebook, month)
        for kind in kinds
    ]


def price_of(worker: Any, rulebook: Rulebook, month: Month) -> ColumnElement[bool]:
    """Joins a selectable with a worker's columns to its price: all by equality, which PostgreSQL can hash."""
    return and_(
        PRICES.c.programmes == worker.programmes,
        PRICES.c.sector == worker.sector,
        PRICES.c.funding == worker.funding,
        PRICES.c.income_from == bracket_of(worker.monthly_income, rulebook, month),
    )


def bracket_of(income: ColumnElement[int], rulebook: Rulebook, month: Month) -> ColumnElement[int]:
    """Where the bracket of an income begins."""
    begins = _begins(rulebook, month)
    known = {begin: literal(begin, BigInteger, literal_execute=True) for begin in begins}
    steps = ((income < known[end], known[begin]) for begin, end in pairwise(begins))
    return case(*steps, else_=known[begins[-1]])


def _begins(rulebook: Rulebook, month: Month) -> Sequence[Rupiah]:
    """Where each bracket begins; whatever lies under the second is in the first."""
    return [0, *(bracket.income_from for bracket in rulebook.tariff(month).brackets[1:])]


def _row(
    rulebook: Rulebook,
    month: Month,
    income_from: Rupiah,
    programmes: Programmes,
    sector: Sector,
    funding: FundingKind,
) -> dict[str, Any]:
    owed = contribution(
        rulebook, income=income_from, programmes=programmes, sector=sector, funding=funding, month=month
    )
    return {
        "programmes": programmes,
        "sector": sector,
        "funding": funding,
        "income_from": income_from,
        "base": owed.base,
        "jkk": owed.jkk,
        "jkm": owed.jkm,
        "jht": owed.jht,
        "amount": owed.total,
    }
