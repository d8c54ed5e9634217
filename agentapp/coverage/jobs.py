"""What a worker does for coverage, again and again: counts the month it is, and those whose payments may still come."""

from agentapp.core.clock import today
from agentapp.core.db import sessions
from agentapp.core.period import Month
from agentapp.coverage.counts import counted_months
from agentapp.coverage.proving import prove
from agentapp.coverage.rolling import roll_up
from agentapp.programmes.rulebook import current_rulebook

BACK = 12
"""So many months are kept right; older ones stay as they were counted last."""


class CountsDiffer(Exception):
    """Cells that stay wrong however often they are counted: a fault of the program, to be looked into."""


def count_present() -> dict[str, int]:
    """Count this month; then those before it that were never counted."""
    present = Month.of(today())
    known = {each.month for each in counted_months(sessions())}
    missing = [month for month in _before(present, BACK - 1) if month not in known]
    return {str(month): roll_up(month).covered for month in [present, *missing]}


def count_past() -> dict[str, int]:
    """Count the months again that may still be paid, and compare a part of every month with the ledger.

    Raises CountsDiffer if something stays wrong.
    """
    present = Month.of(today())
    grace = current_rulebook(sessions()).terms(present).grace_months
    for month in _before(present, grace):
        roll_up(month)
    proofs = [prove(each.month) for each in counted_months(sessions())[:BACK]]
    wrong = [village for proof in proofs for village in proof.wrong]
    if wrong:
        raise CountsDiffer(", ".join(wrong))
    return {str(proof.period): proof.villages for proof in proofs}


def _before(present: Month, count: int) -> list[Month]:
    """The months before the present one, the latest first."""
    return [Month.from_ordinal(present.ordinal - back) for back in range(1, count + 1)]
