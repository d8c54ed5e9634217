"""Proves the cells: some villages counted again by plain questions to workers, months and ledger, and compared.

What differs is counted anew, for money may have come since; what still differs then is a fault.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from agentapp.contributions.ledger import EntryKind, LedgerEntry
from agentapp.contributions.models import STANDS, Obligation
from agentapp.contributions.status_filter import has_status
from agentapp.core.clock import now
from agentapp.core.db import look_afresh, transaction
from agentapp.core.period import Month
from agentapp.coverage.facts import COUNTED, NOT_OWED, counted_by
from agentapp.coverage.models import CoverageCell, CoverageMonth, Dimension
from agentapp.coverage.rolling import counting, roll_district
from agentapp.programmes.rulebook import Rulebook, current_rulebook
from agentapp.workers.models import Worker

VILLAGES = 12
TRIES = 3
OF_SOME = (Dimension.AGENCY, Dimension.FUND)
"""Dimensions of which not everybody has a value."""
FIGURES = (*COUNTED, "due", "paid")
_DISTRICT_LENGTH = len("13.03.06")
_HANDED_ON = case(
    (LedgerEntry.kind == EntryKind.CONTRIBUTION, LedgerEntry.amount),
    (LedgerEntry.kind.in_((EntryKind.CONTRIBUTION_REVERSED, EntryKind.OVERPAID)), -LedgerEntry.amount),
    else_=0,
)

Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Proof:
    """What was compared: so many villages, and the codes of those whose cells stay wrong."""

    period: Month
    villages: int
    wrong: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.wrong


def prove(month: Month, villages: int = VILLAGES, chance: Callable[[], float] = random.random) -> Proof:
    """Compare a random part of `month`; `chance` gives the draws."""
    session = look_afresh()
    rulebook = current_rulebook(session)
    drawn = sorted(_lived_in(session, month), key=lambda _code: chance())[:villages]
    wrong = tuple(sorted(code for code in drawn if not _holds(rulebook, month, code)))
    if not wrong:
        with transaction() as writing:
            row = writing.get(CoverageMonth, month)
            if row is not None:
                row.proved_at = now()
    return Proof(month, len(drawn), wrong)


def _lived_in(session: Session, month: Month) -> Sequence[str]:
    """Villages of workers, and those of cells."""
    counted = select(CoverageCell.village_code).where(CoverageCell.month == month)
    return session.scalars(select(Worker.village_code).union(counted)).all()


def _holds(rulebook: Rulebook, month: Month, village: str) -> bool:
    """Whether the village's cells are right, if need be after counting its district again."""
    for attempt in range(TRIES):
        with transaction() as session:
            if attempt:
                roll_district(session, counting(rulebook, month), month, village[:_DISTRICT_LENGTH])
            if compare(session, rulebook, month, village):
                return True
    return False


def compare(session: Session, rulebook: Rulebook, month: Month, village: str) -> bool:
    """Whether every dimension of a village comes to what workers, months and ledger say."""
    direct = counted_directly(session, rulebook, month, village)
    sums = {dimension: Counts(rest) for dimension, rest in _sums(session, month, village)}
    whole = {dimension: direct for dimension in Dimension if dimension not in OF_SOME}
    nothing = dict.fromkeys(FIGURES, 0)
    return all(sums.get(dimension, nothing) == counts for dimension, counts in whole.items())


def _sums(session: Session, month: Month, village: str) -> list[tuple[Dimension, dict[str, int]]]:
    totals = (func.sum(getattr(CoverageCell, name)) for name in FIGURES)
    rows = session.execute(
        select(CoverageCell.dimension, *totals)
        .where(CoverageCell.month == month, CoverageCell.village_code == village)
        .group_by(CoverageCell.dimension)
    )
    return [(row[0], dict(zip(FIGURES, map(int, row[1:]), strict=True))) for row in rows]


def counted_directly(session: Session, rulebook: Rulebook, month: Month, village: str) -> Counts:
    """The figures of a village from the tables: people one standing at a time, what is paid by the ledger."""
    people = {
        name: _number(
            session,
            select(func.count(Worker.id)).where(
                Worker.village_code == village, counted_by(month), has_status(status, rulebook, month)
            ),
        )
        for name, status in COUNTED.items()
    }
    return people | {"due": _due(session, month, village), "paid": _handed_on(session, month, village)}


def _due(session: Session, month: Month, village: str) -> int:
    asked = Obligation.state.not_in(NOT_OWED)
    return _number(
        session,
        select(func.coalesce(func.sum(Obligation.amount), 0))
        .join(Obligation.worker)
        .where(Worker.village_code == village, Obligation.month == month, STANDS, asked),
    )


def _handed_on(session: Session, month: Month, village: str) -> int:
    """What the ledger passed on to BPJS for the month."""
    return _number(
        session,
        select(func.coalesce(func.sum(_HANDED_ON), 0))
        .join(Obligation, Obligation.id == LedgerEntry.obligation_id)
        .join(Worker, Worker.id == Obligation.worker_id)
        .where(Worker.village_code == village, Obligation.month == month),
    )


def _number(session: Session, query: Any) -> int:
    return int(session.scalar(query) or 0)
