"""People and rupiah read from the cells: of a region by its parts, by the values of a dimension, by month."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from operator import add
from typing import Any, Self

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import Session

from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.coverage.models import CoverageCell, CoverageMonth, Dimension
from agentapp.coverage.regions import within
from agentapp.places.registry import Level

CODE_LENGTH = {Level.PROVINCE: 2, Level.REGENCY: 5, Level.DISTRICT: 8, Level.VILLAGE: 13}


@dataclass(frozen=True, slots=True)
class Counts:
    """People by where they stand, and the rupiah due and paid for the month."""

    covered: int = 0
    arrears: int = 0
    ended: int = 0
    waiting: int = 0
    due: Rupiah = 0
    paid: Rupiah = 0

    @property
    def known(self) -> int:
        """Everybody in the scheme, whatever their standing."""
        return self.covered + self.arrears + self.ended + self.waiting

    def __add__(self, other: Self) -> Self:
        return type(self)(*map(add, self.numbers, other.numbers))

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(getattr(self, name) for name in NAMES)


NAMES = tuple(field.name for field in fields(Counts))
NOBODY = Counts()


@dataclass(frozen=True, slots=True)
class Among:
    """Which people are counted: of these regions, with this value of this dimension."""

    regions: tuple[str, ...]
    dimension: Dimension = Dimension.ALL
    value: str = ""

    def condition(self) -> ColumnElement[bool]:
        """The cells that count them."""
        return (
            self.of_regions()
            & (CoverageCell.dimension == self.dimension)
            & (CoverageCell.value == self.value)
        )

    def of_regions(self) -> ColumnElement[bool]:
        """The cells of the regions."""
        return self.condition_on(CoverageCell.village_code)

    def condition_on(self, column: Any) -> ColumnElement[bool]:
        """Whether a code is one of the regions or lies in one."""
        return or_(false(), *(within(column, code) for code in self.regions))


def by_part(session: Session, month: Month, among: Among, level: Level) -> dict[str, Counts]:
    """By the regions of a level in which they live; without those where nobody is known."""
    code = func.substr(CoverageCell.village_code, 1, CODE_LENGTH[level])
    return _read(session, code, CoverageCell.month == month, among.condition())


def by_value(
    session: Session, month: Month, regions: tuple[str, ...], dimension: Dimension
) -> dict[str, Counts]:
    """By the values of a dimension."""
    inside = Among(regions).of_regions()
    return _read(
        session, CoverageCell.value, CoverageCell.month == month, CoverageCell.dimension == dimension, inside
    )


def by_month(session: Session, months: Sequence[Month], among: Among) -> dict[Month, Counts]:
    """By month, without those that were not counted."""
    return _read(session, CoverageCell.month, CoverageCell.month.in_(months), among.condition())


def _read(session: Session, key: Any, *conditions: ColumnElement[bool]) -> dict[Any, Counts]:
    sums = (func.sum(getattr(CoverageCell, name)) for name in NAMES)
    rows = session.execute(select(key, *sums).where(*conditions).group_by(key))
    return {row[0]: Counts(*map(int, row[1:])) for row in rows}


def counted_months(session: Session) -> Sequence[CoverageMonth]:
    """The months that were counted to the end, the latest first."""
    return session.scalars(
        select(CoverageMonth)
        .where(CoverageMonth.counted_at.is_not(None))
        .order_by(CoverageMonth.month.desc())
    ).all()
