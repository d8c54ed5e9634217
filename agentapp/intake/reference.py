"""What a phone looks up offline: villages, funds, occupations and prices, as files that never change under one name.

A file's version is the digest of its content. Prices are laid out by the server: a phone looks up, it computes nothing.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.accounts.models import BranchRegency, User
from agentapp.core.clock import today
from agentapp.core.db import sessions
from agentapp.core.errors import NotFound
from agentapp.core.period import Month
from agentapp.enrolment import payers
from agentapp.intake.api import PREFIX
from agentapp.intake.shapes import ReferenceTold
from agentapp.places import registry
from agentapp.programmes.kinds import FundingKind, Payer, Programmes, Sector
from agentapp.programmes.occupations import OCCUPATIONS
from agentapp.programmes.rulebook import Rulebook, contribution, current_rulebook

MONTHS_AHEAD = 15
"""Twelve months may be paid at once, and a phone may have been away for some weeks."""


@dataclass(frozen=True, slots=True)
class File:
    """A reference file, as it is sent."""

    content: bytes

    @property
    def version(self) -> str:
        return hashlib.sha256(self.content).hexdigest()[:16]

    def told(self, name: str) -> ReferenceTold:
        return ReferenceTold(f"{PREFIX}/reference/{name}/{self.version}", self.version, len(self.content))


def offered(actor: User) -> dict[str, ReferenceTold]:
    """The files for an agent: what all need, and the regencies of the agent's branch."""
    served = select(BranchRegency.regency_code).where(BranchRegency.branch_id == actor.branch_id)
    regencies = {*sessions().scalars(served), *filter(None, [(actor.home_district or "")[:5]])}
    names = ["occupations", "rates"]
    for regency in sorted(regencies):
        names += [f"villages-{regency}", f"funds-{regency}"]
    return {name: file(sessions(), name).told(name) for name in names}


def file(session: Session, name: str) -> File:
    """The file called so, as it is today. Raises NotFound."""
    kind, _, regency = name.partition("-")
    makers: dict[str, Callable[[], Any]] = {
        "occupations": _occupations,
        "rates": lambda: _rates(current_rulebook(session), Month.of(today())),
        "villages": lambda: _villages(regency),
        "funds": lambda: _funds(session, regency),
    }
    by_regency = kind in ("villages", "funds")
    found = registry.place(regency) if by_regency else None
    if kind not in makers or by_regency != bool(regency) or (by_regency and not _is_regency(found)):
        raise NotFound
    return File(json.dumps(makers[kind](), ensure_ascii=False, separators=(",", ":")).encode())


def _is_regency(found: registry.Place | None) -> bool:
    return found is not None and found.level == registry.Level.REGENCY


@lru_cache
def _occupations() -> Any:
    return [
        {
            "code": each.code,
            "label": each.label,
            "sector": each.sector,
            "ecosystem": each.ecosystem,
            "icon": each.icon,
            "aliases": each.aliases,
        }
        for each in OCCUPATIONS
    ]


@lru_cache(maxsize=32)
def _villages(regency: str) -> Any:
    """Districts with their villages, each a code with its title."""
    districts = [
        {
            "code": district.code,
            "name": district.title,
            "villages": [[village.code, village.title] for village in registry.children(district.code)],
        }
        for district in registry.children(regency)
    ]
    return {"regency": regency, "path": registry.regency_name(regency), "districts": districts}


def _funds(session: Session, regency: str) -> Any:
    """The funds that pay there this month; `funding` names the prices to look up in `rates`."""
    found = payers.offered(session, Payer.FUND, regency, Month.of(today()))
    return [{"code": each.code, "label": each.label, "funding": each.funding} for each in found]


@lru_cache(maxsize=4)
def _rates(rulebook: Rulebook, first: Month) -> Any:
    """`tables[table_of["self.other.jkk_jkm"]][month][bracket]`: rupiah a month, months counted from `first`.

    The bracket of an income is the last whose `brackets[month]` entry is not above it, else the first. `reliefs`: by
    "self.transport" the percent that is already taken off JKK and JKM in each month; none where it is not named.
    """
    months = first.run(MONTHS_AHEAD)
    tables: list[Any] = []
    table_of: dict[str, int] = {}
    for funding, sector, programmes in product(FundingKind, Sector, Programmes):
        laid_out = [_prices(rulebook, month, funding, sector, programmes) for month in months]
        if laid_out not in tables:
            tables.append(laid_out)
        table_of[f"{funding}.{sector}.{programmes}"] = tables.index(laid_out)
    terms = rulebook.terms(first)
    reliefs = {
        f"{funding}.{sector}": [rulebook.relief_percent(sector, funding, month) for month in months]
        for funding, sector in product(FundingKind, Sector)
    }
    return {
        "first": str(first),
        "brackets": [[each.income_from for each in rulebook.tariff(month).brackets] for month in months],
        "table_of": table_of,
        "tables": tables,
        "reliefs": {key: percents for key, percents in reliefs.items() if any(percents)},
        "periods": list(terms.periods),
        "least_age": terms.least_age,
        "age_limit": terms.age_limit,
    }


def _prices(
    rulebook: Rulebook, month: Month, funding: FundingKind, sector: Sector, programmes: Programmes
) -> list[int]:
    """The monthly price in each bracket."""
    return [
        contribution(
            rulebook,
            income=bracket.income_from,
            programmes=programmes,
            sector=sector,
            funding=funding,
            month=month,
        ).total
        for bracket in rulebook.tariff(month).brackets
    ]
