"""People whom a fund carries no longer, or soon no more, and whom nobody else carries: the agent looks for a payer.

A query, not a table. Who came to a sponsor since, and lost that one too, is on the sponsors' list, not on this.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased, contains_eager

from agentapp.accounts.models import User
from agentapp.contributions.debited import debited
from agentapp.contributions.models import STANDS, Obligation, ObligationState
from agentapp.contributions.payer_history import PayerChange
from agentapp.contributions.protection import ProtectionStatus
from agentapp.contributions.scope import in_scope
from agentapp.contributions.status_filter import has_status
from agentapp.core.clock import today
from agentapp.core.errors import N_
from agentapp.core.period import Month
from agentapp.enrolment.todo import Todo
from agentapp.funds.models import Fund
from agentapp.funds.places import EndReason, FundPlace, PlaceState
from agentapp.programmes.kinds import Payer
from agentapp.programmes.rulebook import current_rulebook
from agentapp.workers.models import Worker

KEPT_MONTHS = 3
"""How long after the last month carried somebody stays on the list: as long as arrears may be paid."""

PAGE = 50

SEEKS = (EndReason.PERIOD_OVER, EndReason.MOVED, EndReason.NIK_UNMATCHED)
"""Why a place ended whose worker needs another payer; not who died, refused, has an employer or another record."""

_Other = aliased(FundPlace)
_ORDER = FundPlace.state, Worker.name_key, FundPlace.id


@dataclass(frozen=True, slots=True)
class Seeking:
    """Somebody who needs a payer after the months of `place`. `waits`: on a fund's waiting list meanwhile."""

    place: FundPlace
    waits: bool

    @property
    def since(self) -> Month:
        """The first month that nobody else pays."""
        return self.place.last_carried + 1


@dataclass(frozen=True, slots=True)
class SeekingPage:
    """Up to 50 people, who ended before who soon will, each by name; where those after them begin."""

    people: Sequence[Seeking]
    after: UUID | None


def read_page(session: Session, actor: User, after: UUID | None = None) -> SeekingPage:
    """The page that begins after a place; the first without one, or if that one is gone."""
    waits = exists().where(_Other.worker_id == FundPlace.worker_id, _Other.state == PlaceState.WAITING)
    query = _wanted(session, actor).add_columns(waits).order_by(*_ORDER).limit(PAGE + 1)
    here = _here(session, actor, after)
    if here is not None:
        query = query.where(tuple_(*_ORDER) > here)
    rows = session.execute(
        query.options(contains_eager(FundPlace.worker), contains_eager(FundPlace.fund))
    ).all()
    people = [Seeking(*row) for row in rows[:PAGE]]
    return SeekingPage(people, people[-1].place.id if len(rows) > PAGE else None)


def todo(session: Session, actor: User) -> Todo:
    """For the agent's home."""
    count = session.scalar(select(func.count()).select_from(_wanted(session, actor).subquery())) or 0
    return Todo(count, N_("dananya selesai, perlu pembayar"), "fund_seeking.index")


def _here(session: Session, actor: User, after: UUID | None) -> tuple[Any, ...] | None:
    if after is None:
        return None
    row = session.execute(
        select(*_ORDER).join(FundPlace.worker).where(FundPlace.id == after, in_scope(actor))
    ).one_or_none()
    return row and tuple(row)


def _wanted(session: Session, actor: User) -> Select[FundPlace]:
    month = Month.of(today())
    return (
        select(FundPlace)
        .join(FundPlace.worker)
        .join(FundPlace.fund)
        .where(
            in_scope(actor),
            Worker.withdrawn_at.is_(None),
            FundPlace.held_at.is_not(None),
            or_(_ended(), _ending()),
            _lately(month),
            ~_carried_again(),
            ~_taken_over(),
            ~_paid_since(),
            ~debited(Worker.id, month + 1),
            ~has_status(ProtectionStatus.ENDED, current_rulebook(session), month),
        )
    )


def _ended() -> ColumnElement[bool]:
    return and_(FundPlace.state == PlaceState.ENDED, FundPlace.reason.in_(SEEKS), Worker.payer == Payer.SELF)


def _ending() -> ColumnElement[bool]:
    return and_(
        FundPlace.state == PlaceState.HELD, Worker.payer == Payer.FUND, Worker.payer_code == Fund.code
    )


def _lately(month: Month) -> ColumnElement[bool]:
    """The last month carried is this one, or one of those whose arrears may still be paid."""
    since = Month.from_ordinal(month.ordinal - KEPT_MONTHS)
    whole = and_(FundPlace.free_from.is_(None), FundPlace.last_month.between(since, month))
    return or_(whole, FundPlace.free_from.between(since + 1, month + 1))


def _carried_again() -> ColumnElement[bool]:
    """Another place of the worker is held, or was after this one."""
    return exists().where(
        _Other.worker_id == FundPlace.worker_id,
        _Other.id != FundPlace.id,
        _Other.held_at.is_not(None),
        or_(_Other.state == PlaceState.HELD, _Other.asked_at > FundPlace.asked_at),
    )


def _taken_over() -> ColumnElement[bool]:
    """Somebody else was found since (a code that is not NULL), whether they still pay or not."""
    return exists().where(
        PayerChange.worker_id == FundPlace.worker_id,
        PayerChange.target_code != Fund.code,
        PayerChange.at >= FundPlace.held_at,
    )


def _paid_since() -> ColumnElement[bool]:
    """The worker went on alone: a month after it is paid, or being collected."""
    free = or_(Obligation.month >= FundPlace.free_from, Obligation.month > FundPlace.last_month)
    return exists().where(
        Obligation.worker_id == FundPlace.worker_id,
        Obligation.state.in_((ObligationState.PAID, ObligationState.COLLECTING)),
        STANDS,
        free,
    )
