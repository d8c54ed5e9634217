"""What an admin sees before publishing: the facts and the amounts, before and after, and whom it touches."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from agentapp.core.period import Month
from agentapp.programmes import comparison, service
from agentapp.programmes.comparison import Comparison, compare
from agentapp.programmes.conditions import Conditions
from agentapp.programmes.described import Facts, conditions_facts, rates_facts, relief_facts
from agentapp.programmes.models import ReliefRule
from agentapp.programmes.published import relief_of
from agentapp.programmes.rates import Bracket, Rates, Relief
from agentapp.programmes.reach import Reach, reach_of
from agentapp.programmes.rulebook import current_rulebook


@dataclass(frozen=True, slots=True)
class Preview:
    """`facts` maps what is said to (now, then); `now` is empty where nothing was said before."""

    facts: dict[str, tuple[str, str]]
    comparisons: list[Comparison]
    reach: Reach | None
    source: str
    brackets: tuple[Bracket, ...] = ()
    new_brackets: frozenset[Bracket] = frozenset()

    @property
    def changes(self) -> int:
        """How many of the amounts compared are different."""
        return sum(each.difference != 0 for each in self.comparisons)


def of_rates(session: Session, rates: Rates) -> Preview:
    """Raises FieldError where they may not be published."""
    service.check_rates(session, rates)
    book, first = current_rulebook(session), rates.effective_from
    before = book.tariff(first)
    return Preview(
        _beside(rates_facts(before), rates_facts(rates)),
        compare(book, comparison.with_rates(book, rates), {first}),
        reach_of(session, first),
        rates.source,
        rates.brackets,
        frozenset(rates.brackets) - frozenset(before.brackets),
    )


def of_relief(session: Session, relief: Relief) -> Preview:
    """Raises FieldError where it may not be published."""
    service.check_relief(relief)
    book = current_rulebook(session)
    return Preview(
        _beside({}, relief_facts(relief)),
        compare(book, comparison.with_relief(book, relief), comparison.edges(relief, service.this_month())),
        reach_of(session, relief.first_month, relief.last_month, relief.sector),
        relief.source,
    )


def of_conditions(session: Session, terms: Conditions) -> Preview:
    """Raises FieldError where they may not be published."""
    service.check_conditions(session, terms)
    before = current_rulebook(session).terms(terms.effective_from)
    return Preview(
        _beside(conditions_facts(before), conditions_facts(terms)),
        [],
        reach_of(session, terms.effective_from),
        terms.source,
    )


def of_end(session: Session, rule: ReliefRule, last_month: Month) -> Preview:
    """What it means to end a relief early."""
    book, relief = current_rulebook(session), relief_of(rule)
    months = {last_month, last_month + 1, relief.last_month}
    return Preview(
        _beside(relief_facts(relief), relief_facts(replace(relief, last_month=last_month))),
        compare(book, comparison.with_relief_ended(book, relief, last_month), months),
        reach_of(session, last_month + 1, relief.last_month, relief.sector),
        relief.source,
    )


def _beside(before: Facts, after: Facts) -> dict[str, tuple[str, str]]:
    return {name: (before.get(name, ""), text) for name, text in after.items()}
