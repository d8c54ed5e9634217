"""The month's round: raises what every member owes for a month, in pieces that a crash leaves whole.

Members are those whose membership has begun and not ended by that month: a month was paid since `grace_months` before
it, or the membership itself began since then (so nobody who never paid is asked for ever). Run again, it raises only
what is missing. Months that became cheaper meanwhile are lowered; what was paid too much moves forward.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from agentapp.contributions.models import STANDS, Obligation, ObligationState
from agentapp.contributions.overpaid import lower, use_credits
from agentapp.contributions.prices import PRICES, lay_out, price_of, prices, take_away
from agentapp.core.bulk import INSERTS, NewId
from agentapp.core.clock import now, today
from agentapp.core.db import sessions, transaction
from agentapp.core.errors import N_, DomainError
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind
from agentapp.programmes.rulebook import Rulebook, current_rulebook
from agentapp.workers.models import Membership, Worker

PIECE = 25_000
MOST_AHEAD = 1
"""How many months after the present one may be raised: amounts of later ones may still change."""

_OWED = cast(Table, Obligation.__table__)
_NOT_ASKED = (ObligationState.VOID, ObligationState.LAPSED, ObligationState.WAIVED)


class OutOfReach(DomainError):
    """A month so far back, or so far ahead, that nobody should be asked for it now."""

    status = 422
    default = N_("Iuran bulan %(period)s tidak bisa ditagih sekarang: hanya dari %(first)s sampai %(last)s.")


@dataclass(frozen=True, slots=True)
class Raised:
    """What a round did: months raised now, months that stood before, and the rupiah that the month asks in all."""

    period: Month
    raised: int
    already: int
    total: Rupiah


def count_workers() -> int:
    """How many workers a round walks over: the length of its progress."""
    return sessions().scalar(select(func.count()).select_from(Worker)) or 0


def raise_period(period: Month, walked: Callable[[int], object] = lambda _count: None) -> Raised:
    """Raise `period` for every member, a transaction a piece; `walked` hears how far each piece reaches.

    Raises OutOfReach, NoRates.
    """
    check_reach(period)
    rulebook = current_rulebook(sessions())
    rows = prices(rulebook, period)
    known = _raised_before(period)
    raised, after = 0, UUID(int=0)
    while True:
        with transaction() as session:
            last = _end_of_piece(session, after)
            lay_out(session, rows)
            if known:
                lower(session, period, after, last)
            raised += _raise(session, rulebook, period, *_between(after, last))
            use_credits(session, period, after, last)
            take_away(session)
        walked(PIECE)
        if last is None:
            return _told(period, raised)
        after = last


def _raised_before(period: Month) -> bool:
    raised = select(Obligation.id).where(Obligation.month == period, STANDS)
    return bool(sessions().scalar(select(raised.exists())))


def check_reach(period: Month) -> None:
    """Raises OutOfReach for months whose grace is over, and for those that are too far ahead."""
    present = Month.of(today())
    grace = current_rulebook(sessions()).terms(present).grace_months
    first, last = Month.from_ordinal(present.ordinal - grace), present + MOST_AHEAD
    if not first <= period <= last:
        raise OutOfReach(period=str(period), first=str(first), last=str(last))


def _end_of_piece(session: Session, after: UUID) -> UUID | None:
    """The last worker of the piece that begins after `after`; None for the last piece, which has no end."""
    walk = select(Worker.id).where(Worker.id > after).order_by(Worker.id)
    return session.scalar(walk.offset(PIECE - 1).limit(1))


def _between(after: UUID, last: UUID | None) -> list[ColumnElement[bool]]:
    return [Worker.id > after] + ([] if last is None else [Worker.id <= last])


def raise_for_workers(session: Session, period: Month, workers: Collection[UUID]) -> int:
    """Raise `period` for those of these workers who are members by then, as the round would. How many; not committed.

    Raises NoRates.
    """
    if not workers:
        return 0
    rulebook = current_rulebook(session)
    lay_out(session, prices(rulebook, period))
    raised = _raise(session, rulebook, period, Worker.id.in_(workers))
    take_away(session)
    return raised


def _raise(session: Session, rulebook: Rulebook, period: Month, *piece: ColumnElement[bool]) -> int:
    members = _members(rulebook, period, *piece).subquery("members")
    columns = {
        "id": NewId(),
        "worker_id": members.c.id,
        "month": literal(period, Obligation.month.type),
        "state": literal(ObligationState.DUE, Obligation.state.type),
        "programmes": members.c.programmes,
        "contribution_base": PRICES.c.base,
        **{name: PRICES.c[name] for name in ("jkk", "jkm", "jht", "amount")},
        "funding": members.c.funding,
        "payer_code": members.c.payer_code,
        "due_on": literal(rulebook.due_on(period)),
        "raised_at": literal(now(), Obligation.raised_at.type),
    }
    asked = select(*columns.values()).join_from(members, PRICES, price_of(members.c, rulebook, period))
    asked = asked.where(literal(True))  # noqa: FBT003 - or SQLite takes ON CONFLICT for the join's
    statement = INSERTS[session.get_bind().dialect.name](_OWED).from_select(list(columns), asked)
    once = statement.on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    return session.connection().execute(once).rowcount


def _members(rulebook: Rulebook, period: Month, *piece: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """The workers of a piece who owe `period`, kept as they are until the transaction ends."""
    before = Month.from_ordinal(period.ordinal - rulebook.terms(period).grace_months)
    since = (
        select(func.max(Membership.since, type_=Membership.since.type))
        .where(Membership.worker_id == Worker.id, Membership.voided_at.is_(None))
        .scalar_subquery()
    )
    paid = select(Obligation.id).where(
        Obligation.worker_id == Worker.id,
        Obligation.state == ObligationState.PAID,
        Obligation.month >= before,
        STANDS,
    )
    told = (
        *(getattr(Worker, name) for name in ("id", "programmes", "sector", "monthly_income")),
        *_payer(period),
    )
    stands = Worker.withdrawn_at.is_(None), since <= period, or_(since > before, paid.exists())
    return select(*told).where(*piece, *stands).order_by(Worker.id).with_for_update(read=True, of=Worker)


def _payer(period: Month) -> tuple[ColumnElement[Any], ...]:
    """Whose month it is: the payer's, or the worker's own where the payer pays no longer."""
    own = and_(Worker.payer_until.is_not(None), Worker.payer_until < period)
    return (
        case((own, literal(FundingKind.SELF, Worker.funding.type)), else_=Worker.funding).label("funding"),
        case((own, None), else_=Worker.payer_code).label("payer_code"),
    )


def _told(period: Month, raised: int) -> Raised:
    asked = Obligation.state.not_in(_NOT_ASKED)
    standing, total = (
        sessions()
        .execute(
            select(func.count(), func.coalesce(func.sum(Obligation.amount).filter(asked), 0)).where(
                Obligation.month == period, STANDS
            )
        )
        .one()
    )
    return Raised(period, raised, standing - raised, int(total))
