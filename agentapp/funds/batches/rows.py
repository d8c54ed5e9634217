"""The rows of a batch in the order of the file, a page at a time: all, or those of one state or kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, load_only

from agentapp.funds.batches.kinds import TITLES, ConflictKind
from agentapp.funds.batches.models import Batch, BatchRow
from agentapp.funds.batches.states import RowState
from agentapp.funds.sheets.kinds import KINDS
from agentapp.funds.sheets.problem import Problem
from agentapp.workers.models import Worker

PAGE = 50
_LARGEST = 2**31


@dataclass(frozen=True, slots=True)
class Filters:
    """Which rows: in one state, of one kind of conflict or problem, or both."""

    state: RowState | None = None
    conflict: ConflictKind | None = None
    problem: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """What a query string asks for; what it asks for in vain is passed over."""
        state, kind = query.get("state", ""), query.get("kind", "")
        return cls(
            RowState(state) if state in set(RowState) else None,
            ConflictKind(kind) if kind in set(ConflictKind) else None,
            kind if kind in KINDS else "",
        )

    @property
    def kind(self) -> str:
        return self.conflict.value if self.conflict else self.problem

    @property
    def query(self) -> dict[str, str]:
        """The query string that asks for the same."""
        asked = {"state": self.state.value if self.state else "", "kind": self.kind}
        return {name: value for name, value in asked.items() if value}

    def conditions(self) -> list[ColumnElement[bool]]:
        """Each served by an index that goes on in the order of the file."""
        found: list[ColumnElement[bool]] = []
        if self.state:
            found.append(BatchRow.state == self.state)
        if self.conflict:
            found.append(BatchRow.conflict == self.conflict.value)
        if self.problem:
            found.append(BatchRow.problem == self.problem)
        return found


@dataclass(frozen=True, slots=True)
class Listed:
    """A row as a list may show it: of the NIK the last digits, no birth date. What is not known any more is empty."""

    sheet: str
    number: int
    name: str
    tail: str
    village_code: str
    state: RowState
    conflict: str
    problems: Sequence[Problem]


@dataclass(frozen=True, slots=True)
class RowsPage:
    """Up to 50 rows, and the positions that the pages before and after them begin at; None where there is none."""

    rows: Sequence[Listed]
    before: int | None
    after: int | None


def read_page(
    session: Session, batch: Batch, filters: Filters, after: int | None = None, before: int | None = None
) -> RowsPage:
    """The page behind a position, or the one that ends in front of it; the first where neither is told."""
    after, before = _within(after), _within(before)
    backwards = before is not None and after is None
    found = _page(session, batch, filters, after or 0, before if backwards else None)
    more = len(found) > PAGE
    rows = found[PAGE - 1 :: -1] if backwards and more else found[::-1] if backwards else found[:PAGE]
    if backwards and not more:
        return read_page(session, batch, filters)
    return RowsPage(
        _listed(session, rows),
        before=rows[0].position if rows and (after or backwards) else None,
        after=rows[-1].position if rows and (more or backwards) else None,
    )


def _within(position: int | None) -> int | None:
    return position if position is not None and 0 <= position < _LARGEST else None


def _page(
    session: Session, batch: Batch, filters: Filters, after: int, before: int | None
) -> Sequence[BatchRow]:
    """One more than a page, so that it is known whether there are more; the nearest first."""
    place = BatchRow.position
    limit, order = (place > after, place) if before is None else (place < before, place.desc())
    return session.scalars(
        select(BatchRow)
        .where(BatchRow.batch_id == batch.id, *filters.conditions(), limit)
        .order_by(order)
        .limit(PAGE + 1)
        .options(_SHOWN)
    ).all()


_SHOWN = load_only(
    BatchRow.sheet,
    BatchRow.number,
    BatchRow.state,
    BatchRow.conflict,
    BatchRow.person,
    BatchRow.problems,
    BatchRow.village_code,
    BatchRow.worker_id,
    raiseload=True,
)


def _listed(session: Session, rows: Sequence[BatchRow]) -> list[Listed]:
    workers = _workers(session, [row.worker_id for row in rows if row.worker_id and not row.person])
    return [_line(row, workers) for row in rows]


def _workers(session: Session, ids: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    """Name and last digits of the NIK of those who are standing workers."""
    found = select(Worker.id, Worker.name, Worker.nik).where(
        Worker.id.in_(ids), Worker.withdrawn_at.is_(None)
    )
    return {row.id: (row.name, row.nik.tail) for row in session.execute(found)} if ids else {}


def _line(row: BatchRow, workers: Mapping[UUID, tuple[str, str]]) -> Listed:
    person: Mapping[str, Any] = row.person or {}
    name, tail = (
        (person["name"], person["nik"][-4:]) if person else workers.get(row.worker_id or _NOBODY, ("", ""))
    )
    return Listed(
        sheet=row.sheet,
        number=row.number,
        name=name,
        tail=tail,
        village_code=row.village_code or "",
        state=row.state,
        conflict=TITLES[ConflictKind(row.conflict)] if row.conflict else "",
        problems=[Problem.from_json(each) for each in row.problems],
    )


_NOBODY = UUID(int=0)


def count_states(session: Session, batch_id: UUID) -> dict[RowState, int]:
    """How many rows there are in each state that some row is in."""
    rows = session.execute(
        select(BatchRow.state, func.count()).where(BatchRow.batch_id == batch_id).group_by(BatchRow.state)
    )
    return dict(rows.all())


def count_problems(session: Session, batch_id: UUID) -> dict[str, int]:
    """How many rows there are with each kind of problem as their first, in the order in which to mend them."""
    rows = session.execute(
        select(BatchRow.problem, func.count())
        .where(BatchRow.batch_id == batch_id, BatchRow.problem.is_not(None))
        .group_by(BatchRow.problem)
    )
    counts: dict[str | None, int] = dict(rows.all())
    return {code: counts[code] for code in KINDS if code in counts}
