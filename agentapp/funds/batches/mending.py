"""The rows to mend as a workbook: those that did not read, and those that the branch found wrong."""

from sqlalchemy import select

from agentapp.core.db import sessions
from agentapp.core.errors import N_, NotFound
from agentapp.funds.batches.checking import open_file
from agentapp.funds.batches.models import Batch, BatchRow
from agentapp.funds.batches.samples import BatchSample, Verdict
from agentapp.funds.batches.states import RowState
from agentapp.funds.sheets.columns import Field
from agentapp.funds.sheets.problem import Problem
from agentapp.funds.sheets.repair import repair_workbook
from agentapp.funds.sheets.words import Say

FOUND_WRONG = "found_wrong"
Place = tuple[str, int]


class FileGone(NotFound):
    """The sheet was removed when nobody needed it any more."""

    default = N_("Berkas daftar ini sudah dihapus. Kirim lagi berkas Anda yang sudah diperbaiki.")


def workbook(batch: Batch, say: Say) -> bytes:
    """XLSX bytes, in the language of `say`; it may be sent again. Raises FileGone."""
    try:
        opened = open_file(batch)
    except NotFound as error:
        raise FileGone from error
    return repair_workbook(opened.book, opened.layouts, {**_unread(batch), **_found_wrong(batch)}, say)


def _unread(batch: Batch) -> dict[Place, list[Problem]]:
    rows = sessions().execute(
        select(BatchRow.sheet, BatchRow.number, BatchRow.problems).where(
            BatchRow.batch_id == batch.id, BatchRow.state == RowState.TO_REPAIR
        )
    )
    return {
        (sheet, number): [Problem.from_json(each) for each in problems] for sheet, number, problems in rows
    }


def _found_wrong(batch: Batch) -> dict[Place, list[Problem]]:
    """What somebody of the branch wrote stands as the reason, beside the name."""
    rows = sessions().execute(
        select(BatchRow.sheet, BatchRow.number, BatchSample.note)
        .join(BatchSample.row)
        .where(BatchSample.batch_id == batch.id, BatchSample.verdict == Verdict.WRONG)
    )
    return {(sheet, number): [Problem(FOUND_WRONG, Field.NAME, note)] for sheet, number, note in rows}
