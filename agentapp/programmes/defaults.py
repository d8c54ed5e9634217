"""What a new installation begins with: the rates and terms known when this version was made.

Each has its source. Marked (?) is what only secondary sources say; the admin replaces it when the published
text is at hand.
"""

import csv
from importlib import resources

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agentapp.core.clock import now
from agentapp.core.period import Month
from agentapp.programmes.conditions import Conditions
from agentapp.programmes.kinds import FundingKind, Sector
from agentapp.programmes.models import ReliefRule, Tariff, Terms
from agentapp.programmes.published import relief_row, tariff_row, terms_row
from agentapp.programmes.rates import Bracket, Rates, Relief
from agentapp.programmes.rulebook import Rulebook

FIRST_MONTH = Month(2015, 7)

RATES_SOURCE = (
    "PP 44/2015 Lampiran II (JKK 1 %, JKM Rp6.800), PP 46/2015 (JHT 2 %), PP 49/2023. "
    "Golongan pertama dan terakhir menurut lampiran; golongan 2 sampai 32 dari sumber kedua (?)."
)
RELIEF_SOURCE = (
    "PP 50/2025: JKK dan JKM 50 % menurut bulan iuran; tidak untuk iuran dari APBN dan APBD. "
    "Pokok pikiran DPRD dihitung sebagai APBD (?); dana desa tidak disebut, jadi mendapat keringanan (?)."
)
TERMS_SOURCE = (
    "Jatuh tempo tanggal 15 dan tunggakan paling lama 3 bulan: PP 44/2015 dan PP 46/2015. "
    "Usia 18 sampai sebelum 65 tahun (?), membayar 2 bulan sekaligus (?) dan perlindungan sejak data "
    "diterima bila donatur atau dana membayar (?) belum diperiksa pada naskah aslinya."
)

PUBLIC_BUDGETS = frozenset({FundingKind.APBN, FundingKind.APBD, FundingKind.POKIR})
PAID_BY_OTHERS = frozenset(FundingKind) - {FundingKind.SELF}


def first_rates() -> Rates:
    """The 33 brackets of PP 44/2015 annex II."""
    text = resources.files("agentapp.programmes").joinpath("data/bpu_brackets.csv").read_text()
    brackets = tuple(
        Bracket(int(row["income_from"] or 0), int(row["base"])) for row in csv.DictReader(text.splitlines())
    )
    return Rates(FIRST_MONTH, brackets, 100, 200, 6_800, RATES_SOURCE)


def first_reliefs() -> tuple[Relief, ...]:
    """PP 50/2025: transport workers for fifteen months, all others for nine."""
    return (
        Relief(Sector.TRANSPORT, Month(2026, 1), Month(2027, 3), 50, PUBLIC_BUDGETS, RELIEF_SOURCE),
        Relief(Sector.OTHER, Month(2026, 4), Month(2026, 12), 50, PUBLIC_BUDGETS, RELIEF_SOURCE),
    )


def first_conditions() -> Conditions:
    return Conditions(
        effective_from=FIRST_MONTH,
        least_age=18,
        age_limit=65,
        periods=(1, 2, 3, 6, 12),
        due_day=15,
        grace_months=3,
        accepted_starts_cover=PAID_BY_OTHERS,
        source=TERMS_SOURCE,
    )


def first_rulebook() -> Rulebook:
    """The rulebook of a new installation."""
    return Rulebook((first_rates(),), first_reliefs(), (first_conditions(),))


def publish_defaults(session: Session) -> None:
    """Publish the first rates, reliefs and terms where there are none yet. Safe to run twice."""
    book = first_rulebook()
    rows = {
        Tariff: [tariff_row(each) for each in book.rates],
        ReliefRule: [relief_row(each) for each in book.reliefs],
        Terms: [terms_row(each) for each in book.conditions],
    }
    for table, first in rows.items():
        if session.scalar(select(func.count()).select_from(table)) == 0:
            for row in first:
                row.published_at = now()
            session.add_all(first)
    session.flush()
