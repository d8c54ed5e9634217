"""A batch, its rows and its history."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, WriteOnlyMapped, mapped_column, relationship

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.core.columns import EncryptedJson, KeyedHash, RupiahColumn, choice
from agentapp.core.db import Base
from agentapp.core.errors import N_, Conflict
from agentapp.core.period import Month
from agentapp.funds.batches.states import LIFECYCLE, BatchState, RowState
from agentapp.funds.models import Fund, FundCohort
from agentapp.programmes.kinds import Programmes, Sector

_HAS_CONFLICT, _HAS_PROBLEM = text("conflict IS NOT NULL"), text("problem IS NOT NULL")
_STANDS = text("state NOT IN ('undone', 'refused', 'cancelled', 'failed')")


FORGET = "forget"
"""The step after which a batch keeps no more of people than who became workers."""


class SecondPersonRequired(Conflict):
    """Maker and checker are two people."""

    default = N_("Anda yang mengirim daftar ini, jadi orang lain yang memeriksanya.")


class Batch(Base):
    """One file of names for one fund. Its state changes only through the verbs below, and every change is kept.

    `digest` is the SHA-256 of the file, kept encrypted outside the database. `columns`: which column holds which
    field, `villages`: names that the officer has confirmed, `unknown` those still
    to be confirmed; `decisions`: what is to become of each kind of
    conflict. `first_month` to `last_month` is carried whoever's row says nothing else. `rows_done` of `rows_all`: how
    far the job is that works on it. `reserved` rupiah and `places` (by quota) are what the fund keeps for rows that are
    taken and not enrolled yet. All its people come by one `agency` and belong to one `cohort`, where there is one.
    `agent` will look after the workers. `repairs`: the batch whose rows this one mends.
    """

    __tablename__ = "batches"
    __table_args__ = (
        CheckConstraint("first_month <= last_month", name="months_in_order"),
        CheckConstraint("rows_done >= 0 AND rows_done <= rows_all", name="done_within_all"),
        CheckConstraint("reserved >= 0", name="reserved_not_negative"),
        CheckConstraint(
            "reserved = 0 OR state IN ('committing', 'committed', 'verifying', 'approved', 'enrolling', 'undoing')",
            name="only_promised_reserves",
        ),
        CheckConstraint("(state = 'failed') = (failure IS NOT NULL)", name="failed_has_reason"),
        CheckConstraint(
            "state NOT IN ('approved', 'enrolling', 'enrolled') "
            "OR (checked_by_id IS NOT NULL AND agent_id IS NOT NULL)",
            name="approved_by_somebody",
        ),
        CheckConstraint("checked_by_id <> officer_id", name="maker_is_not_checker"),
        Index(
            "uq_batches_fund_digest_standing",
            "fund_id",
            "digest",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        Index("ix_batches_fund_made_at", "fund_id", "made_at"),
        Index("ix_batches_state", "state"),
    )

    lifecycle = LIFECYCLE

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    fund_id: Mapped[UUID] = mapped_column(ForeignKey("funds.id"))
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    repairs_id: Mapped[UUID | None] = mapped_column(ForeignKey("batches.id"))
    file_name: Mapped[str] = mapped_column(String(120))
    digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[BatchState] = mapped_column(choice(BatchState, "state"))
    agency: Mapped[str | None] = mapped_column(String(120))
    cohort_id: Mapped[UUID | None] = mapped_column(ForeignKey("fund_cohorts.id"))
    columns: Mapped[Any] = mapped_column(JSON, default=list)
    villages: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    unknown: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    decisions: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    first_month: Mapped[Month]
    last_month: Mapped[Month]
    rows_all: Mapped[int] = mapped_column(default=0)
    rows_done: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(RupiahColumn, default=0)
    places: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    failure: Mapped[str | None] = mapped_column(String(300))
    failure_params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    checked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]
    fund: Mapped[Fund] = relationship()
    cohort: Mapped[FundCohort | None] = relationship()
    officer: Mapped[User] = relationship(foreign_keys=[officer_id])
    agent: Mapped[User | None] = relationship(foreign_keys=[agent_id])
    checked_by: Mapped[User | None] = relationship(foreign_keys=[checked_by_id])
    history: WriteOnlyMapped["BatchMove"] = relationship(order_by="BatchMove.at")

    def begin(self) -> None:
        """The file is here."""
        self.history.add(_move("receive", None, self.state, self.officer, ""))

    def fail(self, message: str, params: dict[str, Any]) -> None:
        """The file cannot be read: why, in words for the officer."""
        self.move("fail")
        self.failure, self.failure_params = message, params

    def check_again(self, by: User) -> None:
        """Columns, villages or months were changed: every row is read anew."""
        self.move("check_again", by)
        self.failure, self.failure_params = None, {}
        self.rows_all = self.rows_done = 0

    def approve(self, by: User, agent: User) -> None:
        """The branch lets all its rows in, and gives them to `agent`. Raises SecondPersonRequired."""
        self.expect_checker(by)
        self.move("approve", by)
        self.checked_by_id, self.agent_id = by.id, agent.id

    def forget(self) -> None:
        """Nothing is kept any more of its file, nor of people who came to nothing; it stands where it stood."""
        self.columns, self.unknown = [], []
        self.history.add(_move(FORGET, self.state, self.state, None, ""))

    def refuse(self, by: User, note: str) -> None:
        """The branch sends it back. Raises SecondPersonRequired."""
        self.expect_checker(by)
        self.move("refuse", by, note)
        self.checked_by_id = by.id

    def move(self, verb: str, by: User | None = None, note: str = "") -> None:
        """Take the step `verb`; by nobody where a job did it. Raises IllegalMove."""
        source, self.state = self.state, self.lifecycle.after(verb, self.state)
        self.history.add(_move(verb, source, self.state, by, note))

    def expect_checker(self, by: User) -> None:
        """Raises SecondPersonRequired for who sent the batch."""
        if by.id == self.officer_id:
            raise SecondPersonRequired


class BatchMove(Base):
    """One step of a batch; by nobody where a job did it. Append-only."""

    __tablename__ = "batch_moves"
    __table_args__ = (Index("ix_batch_moves_batch_at", "batch_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("batches.id"))
    verb: Mapped[str] = mapped_column(String(20))
    source: Mapped[BatchState | None] = mapped_column(choice(BatchState, "source"))
    target: Mapped[BatchState] = mapped_column(choice(BatchState, "target"))
    note: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    by: Mapped[User | None] = relationship()


def _part(field: str) -> Any:
    """Of a kept person, the text whose hash stands beside it."""

    def part(kept: str) -> str:
        return str(json.loads(kept).get(field) or "")

    return part


class BatchRow(Base):
    """One row of the sheet. `number` is the row's own in the spreadsheet, `position` its place among all rows.

    `person`: what was read, once it is whole; else `problems` say what to mend in the file,
    `problem` the kind of the first. `conflict` is its kind (see
    `kinds`), `risks` are what a checker should look at. `cost`: rupiah from `first_month` to `last_month`, as priced
    when it was read. `worker`: who has this NIK already, or who came of the row. Of rows that came to nothing, what is
    kept of a person is forgotten in time (see `retention`); what became of them stays.
    """

    __tablename__ = "batch_rows"
    __table_args__ = (
        CheckConstraint("state <> 'conflict' OR conflict IS NOT NULL", name="conflict_has_kind"),
        CheckConstraint("state <> 'enrolled' OR worker_id IS NOT NULL", name="enrolled_is_a_worker"),
        CheckConstraint(
            "state IN ('to_repair', 'enrolled') "
            "OR (person IS NULL AND nik_hash IS NULL AND worker_id IS NULL) "
            "OR (person IS NOT NULL AND nik_hash IS NOT NULL AND village_code IS NOT NULL AND cost IS NOT NULL)",
            name="whole_or_forgotten",
        ),
        Index("ix_batch_rows_batch_state", "batch_id", "state", "position"),
        Index(
            "ix_batch_rows_batch_conflict",
            "batch_id",
            "conflict",
            "position",
            sqlite_where=_HAS_CONFLICT,
            postgresql_where=_HAS_CONFLICT,
        ),
        Index(
            "ix_batch_rows_batch_problem",
            "batch_id",
            "problem",
            "position",
            sqlite_where=_HAS_PROBLEM,
            postgresql_where=_HAS_PROBLEM,
        ),
        Index("ix_batch_rows_nik_hash", "nik_hash"),
        Index("ix_batch_rows_worker", "worker_id"),
    )

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("batches.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sheet: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    state: Mapped[RowState] = mapped_column(choice(RowState, "state"))
    conflict: Mapped[str | None] = mapped_column(String(32))
    person: Mapped[Any | None] = mapped_column(EncryptedJson("batch_person"))
    problem: Mapped[str | None] = mapped_column(String(32))
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    risks: Mapped[list[str]] = mapped_column(JSON)
    nik_hash: Mapped[bytes | None] = mapped_column(KeyedHash("nik", "person", part=_part("nik")))
    phone_hash: Mapped[bytes | None] = mapped_column(KeyedHash("phone", "person", part=_part("phone")))
    village_code: Mapped[str | None] = mapped_column(String(13))
    programmes: Mapped[Programmes | None] = mapped_column(choice(Programmes, "programmes"))
    sector: Mapped[Sector | None] = mapped_column(choice(Sector, "sector"))
    monthly_income: Mapped[int | None] = mapped_column(RupiahColumn)
    first_month: Mapped[Month | None]
    last_month: Mapped[Month | None]
    cost: Mapped[int | None] = mapped_column(RupiahColumn)
    worker_id: Mapped[UUID | None] = mapped_column(ForeignKey("workers.id"))


def _move(verb: str, source: BatchState | None, target: BatchState, by: User | None, note: str) -> BatchMove:
    return BatchMove(
        verb=verb, source=source, target=target, note=note, by_id=by.id if by else None, at=now()
    )
