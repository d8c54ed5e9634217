"""A batch's file is read and its rows staged, a piece at a time: what was staged stays, whatever happens.

After a crash the file is read again from its beginning, since later rows depend on earlier ones, and written from where
it had come to. A piece is written only where the one before it ended, so that two jobs at once write it once.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from agentapp.core.bulk import write
from agentapp.core.clock import today
from agentapp.core.db import look_afresh, transaction
from agentapp.core.errors import NotFound
from agentapp.funds.batches import conflicts
from agentapp.funds.batches.files import store
from agentapp.funds.batches.models import Batch, BatchRow
from agentapp.funds.batches.pieces import at_work
from agentapp.funds.batches.staging import Stage
from agentapp.funds.batches.states import BatchState
from agentapp.funds.sheets.cell import Book
from agentapp.funds.sheets.checking import CheckedRow, Checker, column_problems
from agentapp.funds.sheets.headers import find_layouts
from agentapp.funds.sheets.layout import Layout
from agentapp.funds.sheets.reading import read
from agentapp.funds.sheets.refusal import SheetRefused
from agentapp.funds.sheets.villages import UnknownVillage, Villages
from agentapp.programmes.rulebook import current_rulebook

PIECE = 5_000


@dataclass(frozen=True, slots=True)
class Opened:
    """A batch's file, ready to be read row by row."""

    book: Book
    layouts: Sequence[Layout]
    checker: Checker

    def rows(self) -> Iterator[CheckedRow]:
        return self.checker.rows(self.book, self.layouts)

    def count(self) -> int:
        """How many rows there are at most: some of them may turn out to be blank, totals or signatures."""
        heights = (self.book.height(layout.sheet) - layout.first_row + 1 for layout in self.layouts)
        return sum(max(0, height) for height in heights)


def check(batch_id: UUID) -> bool:
    """Read and stage the whole batch, unless another job is at it or it is cancelled meanwhile. Whether it was done."""
    batch = look_afresh().get(Batch, batch_id)
    if batch is None:
        return False
    try:
        opened = open_file(batch)
    except (SheetRefused, NotFound) as refused:
        return _fail(batch_id, refused)
    if not _begin(batch_id, opened):
        return False
    return _stage(batch_id, opened) and _finish(batch_id)


def open_file(batch: Batch) -> Opened:
    """The batch's file by its columns, as guessed or as the officer said.

    Raises SheetRefused, and NotFound if the file is gone.
    """
    book = read(store().get(batch.digest), batch.file_name)
    layouts = tuple(map(Layout.from_json, batch.columns)) or find_layouts(book)
    fund = batch.fund
    villages = Villages(fund.regions or [fund.region_code], batch.villages)
    return Opened(book, layouts, Checker(villages))


def _fail(batch_id: UUID, refused: SheetRefused | NotFound) -> bool:
    with transaction() as session:
        batch = at_work(session, batch_id, BatchState.RECEIVED, BatchState.CHECKING)
        if batch is not None:
            batch.fail(refused.message, dict(refused.params))
        return batch is not None


def _begin(batch_id: UUID, opened: Opened) -> bool:
    """The first piece is about to be read; whether the columns are there and there is something to do."""
    missing = column_problems(opened.layouts, opened.checker.villages)
    with transaction() as session:
        batch = at_work(session, batch_id, BatchState.RECEIVED, BatchState.CHECKING)
        if batch is None:
            return False
        batch.columns = [layout.to_json() for layout in opened.layouts]
        if missing:
            _, problem = missing[0]
            batch.fail(problem.message, dict(problem.params))
            return False
        if batch.state == BatchState.RECEIVED:
            _start_over(session, batch, opened.count())
    return True


def _start_over(session: Session, batch: Batch, rows: int) -> None:
    session.execute(
        delete(BatchRow).where(BatchRow.batch_id == batch.id).execution_options(synchronize_session=False)
    )
    batch.move("check")
    batch.rows_all, batch.rows_done, batch.unknown = rows, 0, []


def _stage(batch_id: UUID, opened: Opened) -> bool:
    """Write the rows behind those that stand. Whether it came to the end."""
    session = look_afresh()
    batch = session.get_one(Batch, batch_id, populate_existing=True)
    stage = Stage(batch, current_rulebook(session), today())
    rows, done = opened.rows(), 0
    while piece := list(islice(rows, PIECE)):
        begins, done = done, done + len(piece)
        if done > batch.rows_done and not _write(batch_id, begins, piece, stage, opened.checker.villages):
            return False
    return True


def _write(
    batch_id: UUID, begins: int, piece: Sequence[CheckedRow], stage: Stage, villages: Villages
) -> bool:
    """One piece, if the batch still stands where it begins."""
    with transaction() as session:
        batch = at_work(session, batch_id, BatchState.CHECKING)
        if batch is None or batch.rows_done != begins:
            return False
        write(session, BatchRow.__table__, _columns(batch_id, begins, piece, stage))
        batch.rows_done = begins + len(piece)
        batch.rows_all = max(batch.rows_all, batch.rows_done)
        batch.unknown = [_plain(each) for each in villages.unknown.values()]
    return True


def _columns(
    batch_id: UUID, begins: int, piece: Iterable[CheckedRow], stage: Stage
) -> Iterator[dict[str, Any]]:
    for position, checked in enumerate(piece, begins + 1):
        yield {"batch_id": batch_id, "position": position, **stage.row(checked)}


def _plain(unknown: UnknownVillage) -> dict[str, Any]:
    return {
        "key": unknown.key,
        "village": unknown.village,
        "district": unknown.district,
        "rows": unknown.rows,
        "suggestions": [[each.code, each.path, each.score] for each in unknown.suggestions],
    }


def _finish(batch_id: UUID) -> bool:
    with transaction() as session:
        batch = at_work(session, batch_id, BatchState.CHECKING)
        if batch is None:
            return False
        batch.rows_all = batch.rows_done
        conflicts.find(session, batch)
        batch.move("finish_check")
    return True
