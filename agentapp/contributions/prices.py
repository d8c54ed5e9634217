"""What a month costs, as a table beside the workers: the rulebook's own answers, for the database to join.

One row for each bracket, set of programmes, sector and source of money; so the rule stays in one place, and a million
workers are priced without being read.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, MetaData, Table, and_, insert, text
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable, DropTable

from agentapp.core.columns import RupiahColumn
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind, Programmes, Sector
from agentapp.programmes.rulebook import Rulebook, contribution
from agentapp.workers.models import Worker

_BEYOND = 2**62
"""Above every income: where the last bracket ends."""

PRICES = Table(
    "month_prices",
    MetaData(),
    Column("programmes", Worker.programmes.type, primary_key=True),
    Column("sector", Worker.sector.type, primary_key=True),
    Column("funding", Worker.funding.type, primary_key=True),
    Column("income_from", BigInteger, primary_key=True, autoincrement=False),
    Column("income_below", BigInteger),
    *(Column(name, RupiahColumn) for name in ("base", "jkk", "jkm", "jht", "amount")),
    prefixes=["TEMPORARY"],
)


def lay_out(session: Session, rows: list[dict[str, Any]]) -> None:
    """Make the table for this transaction. `take_away` before it ends."""
    session.execute(CreateTable(PRICES))
    session.execute(insert(PRICES), rows)
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ANALYZE month_prices"))  # or it is joined as if it were small


def take_away(session: Session) -> None:
    session.execute(DropTable(PRICES))


def prices(rulebook: Rulebook, month: Month) -> list[dict[str, Any]]:
    """The rows for `month`. Raises NoRates before the first published table."""
    kinds = list(product(Programmes, Sector, FundingKind))
    return [
        _row(rulebook, month, income_from, income_below, *kind)
        for income_from, income_below in _ranges(rulebook, month)
        for kind in kinds
    ]


def price_of(worker: Any) -> ColumnElement[bool]:
    """Joins a selectable with a worker's columns to its price."""
    return and_(
        PRICES.c.programmes == worker.programmes,
        PRICES.c.sector == worker.sector,
        PRICES.c.funding == worker.funding,
        PRICES.c.income_from <= worker.monthly_income,
        worker.monthly_income < PRICES.c.income_below,
    )


def _ranges(rulebook: Rulebook, month: Month) -> Iterator[tuple[Rupiah, Rupiah]]:
    """Each bracket as [from, below); whatever lies under the second is in the first."""
    begins = [bracket.income_from for bracket in rulebook.tariff(month).brackets]
    begins[0] = 0
    yield from zip(begins, [*begins[1:], _BEYOND], strict=True)


def _row(
    rulebook: Rulebook,
    month: Month,
    income_from: Rupiah,
    income_below: Rupiah,
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
        "income_below": income_below,
        "base": owed.base,
        "jkk": owed.jkk,
        "jkm": owed.jkm,
        "jht": owed.jht,
        "amount": owed.total,
    }
