"""The rates of PP 44/2015 and the reliefs of PP 50/2025, from the published table and not from the app."""

import csv
from pathlib import Path

from agentapp.core.period import Month
from agentapp.programmes.conditions import Conditions
from agentapp.programmes.kinds import FundingKind, Sector
from agentapp.programmes.rates import Bracket, Rates, Relief
from agentapp.programmes.rulebook import Rulebook

ROWS = tuple(
    {name: int(text) if text else None for name, text in row.items()}
    for row in csv.DictReader((Path(__file__).parent / "bpu_brackets.csv").read_text().splitlines())
)
SINCE = Month(2015, 7)
PUBLIC_BUDGETS = frozenset({FundingKind.APBN, FundingKind.APBD, FundingKind.POKIR})
RATES = Rates(
    SINCE, tuple(Bracket(row["income_from"] or 0, row["base"]) for row in ROWS), 100, 200, 6_800, "PP 44/2015"
)
TRANSPORT = Relief(Sector.TRANSPORT, Month(2026, 1), Month(2027, 3), 50, PUBLIC_BUDGETS, "PP 50/2025")
OTHERS = Relief(Sector.OTHER, Month(2026, 4), Month(2026, 12), 50, PUBLIC_BUDGETS, "PP 50/2025")
CONDITIONS = Conditions(
    effective_from=SINCE,
    least_age=18,
    age_limit=65,
    periods=(1, 2, 3, 6, 12),
    due_day=15,
    grace_months=3,
    accepted_starts_cover=frozenset(FundingKind) - {FundingKind.SELF},
    source="PP 44/2015, PP 46/2015",
)
RULEBOOK = Rulebook((RATES,), (TRANSPORT, OTHERS), (CONDITIONS,))
