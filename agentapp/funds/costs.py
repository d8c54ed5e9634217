"""What it costs a fund to carry somebody, month by month: the rulebook's own prices, with the fund's kind of money."""

from collections.abc import Mapping
from typing import Self

from msgspec import Struct

from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind, Programmes, Sector
from agentapp.programmes.rulebook import Rulebook, contribution
from agentapp.workers.person import PersonColumns


class PricedBy(Struct, frozen=True, gc=False):
    """What of a person the price follows: monthly income in rupiah, the sector, and what is paid for."""

    income: Rupiah
    sector: Sector
    programmes: Programmes

    @classmethod
    def of(cls, person: PersonColumns, programmes: Programmes) -> Self:
        return cls(person.monthly_income, person.sector, programmes)


def cost(
    rulebook: Rulebook, person: PricedBy, kind: FundingKind, first: Month, last: Month
) -> Mapping[Month, Rupiah]:
    """Rupiah for each month from `first` to `last`; nothing where `last` lies before. Raises NoRates."""
    prices = PriceList(rulebook, kind)
    return {month: prices.month(person, month) for month in first.run(last - first + 1)}


class PriceList:
    """The prices of one kind of money, each worked out once: for the thousands of a batch."""

    def __init__(self, rulebook: Rulebook, kind: FundingKind) -> None:
        self._rulebook = rulebook
        self._kind = kind
        self._months: dict[tuple[PricedBy, Month], Rupiah] = {}
        self._totals: dict[tuple[PricedBy, Month, Month], Rupiah] = {}

    def month(self, person: PricedBy, month: Month) -> Rupiah:
        """The price of one month. Raises NoRates."""
        key = (person, month)
        if key not in self._months:
            self._months[key] = contribution(
                self._rulebook,
                income=person.income,
                programmes=person.programmes,
                sector=person.sector,
                funding=self._kind,
                month=month,
            ).total
        return self._months[key]

    def total(self, person: PricedBy, first: Month, last: Month) -> Rupiah:
        """The price of all months from `first` to `last`. Raises NoRates."""
        key = (person, first, last)
        if key not in self._totals:
            self._totals[key] = sum(self.month(person, month) for month in first.run(last - first + 1))
        return self._totals[key]
