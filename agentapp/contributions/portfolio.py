"""The workers of an agent or a branch, by name and page by page; fast among a million."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_, union_all
from sqlalchemy.orm import Session, load_only, selectinload

from agentapp.accounts.models import User
from agentapp.contributions.lookup import Lookup, Search, look_up
from agentapp.contributions.scope import in_scope
from agentapp.contributions.standing import Standing, standings
from agentapp.workers.models import Worker

Rows = Select[*tuple[Any, ...]]
PAGE = 50
MOST_COUNTED = 1000
NEARBY = 2000
"""So many workers in order are looked at for a status before the whole is asked."""

_ON_LINES = (
    load_only(
        Worker.name,
        Worker.name_key,
        Worker.occupation,
        Worker.district_code,
        Worker.village_code,
        Worker.funding,
        Worker.accepted_funding,
        Worker.accepted_at,
        raiseload=True,
    ),
    selectinload(Worker.memberships),
)
"""What a line needs; nothing encrypted is read for a list."""


@dataclass(frozen=True, slots=True)
class Line:
    """A worker and where they stand."""

    worker: Worker
    standing: Standing


@dataclass(frozen=True, slots=True)
class WorkersPage:
    """Up to 50 workers by name, and the ids before and after which the neighbouring pages lie; None where none."""

    lines: Sequence[Line]
    before: UUID | None
    after: UUID | None


@dataclass(frozen=True, slots=True)
class _Way:
    """In order of names from a place on (from the start without one), or backwards from it."""

    place: tuple[str, UUID] | None
    backwards: bool

    def along(self, query: Rows, columns: Any, limit: int) -> Rows:
        """The first rows of `query` on this way; `columns` has `name_key` and `id`."""
        key, last = columns.name_key, columns.id
        order = (key.desc(), last.desc()) if self.backwards else (key, last)
        return query.where(*self._beyond(tuple_(key, last))).order_by(*order).limit(limit)

    def _beyond(self, here: Any) -> tuple[ColumnElement[bool], ...]:
        if self.place is None:
            return ()
        return (here < self.place,) if self.backwards else (here > self.place,)


def read_page(
    session: Session, actor: User, search: Search, *, after: UUID | None = None, before: UUID | None = None
) -> WorkersPage:
    """The page that begins after a worker, or ends before one; the first without either, or if that one is gone."""
    place = _place(session, actor, after or before)
    way = _Way(place, backwards=after is None and place is not None)
    rows = _first(session, look_up(session, actor, search), way, PAGE + 1)
    more = len(rows) > PAGE
    workers = rows[:PAGE][::-1] if way.backwards else rows[:PAGE]
    stands = standings(session, workers)
    return WorkersPage(
        [Line(worker, stands[worker.id]) for worker in workers],
        before=workers[0].id if workers and (more if way.backwards else place) else None,
        after=workers[-1].id if workers and (more or way.backwards) else None,
    )


def count(session: Session, actor: User, search: Search) -> int:
    """How many there are, counted up to one beyond MOST_COUNTED."""
    found = select(literal(1)).where(*look_up(session, actor, search).all).limit(MOST_COUNTED + 1)
    return session.scalar(select(func.count()).select_from(found.subquery())) or 0


def _place(session: Session, actor: User, worker_id: UUID | None) -> tuple[str, UUID] | None:
    if worker_id is None:
        return None
    row = session.execute(
        select(Worker.name_key, Worker.id).where(Worker.id == worker_id, in_scope(actor))
    ).one_or_none()
    return row and (row.name_key, row.id)


def _first(session: Session, lookup: Lookup, way: _Way, limit: int) -> list[Worker]:
    """The first workers on a way.

    A status is looked for among the next 2.000 names; only if too few of them have it, among all at once, for
    name by name that would take minutes.
    """
    if lookup.status is None:
        return _fetch(session, _ids(lookup, way, limit), way, limit)
    nearby = _ids(lookup, way, NEARBY).cte("nearby")
    found = _fetch(session, select(nearby.c.id), way, limit, (lookup.status,))
    looked_at = session.scalar(select(func.count()).select_from(nearby)) or 0
    if len(found) == limit or looked_at < NEARBY:
        return found
    everywhere = select(Worker.id).where(*lookup.all).cte("everywhere").prefix_with("MATERIALIZED")
    return _fetch(session, select(everywhere.c.id), way, limit)


def _ids(lookup: Lookup, way: _Way, limit: int) -> Rows:
    """The ids of the first workers on a way, whatever their status: the first of each kind of name, merged."""
    columns = select(Worker.id, Worker.name_key).where(*lookup.always)
    kinds = [way.along(columns.where(kind), Worker, limit).subquery() for kind in lookup.names]
    if not kinds:
        return way.along(columns, Worker, limit).with_only_columns(Worker.id)
    merged = union_all(*(select(kind) for kind in kinds)).subquery()
    return way.along(select(merged.c.id), merged.c, limit)


def _fetch(
    session: Session, ids: Rows, way: _Way, limit: int, meets: Iterable[ColumnElement[bool]] = ()
) -> list[Worker]:
    query = select(Worker).where(Worker.id.in_(ids), *meets).options(*_ON_LINES)
    return list(session.scalars(way.along(query, Worker, limit)))
