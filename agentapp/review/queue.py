"""The queue of a branch: what waits for a decision, oldest first. A query, never a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
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
from agentapp.review.holder import Holder, holders
from agentapp.review.models import Claim

PAGE = 50
MOST_COUNTED = 1000
EVERYTHING = Filters()

# Written out in the statement, so that the partial indexes over waiting cases serve it.
_SUBMITTED = bindparam("submitted", EnrolmentState.SUBMITTED, Enrolment.state.type, literal_execute=True)
WAITS: ColumnElement[bool] = Enrolment.state == _SUBMITTED
PLACE_IN_QUEUE = (Enrolment.waiting_since, Enrolment.id)
_NIK_DIGITS = type_coerce(Enrolment.nik, EncryptedText("nik"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One line of the queue. `holder` has it under their eyes now, `mine` if that is the reader.

    `own`: the reader sent it or looks after it, so somebody else decides; `came_back`: they returned it.
    """

    id: UUID
    version: int
    number: str
    name: str
    nik_tail: str
    village: str
    district: str
    occupation: str
    agent: str
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
    """Up to 50 lines, and the cursors of the pages before and after; empty where there is none."""

    cases: Sequence[Waiting]
    before: str
    after: str

    @property
    def first(self) -> str:
        """The cursor of the first line."""
        return _cursor(self.cases[0])

    @property
    def kinds(self) -> set[FlagKind]:
        """The flags that occur."""
        return {kind for case in self.cases for kind in case.flags}

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
    cases = _cases(session, reader, shown)
    return QueuePage(
        cases,
        before=_cursor(cases[0]) if cases and edge else "",
        after=_cursor(cases[-1]) if cases and (more or backwards) else "",
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


def held_by(session: Session, reader: User) -> Sequence[Row[UUID, str, datetime]]:
    """The waiting cases under the reader's eyes now, latest first: id, name, until when."""
    query = (
        select(Enrolment.id, Enrolment.name, Claim.expires_at)
        .join(Claim, Claim.enrolment_id == Enrolment.id)
        .where(Claim.supervisor_id == reader.id, Claim.expires_at > now(), WAITS)
        .order_by(Claim.expires_at.desc())
    )
    return session.execute(query).all()


def _cursor(case: Waiting) -> str:
    return str(Cursor(case.since, case.id))


def _page_of(reader: User, filters: Filters, edge: Edge | None) -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = (
        select(
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


def _cases(session: Session, reader: User, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[Waiting]:
    flags = _flags(session, [row.id for row in rows if not row.is_clean])
    held = holders(session, [row.id for row in rows], Claim.expires_at > now())
    return [
        Waiting(
            id=row.id,
            version=row.version,
            number=row.number,
            name=row.name,
            nik_tail=row.nik[-4:],
            village=_village(row.village_code),
            district=registry.district_name(row.village_code),
            occupation=row.occupation,
            agent=row.agent,
            since=row.waiting_since,
            flags=tuple(flags.get(row.id, ())),
            holder=held.get(row.id),
            mine=row.id in held and held[row.id].id == reader.id,
            own=reader.id in (row.agent_id, row.author_id),
            came_back=row.returned_by_id == reader.id,
            is_clean=row.is_clean,
        )
        for row in rows
    ]


def _village(code: str) -> str:
    village = registry.place(code)
    return village.title if village else code


def _flags(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[FlagKind]]:
    found: dict[UUID, list[FlagKind]] = {}
    if ids:
        query = select(Flag.enrolment_id, Flag.kind).where(Flag.enrolment_id.in_(ids)).distinct()
        for enrolment_id, kind in session.execute(query.order_by(Flag.kind)):
            found.setdefault(enrolment_id, []).append(kind)
    return found
