"""What would come of a batch, before anything is promised: people, rows to mend, conflicts, money, quotas."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agentapp.core.db import sessions
from agentapp.core.money import Rupiah
from agentapp.funds.batches.conflicts import kinds_of
from agentapp.funds.batches.costing import Bill, Shortage, bill, shortages
from agentapp.funds.batches.kinds import (
    CHOICES,
    DECISION_WORDS,
    REASONS,
    TITLES,
    ConflictKind,
    Decision,
    decided,
)
from agentapp.funds.batches.models import Batch, BatchRow
from agentapp.funds.batches.rows import count_problems
from agentapp.funds.batches.states import PROMISED, BatchState, RowState
from agentapp.funds.sheets.kinds import KINDS

EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Example:
    """A row as a list may show it: where it stands in the file, a name, the last digits of the NIK."""

    sheet: str
    number: int
    name: str = ""
    tail: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that share a kind of conflict or problem; `choices` are (decision, words), `chosen` the one that holds."""

    code: str
    title: str
    reason: str
    count: int
    examples: Sequence[Example]
    choices: Sequence[tuple[str, str]] = ()
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A batch in figures. `free`: rupiah that the fund has for it; `fits`: how many of its months that pays."""

    rows: int
    to_repair: int
    conflicts: int
    bill: Bill
    free: Rupiah
    shortages: Sequence[Shortage]

    @property
    def accepted(self) -> int:
        return self.bill.people

    @property
    def over_ceiling(self) -> bool:
        return self.bill.total > self.free

    @property
    def fits(self) -> int:
        return self.bill.fits(self.free)

    @property
    def may_commit(self) -> bool:
        """Whether there is somebody to take, and room for all."""
        return bool(self.accepted) and not self.over_ceiling and not self.shortages


def report(batch: Batch) -> Report:
    """The figures of a batch by now. What it has been promised itself is free for it."""
    session = sessions()
    wanted = bill(session, batch)
    promised = batch.state in PROMISED or batch.state == BatchState.ENROLLED
    return Report(
        rows=batch.rows_all,
        to_repair=_count(session, batch, RowState.TO_REPAIR),
        conflicts=sum(kinds_of(session, batch.id).values()),
        bill=wanted,
        free=max(batch.fund.free, wanted.total) if promised else batch.fund.free,
        shortages=[] if promised else shortages(batch, wanted),
    )


def conflict_groups(batch: Batch) -> list[Group]:
    """The conflicts by kind, with what may be decided about each."""
    session = sessions()
    return [
        _conflict_group(session, batch, kind, count) for kind, count in kinds_of(session, batch.id).items()
    ]


def problem_groups(batch: Batch) -> list[Group]:
    """The rows to mend by kind of their first problem, in the order in which to mend them."""
    session = sessions()
    return [
        Group(code, KINDS[code].title, KINDS[code].repair, count, _numbers(session, batch, code))
        for code, count in count_problems(session, batch.id).items()
    ]


def _conflict_group(session: Session, batch: Batch, kind: ConflictKind, count: int) -> Group:
    choices = [(choice.value, DECISION_WORDS[kind, choice]) for choice in CHOICES.get(kind, ())]
    chosen: Decision = decided(kind, batch.decisions)
    return Group(
        kind.value, TITLES[kind], REASONS[kind], count, _people(session, batch, kind), choices, chosen.value
    )


def _people(session: Session, batch: Batch, kind: ConflictKind) -> list[Example]:
    rows = session.scalars(
        select(BatchRow)
        .where(BatchRow.batch_id == batch.id, BatchRow.conflict == kind.value)
        .order_by(BatchRow.position)
        .limit(EXAMPLES)
    )
    return [
        Example(
            row.sheet, row.number, (row.person or {}).get("name", ""), (row.person or {}).get("nik", "")[-4:]
        )
        for row in rows
    ]


def _numbers(session: Session, batch: Batch, code: str) -> list[Example]:
    rows = session.execute(
        select(BatchRow.sheet, BatchRow.number)
        .where(BatchRow.batch_id == batch.id, BatchRow.problem == code)
        .order_by(BatchRow.position)
        .limit(EXAMPLES)
    )
    return [Example(sheet, number) for sheet, number in rows]


def _count(session: Session, batch: Batch, state: RowState) -> int:
    rows = select(func.count()).select_from(BatchRow)
    return session.scalar(rows.where(BatchRow.batch_id == batch.id, BatchRow.state == state)) or 0
