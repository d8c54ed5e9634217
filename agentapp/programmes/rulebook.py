"""Everything published about rates and terms, as one value, and the pure functions from it to amounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from math import inf
from time import monotonic
from typing import TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy.orm import Session

from agentapp.core.errors import N_, DomainError
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.programmes.conditions import Conditions
from agentapp.programmes.kinds import FundingKind, Programmes, Sector
from agentapp.programmes.published import Stamp, read_conditions, read_rates, read_reliefs, stamp
from agentapp.programmes.rates import Bracket, Rates, Relief, relieved

FRESH_SECONDS = 2.0

Dated = TypeVar("Dated", Rates, Conditions)


class NoRates(DomainError):
    """Nothing was published for so early a month."""

    status = 422
    default = N_("Untuk bulan itu belum ada tarif iuran.")


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Rates and terms by date of effect, earliest first, and the reliefs that stand."""

    rates: tuple[Rates, ...]
    reliefs: tuple[Relief, ...]
    conditions: tuple[Conditions, ...]

    def tariff(self, month: Month) -> Rates:
        """The contribution table in force in `month`. Raises NoRates before the first."""
        return _in_force(self.rates, month)

    def terms(self, month: Month) -> Conditions:
        """The terms in force in `month`. Raises NoRates before the first."""
        return _in_force(self.conditions, month)

    def bracket_of(self, income: Rupiah, month: Month) -> Bracket:
        return self.tariff(month).bracket_of(income)

    def relief_percent(self, sector: Sector, funding: FundingKind, month: Month) -> int:
        """What is taken off JKK and JKM; where two reliefs meet, the larger counts, not their sum."""
        return max((each.percent for each in self.reliefs if each.covers(sector, funding, month)), default=0)

    def due_on(self, month: Month) -> date:
        """The last day to pay for `month`."""
        return self.terms(month).due_on(month)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one worker owes for one month; `relief_percent` is already taken off `jkk` and `jkm`."""

    base: Rupiah
    jkk: Rupiah
    jkm: Rupiah
    jht: Rupiah
    relief_percent: int

    @property
    def total(self) -> Rupiah:
        return self.jkk + self.jkm + self.jht


@dataclass(frozen=True, slots=True)
class Stretch:
    """Months in a row for which the same is owed."""

    first: Month
    last: Month
    each: Contribution

    @property
    def count(self) -> int:
        return self.last - self.first + 1

    @property
    def total(self) -> Rupiah:
        return self.each.total * self.count


@dataclass(frozen=True, slots=True)
class Quote:
    """The price of several months paid at once: a relief may begin or end among them."""

    stretches: tuple[Stretch, ...]

    @property
    def total(self) -> Rupiah:
        return sum(stretch.total for stretch in self.stretches)


def contribution(
    rulebook: Rulebook,
    *,
    income: Rupiah,
    programmes: Programmes,
    sector: Sector,
    funding: FundingKind,
    month: Month,
) -> Contribution:
    """What is owed for `month` at a reported monthly income.

    JKK and JHT are shares of the bracket's base, JKM is flat (PP 44/2015 annex II, PP 46/2015); a relief
    lowers JKK and JKM, never JHT (PP 50/2025). Raises NoRates before the first published table.
    """
    rates = rulebook.tariff(month)
    base = rates.bracket_of(income).base
    percent = rulebook.relief_percent(sector, funding, month)
    return Contribution(
        base=base,
        jkk=relieved(rates.jkk(base), percent),
        jkm=relieved(rates.jkm_flat, percent),
        jht=rates.jht(base) if programmes == Programmes.JKK_JKM_JHT else 0,
        relief_percent=percent,
    )


def quote(
    rulebook: Rulebook,
    *,
    income: Rupiah,
    programmes: Programmes,
    sector: Sector,
    funding: FundingKind,
    months: Sequence[Month],
) -> Quote:
    """The price of `months`, which follow each other."""
    owed = partial(
        contribution, rulebook, income=income, programmes=programmes, sector=sector, funding=funding
    )
    runs = [(each, list(run)) for each, run in groupby(months, key=lambda month: owed(month=month))]
    return Quote(tuple(Stretch(run[0], run[-1], each) for each, run in runs))


def _in_force(dated: tuple[Dated, ...], month: Month) -> Dated:
    begun = [each for each in dated if each.effective_from <= month]
    if not begun:
        raise NoRates
    return begun[-1]


class _Shelf:
    """The rulebook last read from each database, and when its stamp was last compared."""

    def __init__(self) -> None:
        self._kept: WeakKeyDictionary[object, tuple[float, Stamp, Rulebook]] = WeakKeyDictionary()

    def get(self, session: Session) -> Rulebook:
        database = session.get_bind().engine
        checked, before, kept = self._kept.get(database, (-inf, (), EMPTY))
        if monotonic() - checked < FRESH_SECONDS:
            return kept
        now = stamp(session)
        if now != before:
            kept = Rulebook(read_rates(session), read_reliefs(session), read_conditions(session))
        self._kept[database] = (monotonic(), now, kept)
        return kept

    def clear(self) -> None:
        self._kept.clear()


EMPTY = Rulebook((), (), ())
_shelf = _Shelf()


def current_rulebook(session: Session) -> Rulebook:
    """All that is published. What another process publishes is seen within two seconds."""
    return _shelf.get(session)


def forget() -> None:
    """Read again at the next call: something was published here."""
    _shelf.clear()
