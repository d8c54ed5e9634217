"""The queue of a branch: what waits for a decision, oldest first. A query, never a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    String,
    bindparam,
    func,
    literal,
    literal_column,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.enrolment.models import Enrolment, EnrolmentState
from agentapp.review.cursor import Cursor, Edge, Side
from agentapp.review.filters import Filters
from agentapp.review.lines import Lines, Waiting, line, lines
from agentapp.review.tables import CASES

PAGE = 50
MOST_COUNTED = 1000
EVERYTHING = Filters()

# Written out in the statement, so that the partial indexes over waiting cases serve it.
_SUBMITTED: ColumnElement[str] = literal_column(f"'{EnrolmentState.SUBMITTED}'", String)
WAITS: ColumnElement[bool] = type_coerce(CASES.state, String) == _SUBMITTED
PLACE_IN_QUEUE = (CASES.waiting_since, CASES.id)
_BRANCH: BindParameter[UUID] = bindparam("branch", type_=CASES.branch_id.type)
_EDGE = tuple(bindparam(column.name, type_=column.type) for column in PLACE_IN_QUEUE)


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Up to 50 lines, the cursors of the pages before and after (empty where there is none), how many wait in all."""

    cases: Sequence[Waiting]
    before: str
    after: str
    count: int

    @property
    def first(self) -> str:
        """The cursor of the first line."""
        return _cursor(self.cases[0])

    @property
    def tickable(self) -> int:
        return sum(case.may_be_ticked for case in self.cases)

    @property
    def held(self) -> list[Waiting]:
        """Those on the page that the reader has under their eyes."""
        return [case for case in self.cases if case.mine]


def branch_waits(branch_id: UUID | BindParameter[UUID] | None) -> tuple[ColumnElement[bool], ...]:
    """What makes an application part of a branch's queue."""
    return (CASES.branch_id == branch_id, WAITS)


def read_page(session: Session, reader: User, filters: Filters, edge: Edge | None = None) -> QueuePage:
    """The page at a place in the queue; the first one without it, and where a page would begin before the first."""
    side = edge.side if edge else None
    backwards = side == Side.BEFORE
    asked = {"branch": reader.branch_id, "now": now(), **(edge.cursor.columns if edge else {})}
    rows = session.connection().execute(_page_of(filters, side), asked).all()
    more = len(rows) > PAGE
    if backwards and not more:
        return read_page(session, reader, filters)
    cases = [line(row, reader) for row in (rows[PAGE - 1 :: -1] if backwards else rows[:PAGE])]
    return QueuePage(
        cases,
        before=_cursor(cases[0]) if cases and edge else "",
        after=_cursor(cases[-1]) if cases and (more or backwards) else "",
        count=rows[0].waiting if rows else 0,
    )


def capped(count: int) -> str:
    """`312`, or `1.000+`."""
    return str(count) if count < MOST_COUNTED else f"{MOST_COUNTED:,}+".replace(",", ".")


def count(session: Session, reader: User, filters: Filters) -> int:
    """How many wait, counted as far as MOST_COUNTED."""
    return session.scalar(select(_count(*_meets(reader, filters)))) or 0


def position(session: Session, enrolment: Enrolment) -> int:
    """The place of a waiting case in the queue of its branch, 1 for the oldest; counted as far as `count`."""
    earlier = tuple_(*PLACE_IN_QUEUE) < (enrolment.waiting_since, enrolment.id)
    return 1 + (session.scalar(select(_count(*branch_waits(enrolment.branch_id), earlier))) or 0)


def _meets(reader: User, filters: Filters) -> tuple[ColumnElement[bool], ...]:
    return (*branch_waits(reader.branch_id), *filters.conditions(now()))


def _count(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    first_ones = select(literal(1)).select_from(Enrolment.__table__).where(*conditions).limit(MOST_COUNTED)
    return select(func.count()).select_from(first_ones.subquery()).scalar_subquery()


def _cursor(case: Waiting) -> str:
    return str(Cursor(case.since, case.id))


def _page_of(filters: Filters, side: Side | None) -> Lines:
    return _made(side, *filters.conditions(now())) if filters.chosen else _whole(side)


def _made(side: Side | None, *conditions: ColumnElement[bool]) -> Lines:
    meets = (*branch_waits(_BRANCH), *conditions)
    query = lines(_count(*meets).label("waiting")).where(*meets).limit(PAGE + 1)
    if side is None:
        return query.order_by(*PLACE_IN_QUEUE)
    place, limit = tuple_(*PLACE_IN_QUEUE), tuple_(*_EDGE)
    if side == Side.BEFORE:
        return query.where(place < limit).order_by(*(column.desc() for column in PLACE_IN_QUEUE))
    within = place > limit if side == Side.AFTER else place >= limit
    return query.where(within).order_by(*PLACE_IN_QUEUE)


@cache
def _whole(side: Side | None) -> Lines:
    """Without filters, as it is asked most: made once."""
    return _made(side)
