"""From published rows to values."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agentapp.programmes.conditions import Conditions
from agentapp.programmes.kinds import FundingKind
from agentapp.programmes.models import ReliefRule, Tariff, Terms
from agentapp.programmes.rates import Bracket, Rates, Relief

Stamp = tuple[int, ...]


def rates_of(row: Tariff) -> Rates:
    return Rates(
        effective_from=row.effective_from,
        brackets=tuple(Bracket(income_from or 0, base or 0) for income_from, base in row.brackets),
        jkk_basis_points=row.jkk_basis_points,
        jht_basis_points=row.jht_basis_points,
        jkm_flat=row.jkm_flat,
        source=row.source,
    )


def relief_of(row: ReliefRule) -> Relief:
    return Relief(
        sector=row.sector,
        first_month=row.first_month,
        last_month=row.last_covered,
        percent=row.percent,
        excluded=frozenset(map(FundingKind, row.excluded_funding)),
        source=row.source,
    )


def conditions_of(row: Terms) -> Conditions:
    return Conditions(
        effective_from=row.effective_from,
        least_age=row.least_age,
        age_limit=row.age_limit,
        periods=tuple(row.periods),
        due_day=row.due_day,
        grace_months=row.grace_months,
        accepted_starts_cover=frozenset(map(FundingKind, row.accepted_starts_cover)),
        source=row.source,
    )


def read_rates(session: Session) -> tuple[Rates, ...]:
    return tuple(map(rates_of, session.scalars(select(Tariff).order_by(Tariff.effective_from))))


def read_reliefs(session: Session) -> tuple[Relief, ...]:
    rules = session.scalars(select(ReliefRule).order_by(ReliefRule.first_month, ReliefRule.sector))
    return tuple(relief_of(rule) for rule in rules if rule.covers_some_month)


def read_conditions(session: Session) -> tuple[Conditions, ...]:
    return tuple(map(conditions_of, session.scalars(select(Terms).order_by(Terms.effective_from))))


def stamp(session: Session) -> Stamp:
    """Changes whenever something is published or ended: rows are only added, and reliefs only ended."""
    counts = (
        func.count(Tariff.id),
        func.count(Terms.id),
        func.count(ReliefRule.id),
        func.count(ReliefRule.ended_at),
    )
    return tuple(session.execute(select(*(select(each).scalar_subquery() for each in counts))).one())


def tariff_row(rates: Rates) -> Tariff:
    """A row for `rates`, not yet published."""
    return Tariff(
        effective_from=rates.effective_from,
        brackets=[[bracket.income_from or None, bracket.base] for bracket in rates.brackets],
        jkk_basis_points=rates.jkk_basis_points,
        jht_basis_points=rates.jht_basis_points,
        jkm_flat=rates.jkm_flat,
        source=rates.source,
    )


def relief_row(relief: Relief) -> ReliefRule:
    """A row for `relief`, not yet published."""
    return ReliefRule(
        sector=relief.sector,
        first_month=relief.first_month,
        last_month=relief.last_month,
        percent=relief.percent,
        excluded_funding=sorted(relief.excluded),
        source=relief.source,
    )


def terms_row(conditions: Conditions) -> Terms:
    """A row for `conditions`, not yet published."""
    return Terms(
        effective_from=conditions.effective_from,
        least_age=conditions.least_age,
        age_limit=conditions.age_limit,
        periods=list(conditions.periods),
        due_day=conditions.due_day,
        grace_months=conditions.grace_months,
        accepted_starts_cover=sorted(conditions.accepted_starts_cover),
        source=conditions.source,
    )
