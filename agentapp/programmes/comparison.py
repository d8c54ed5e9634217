"""What a change would mean: amounts before and after for people as they come."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from agentapp.core.errors import N_
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.programmes.conditions import Conditions
from agentapp.programmes.kinds import FundingKind, Programmes, Sector
from agentapp.programmes.rates import Rates, Relief
from agentapp.programmes.rulebook import Contribution, Rulebook, contribution


@dataclass(frozen=True, slots=True)
class Case:
    """Somebody typical. `name` is to be translated."""

    name: str
    income: Rupiah
    programmes: Programmes
    sector: Sector
    funding: FundingKind

    def owes(self, rulebook: Rulebook, month: Month) -> Contribution:
        return contribution(
            rulebook,
            income=self.income,
            programmes=self.programmes,
            sector=self.sector,
            funding=self.funding,
            month=month,
        )


BASIC, WITH_SAVINGS = Programmes.JKK_JKM, Programmes.JKK_JKM_JHT
CASES = (
    Case(N_("Tukang ojek"), 1_000_000, BASIC, Sector.TRANSPORT, FundingKind.SELF),
    Case(N_("Petani"), 1_000_000, BASIC, Sector.OTHER, FundingKind.SELF),
    Case(N_("Petani dibayar APBD"), 1_000_000, BASIC, Sector.OTHER, FundingKind.APBD),
    Case(N_("Pedagang pasar"), 2_500_000, WITH_SAVINGS, Sector.OTHER, FundingKind.SELF),
    Case(N_("Sopir"), 4_000_000, WITH_SAVINGS, Sector.TRANSPORT, FundingKind.SPONSOR),
    Case(N_("Pengrajin"), 8_500_000, WITH_SAVINGS, Sector.OTHER, FundingKind.SELF),
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one case owes for one month, as things stand and after the change."""

    case: Case
    month: Month
    before: Contribution
    after: Contribution

    @property
    def difference(self) -> Rupiah:
        return self.after.total - self.before.total


def compare(before: Rulebook, after: Rulebook, months: Iterable[Month]) -> list[Comparison]:
    """Every case in every one of `months`, month by month."""
    return [
        Comparison(case, month, case.owes(before, month), case.owes(after, month))
        for month in sorted(set(months))
        for case in CASES
    ]


def with_rates(rulebook: Rulebook, rates: Rates) -> Rulebook:
    ordered = sorted((*rulebook.rates, rates), key=lambda each: each.effective_from)
    return replace(rulebook, rates=tuple(ordered))


def with_relief(rulebook: Rulebook, relief: Relief) -> Rulebook:
    return replace(rulebook, reliefs=(*rulebook.reliefs, relief))


def with_relief_ended(rulebook: Rulebook, relief: Relief, last_month: Month) -> Rulebook:
    others = [each for each in rulebook.reliefs if each != relief]
    return replace(rulebook, reliefs=(*others, replace(relief, last_month=last_month)))


def with_conditions(rulebook: Rulebook, conditions: Conditions) -> Rulebook:
    ordered = sorted((*rulebook.conditions, conditions), key=lambda each: each.effective_from)
    return replace(rulebook, conditions=tuple(ordered))


def edges(relief: Relief, now: Month) -> set[Month]:
    """The months around the beginning and the end of a relief that are still to come."""
    around = {relief.first_month + -1, relief.first_month, relief.last_month, relief.last_month + 1}
    return {month for month in around if month >= now}
