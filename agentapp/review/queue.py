"""The queue of a branch: what waits for a decision, oldest first. A query, never a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, literal, select, tuple_, type_coerce
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.core.columns import EncryptedText
from agentapp.enrolment.models import Enrolment, EnrolmentState, Flag, FlagKind
from agentapp.places import registry
from agentapp.review.cursor import Cursor, Edge, Side
from agentapp.review.filters import Filters
from agentapp.review.holder import Holder, Lease, live_leases

PAGE = 50
MOST_COUNTED = 1000
EVERYTHING = Filters()

# Written out in the statement, so that the partial indexes over waiting cases serve it.
_SUBMITTED = bindparam("submitted", EnrolmentState.SUBMITTED, Enrolment.state.type, literal_execute=True)
WAITS: ColumnElement[bool] = Enrolment.state == _SUBMITTED
PLACE_IN_QUEUE = (Enrolment.waiting_since, Enrolment.id)
_NIK_DIGITS = type_coerce(Enrolment.nik, EncryptedText("nik"))


_COLUMNS = (
    Enrolment.id,
    Enrolment.version,
    Enrolment.number,
    Enrolment.name,
    _NIK_DIGITS.label("nik"),
    Enrolment.village_code,
    Enrolment.occupation,
    Enrolment.agent_id,
    Enrolment.author_id,
    Enrolment.returned_by_id,
    Enrolment.waiting_since,
    Enrolment.is_clean,
    User.name.label("agent"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One line of the queue. `facts`: what tells people apart in a list.

    `holder` has it under their eyes now, `mine` if that is the reader. `own`: the reader sent it or looks after it, so
    somebody else decides; `came_back`: they returned it.
    """

    id: UUID
    version: int
    number: str
    name: str
    facts: str
    since: datetime
    flags: tuple[FlagKind, ...]
    holder: Holder | None
    mine: bool
    own: bool
    came_back: bool
    is_clean: bool

    @property
    def may_be_ticked(self) -> bool:
        """Whether it may be approved from the list: clean, not the reader's own, and held by nobody else."""
        return self.is_clean and not self.own and (self.holder is None or self.mine)


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Up to 50 lines, and the cursors of the pages before and after, empty where there is none.

    `held` are the reader's own running leases.
    """

    cases: Sequence[Waiting]
    before: str
    after: str
    held: Sequence[Lease]

    @property
    def first(self) -> str:
        """The cursor of the first line."""
        return _cursor(self.cases[0])

    @property
    def tickable(self) -> int:
        return sum(case.may_be_ticked for case in self.cases)


def branch_waits(branch_id: UUID | None) -> tuple[ColumnElement[bool], ...]:
    """What makes an application part of a branch's queue."""
    return (Enrolment.branch_id == branch_id, WAITS)


def read_page(session: Session, reader: User, filters: Filters, edge: Edge | None = None) -> QueuePage:
    """The page at a place in the queue; the first one without it, and where a page would begin before the first."""
    backwards = edge is not None and edge.side == Side.BEFORE
    rows = session.execute(_page_of(reader, filters, edge)).all()
    more = len(rows) > PAGE
    if backwards and not more:
        return read_page(session, reader, filters)
    shown = rows[PAGE - 1 :: -1] if backwards else rows[:PAGE]
    leases = live_leases(session, reader.branch_id)
    cases = _cases(session, reader, shown, leases)
    return QueuePage(
        cases,
        before=_cursor(cases[0]) if cases and edge else "",
        after=_cursor(cases[-1]) if cases and (more or backwards) else "",
        held=[lease for lease in leases.values() if lease.holder.id == reader.id],
    )


def capped(count: int) -> str:
    """`312`, or `1.000+`."""
    return str(count) if count < MOST_COUNTED else f"{MOST_COUNTED:,}+".replace(",", ".")


def count(session: Session, reader: User, filters: Filters) -> int:
    """How many wait, counted as far as MOST_COUNTED."""
    meets = (*branch_waits(reader.branch_id), *filters.conditions(now()))
    asked = select(literal(1)).where(*meets).limit(MOST_COUNTED)
    return session.scalar(select(func.count()).select_from(asked.subquery())) or 0


def position(session: Session, enrolment: Enrolment) -> int:
    """The place of a waiting case in the queue of its branch, 1 for the oldest; counted as far as `count`."""
    earlier = (
        select(literal(1))
        .where(
            *branch_waits(enrolment.branch_id),
            tuple_(*PLACE_IN_QUEUE) < (enrolment.waiting_since, enrolment.id),
        )
        .limit(MOST_COUNTED)
    )
    return 1 + (session.scalar(select(func.count()).select_from(earlier.subquery())) or 0)


def _cursor(case: Waiting) -> str:
    return str(Cursor(case.since, case.id))


def _page_of(reader: User, filters: Filters, edge: Edge | None) -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = (
        select(*_COLUMNS)
        .join(User, User.id == Enrolment.agent_id)
        .where(*branch_waits(reader.branch_id), *filters.conditions(now()))
        .limit(PAGE + 1)
    )
    if edge is None:
        return query.order_by(*PLACE_IN_QUEUE)
    place, limit = tuple_(*PLACE_IN_QUEUE), (edge.cursor.waiting_since, edge.cursor.id)
    if edge.side == Side.BEFORE:
        return query.where(place < limit).order_by(*(column.desc() for column in PLACE_IN_QUEUE))
    within = place > limit if edge.side == Side.AFTER else place >= limit
    return query.where(within).order_by(*PLACE_IN_QUEUE)


def _cases(
    session: Session, reader: User, rows: Sequence[Row[*tuple[Any, ...]]], leases: Mapping[UUID, Lease]
) -> list[Waiting]:
    flags = _flags(session, [row.id for row in rows if not row.is_clean])
    return [
        Waiting(
            id=row.id,
            version=row.version,
            number=row.number,
            name=row.name,
            facts=f"NIK ···{row.nik[-4:]} · {row.occupation} · {_where(row.village_code)} · {row.agent}",
            since=row.waiting_since,
            flags=tuple(flags.get(row.id, ())),
            holder=leases[row.id].holder if row.id in leases else None,
            mine=row.id in leases and leases[row.id].holder.id == reader.id,
            own=reader.id in (row.agent_id, row.author_id),
            came_back=row.returned_by_id == reader.id,
            is_clean=row.is_clean,
        )
        for row in rows
    ]


@lru_cache(maxsize=4096)
def _where(code: str) -> str:
    """`Nagari Kamang, Kamang Baru`."""
    village = registry.place(code)
    return f"{village.title if village else code}, {registry.district_name(code)}"


def _flags(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[FlagKind]]:
    found: dict[UUID, list[FlagKind]] = {}
    if ids:
        query = select(Flag.enrolment_id, Flag.kind).where(Flag.enrolment_id.in_(ids)).distinct()
        for enrolment_id, kind in session.execute(query.order_by(Flag.kind)):
            found.setdefault(enrolment_id, []).append(kind)
    return found
