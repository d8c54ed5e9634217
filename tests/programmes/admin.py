"""The admin's page, the months it is tried with, and what a month then costs."""

from datetime import UTC, datetime

from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind, Programmes, Sector
from agentapp.programmes.rulebook import contribution, current_rulebook

INDEX = "/admin/programmes"
TODAY = datetime(2026, 12, 10, 3, tzinfo=UTC)
THIS_MONTH = Month(2026, 12)
NEXT_YEAR = THIS_MONTH + 12


def owed(session, month, sector=Sector.OTHER):
    """What somebody at the lowest bracket owes for JKK and JKM, in rupiah."""
    return contribution(
        current_rulebook(session()),
        income=1_000_000,
        programmes=Programmes.JKK_JKM,
        sector=sector,
        funding=FundingKind.SELF,
        month=month,
    ).total
