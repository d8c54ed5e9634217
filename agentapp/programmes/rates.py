"""Contribution brackets, rates and reliefs as values. Amounts in whole rupiah, fractions dropped."""

from bisect import bisect_right
from dataclasses import dataclass

from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind, Sector

_WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class Bracket:
    """Reported monthly incomes from `income_from` on, up to the next bracket, count as `base`."""

    income_from: Rupiah
    base: Rupiah


@dataclass(frozen=True, slots=True)
class Rates:
    """The table in force from `effective_from` on. Rates in basis points of the base (100 = 1 %)."""

    effective_from: Month
    brackets: tuple[Bracket, ...]
    jkk_basis_points: int
    jht_basis_points: int
    jkm_flat: Rupiah
    source: str

    def bracket_of(self, income: Rupiah) -> Bracket:
        """The bracket of a reported monthly income; what lies below the second is in the first."""
        position = bisect_right(self.brackets, income, key=lambda bracket: bracket.income_from)
        return self.brackets[max(position - 1, 0)]

    def jkk(self, base: Rupiah) -> Rupiah:
        return base * self.jkk_basis_points // _WHOLE

    def jht(self, base: Rupiah) -> Rupiah:
        return base * self.jht_basis_points // _WHOLE


@dataclass(frozen=True, slots=True)
class Relief:
    """`percent` taken off JKK and JKM for the months `first_month`…`last_month` of a sector.

    Contributions from the `excluded` sources of money get none.
    """

    sector: Sector
    first_month: Month
    last_month: Month
    percent: int
    excluded: frozenset[FundingKind]
    source: str

    def covers(self, sector: Sector, funding: FundingKind, month: Month) -> bool:
        """Whether it takes something off a contribution, by the month it is for, not the day it is paid."""
        in_time = self.first_month <= month <= self.last_month
        return in_time and sector == self.sector and funding not in self.excluded


def relieved(amount: Rupiah, percent: int) -> Rupiah:
    """What remains of `amount`; a fraction of a rupiah is dropped, in the worker's favour."""
    return amount * (100 - percent) // 100
