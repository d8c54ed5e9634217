"""The workers of an agent or a branch: found by name or last digits, narrowed, by page; fast among a million."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, literal, or_, select, tuple_, union
from sqlalchemy.orm import Session, aliased, selectinload

from agentapp.accounts.models import User
from agentapp.contributions.protection import ProtectionStatus
from agentapp.contributions.scope import in_scope
from agentapp.contributions.standing import Standing, standings
from agentapp.contributions.status_filter import has_status
from agentapp.core.clock import today
from agentapp.core.encryption import keyed_hashes
from agentapp.core.period import Month
from agentapp.places.registry import zone_of
from agentapp.programmes.rulebook import current_rulebook
from agentapp.workers.models import Membership, Worker
from agentapp.workers.names import name_key

PAGE = 50
MOST_COUNTED = 1000
TAIL = 4
NUMBER = 11
_Other = aliased(Worker)
_AFTER_LETTERS = "\U0010ffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is asked for: words of a name or last digits, a status, a district. Empty means all."""

    text: str = ""
    status: ProtectionStatus | None = None
    district_code: str = ""


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


def read_page(
    session: Session, actor: User, search: Search, *, after: UUID | None = None, before: UUID | None = None
) -> WorkersPage:
    """The page that begins after a worker, or ends before one; the first without either, or if that one is gone."""
    place = _place(session, actor, after or before)
    backwards = after is None and place is not None
    meets = conditions(session, actor, search)
    rows = list(session.scalars(_page(meets, place, backwards=backwards)))
    more = len(rows) > PAGE
    workers = rows[:PAGE][::-1] if backwards else rows[:PAGE]
    places = standings(session, workers)
    return WorkersPage(
        [Line(worker, places[worker.id]) for worker in workers],
        before=workers[0].id if workers and (more if backwards else place) else None,
        after=workers[-1].id if workers and (more or backwards) else None,
    )


def count(session: Session, actor: User, search: Search) -> int:
    """How many there are, counted up to one beyond MOST_COUNTED."""
    found = select(literal(1)).where(*conditions(session, actor, search)).limit(MOST_COUNTED + 1)
    return session.scalar(select(func.count()).select_from(found.subquery())) or 0


def chosen(session: Session, actor: User, ids: Sequence[UUID]) -> Sequence[Worker]:
    """Those of `ids` that the actor may see, by name."""
    query = select(Worker).where(Worker.id.in_(ids), in_scope(actor), Worker.withdrawn_at.is_(None))
    return session.scalars(
        query.order_by(Worker.name_key, Worker.id).options(selectinload(Worker.memberships))
    ).all()


def _place(session: Session, actor: User, worker_id: UUID | None) -> tuple[str, UUID] | None:
    if worker_id is None:
        return None
    row = session.execute(
        select(Worker.name_key, Worker.id).where(Worker.id == worker_id, in_scope(actor))
    ).one_or_none()
    return row and (row.name_key, row.id)


def _page(
    meets: Sequence[ColumnElement[bool]], place: tuple[str, UUID] | None, *, backwards: bool
) -> Select[Worker]:
    order = tuple_(Worker.name_key, Worker.id)
    query = select(Worker).where(*meets).options(selectinload(Worker.memberships)).limit(PAGE + 1)
    if backwards:
        return query.where(order < place).order_by(Worker.name_key.desc(), Worker.id.desc())
    if place is not None:
        query = query.where(order > place)
    return query.order_by(Worker.name_key, Worker.id)


def conditions(session: Session, actor: User, search: Search) -> list[ColumnElement[bool]]:
    """What makes a worker one of those the actor asked for."""
    meets = [in_scope(actor), Worker.withdrawn_at.is_(None)]
    if search.text.strip():
        meets.append(_meant(search.text))
    if search.status is not None:
        meets.append(has_status(search.status, current_rulebook(session), _this_month(actor)))
    if search.district_code:
        meets.append(Worker.district_code == search.district_code)
    return meets


def _this_month(actor: User) -> Month:
    """The month it is where the actor's branch is; its regencies lie in one zone."""
    regencies = actor.branch.regencies if actor.branch else []
    return Month.of(today(zone_of(regencies[0].regency_code)) if regencies else today())


def _meant(text: str) -> ColumnElement[bool]:
    digits = digits_of(text)
    return _ends(digits) if TAIL <= len(digits) <= NUMBER else _named(name_key(text))


def digits_of(text: str) -> str:
    """The digits typed, if nothing else was; marks and spaces between them do not count. Otherwise nothing."""
    bare = re.sub(r"[\s.\-]", "", text)
    return bare if bare.isascii() and bare.isdigit() else ""


def _named(key: str) -> ColumnElement[bool]:
    """A name that begins with `key`, or has a later word that does; nobody's if nothing is left of it."""
    if not key:
        return false()
    begins = and_(Worker.name_key >= key, Worker.name_key < key + _AFTER_LETTERS)
    return or_(begins, Worker.name_key.contains(f" {key}", autoescape=True))


def _ends(digits: str) -> ColumnElement[bool]:
    """A membership number that ends in these digits; with four of them, also a NIK."""
    numbers = select(Membership.worker_id).where(Membership.tail == digits[-TAIL:])
    if len(digits) > TAIL:
        return Worker.id.in_(numbers.where(Membership.number % 10 ** len(digits) == int(digits)))
    niks = select(_Other.id).where(_Other.nik_tail_hash.in_(keyed_hashes(digits, "nik_tail")))
    return Worker.id.in_(union(numbers, niks))
