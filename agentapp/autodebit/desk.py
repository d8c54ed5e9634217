"""The supervisor's queues for money: what waits for a person. A queue is a query, never a table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import Session, aliased, contains_eager, defer, joinedload, load_only

from agentapp.accounts.models import User
from agentapp.autodebit.attempts import DECLINED, IN_FLIGHT, Attempt, AttemptItem
from agentapp.autodebit.bank_words import Refund, RefundState, SettlementRow
from agentapp.autodebit.codes import PaymentCode
from agentapp.autodebit.codes_shown import codes_of, owed_codes
from agentapp.autodebit.models import Mandate, MandateState
from agentapp.contributions.models import OPEN, STANDS, Obligation, ObligationState
from agentapp.contributions.scope import in_scope
from agentapp.core.clock import now, today
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind, Payer
from agentapp.workers.models import Worker

SHOWN = 50
"""So many lines of a queue are shown, the oldest first; what is done makes room for the next."""
MOST_COUNTED = 1000
IN_DOUBT_AFTER = timedelta(days=1)
_STILL_GOOD = (MandateState.ACTIVE, MandateState.PAUSED)


@dataclass(frozen=True, slots=True)
class Overrun:
    """A mandate whose months of `month` cost more than it allows; rupiah."""

    mandate: Mandate
    month: Month
    asked: Rupiah


@dataclass(frozen=True, slots=True)
class Queue:
    """The oldest lines of a queue, and how many there are in all, counted up to one beyond MOST_COUNTED."""

    count: int
    lines: Sequence[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """All queues of a branch. `people`: the branch's workers in each debit shown, by the debit's id.

    `codes`: money of payment codes that is to go back. `payment_codes`: what pays a refused debit, by the debit's id.
    """

    declined: Queue
    unknown: Queue
    suspense: Queue
    refunds: Queue
    mandates: Queue
    reversed: Queue
    over_cap: Queue
    codes: Queue
    people: dict[UUID, list[Worker]] = field(default_factory=dict)
    payment_codes: dict[UUID, PaymentCode] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        queues = (
            self.declined,
            self.unknown,
            self.suspense,
            self.refunds,
            self.mandates,
            self.reversed,
            self.over_cap,
            self.codes,
        )
        return not any(queue.count for queue in queues)


def read_desk(session: Session, actor: User) -> Desk:
    """What waits for the supervisors of the actor's branch. Money that nobody can place is shown to all of them."""
    declined, unknown = _queue(session, _declined(actor)), _queue(session, _unknown(actor))
    refunds = _queue(session, _refunds(actor))
    debits = [*declined.lines, *unknown.lines, *(refund.attempt for refund in refunds.lines)]
    return Desk(
        declined=declined,
        unknown=unknown,
        suspense=_queue(session, suspense().order_by(SettlementRow.settled_on, SettlementRow.id)),
        refunds=refunds,
        mandates=_queue(session, _ended_mandates(actor)),
        reversed=_queue(session, _reversed(actor)),
        over_cap=_over_cap(session, actor),
        codes=_queue(session, owed_codes(actor)),
        people=_people(session, actor, debits),
        payment_codes=codes_of(session, (attempt.id for attempt in declined.lines)),
    )


def touches(actor: User) -> ColumnElement[bool]:
    """What makes a debit one of the actor's branch: it pays a month of somebody there."""
    carried = (
        select(literal(1))
        .select_from(AttemptItem)
        .join(Obligation, Obligation.id == AttemptItem.obligation_id)
        .join(Worker, Worker.id == Obligation.worker_id)
        .where(AttemptItem.attempt_id == Attempt.id, in_scope(actor))
    )
    return carried.correlate(Attempt).exists()


def suspense() -> Select[SettlementRow]:
    """Money in the bank's files that matches none of our debits and that nobody has placed."""
    return select(SettlementRow).where(SettlementRow.suspense, SettlementRow.resolved_at.is_(None))


def in_doubt() -> ColumnElement[bool]:
    """Debits whose fate has been unknown for over a day."""
    return and_(Attempt.state.in_(IN_FLIGHT), Attempt.sent_at < now() - IN_DOUBT_AFTER)


def _queue(session: Session, query: Select[Any]) -> Queue:
    lines = session.scalars(query.limit(SHOWN)).unique().all()
    if len(lines) < SHOWN:
        return Queue(len(lines), lines)
    counted = query.order_by(None).with_only_columns(literal(1)).limit(MOST_COUNTED + 1)
    return Queue(session.scalar(select(func.count()).select_from(counted.subquery())) or 0, lines)


def _with_payer() -> Any:
    """The payer's name beside a debit; nothing encrypted is read for a list."""
    return joinedload(Attempt.mandate).options(*_names())


def _names() -> tuple[Any, ...]:
    return (
        defer(Mandate.account_token),
        defer(Mandate.challenge),
        joinedload(Mandate.worker).load_only(Worker.name),
        joinedload(Mandate.payer).load_only(User.name),
    )


def _declined(actor: User) -> Select[Attempt]:
    """Refused this month, not to be tried again, and a month of it still unpaid."""
    later = aliased(Attempt)
    tried_later = exists().where(
        later.mandate_id == Attempt.mandate_id, later.month == Attempt.month, later.number > Attempt.number
    )
    left_open = (
        select(literal(1))
        .select_from(AttemptItem)
        .join(Obligation, Obligation.id == AttemptItem.obligation_id)
        .where(AttemptItem.attempt_id == Attempt.id, Obligation.state.in_(OPEN), STANDS)
        .correlate(Attempt)
        .exists()
    )
    wanted = Attempt.month == Month.of(today()), Attempt.state.in_(DECLINED), ~tried_later, left_open
    found = select(Attempt).where(*wanted, touches(actor)).options(_with_payer())
    return found.order_by(Attempt.ended_at, Attempt.id)


def _unknown(actor: User) -> Select[Attempt]:
    found = select(Attempt).where(in_doubt(), touches(actor)).options(_with_payer())
    return found.order_by(Attempt.sent_at, Attempt.id)


def _refunds(actor: User) -> Select[Refund]:
    found = select(Refund).join(Refund.attempt).where(Refund.state != RefundState.REFUNDED, touches(actor))
    beside = contains_eager(Refund.attempt).options(_with_payer())
    return found.options(beside).order_by(Refund.owed_at, Refund.id)


def _in_branch(actor: User) -> ColumnElement[bool]:
    """Mandates of the branch's workers, and of sponsors who carry one of them."""
    here = select(Worker.id).where(in_scope(actor), Worker.withdrawn_at.is_(None))
    codes = select(Worker.payer_code).where(
        in_scope(actor), Worker.payer == Payer.SPONSOR, Worker.withdrawn_at.is_(None)
    )
    return or_(Mandate.worker_id.in_(here), Mandate.payer_code.in_(codes))


def _ended_mandates(actor: User) -> Select[Mandate]:
    """Mandates that the bank no longer honours, with none in their place."""
    other = aliased(Mandate)
    same = or_(other.worker_id == Mandate.worker_id, other.payer_id == Mandate.payer_id)
    replaced = exists().where(same, other.state.in_(_STILL_GOOD))
    stopped = Mandate.state.in_((MandateState.FAILED, MandateState.SUSPENDED))
    found = select(Mandate).where(stopped, Mandate.activated_at.is_not(None), ~replaced, _in_branch(actor))
    return found.options(*_names()).order_by(Mandate.ended_at, Mandate.id)


def _reversed(actor: User) -> Select[Obligation]:
    found = (
        select(Obligation)
        .join(Obligation.worker)
        .where(Obligation.state == ObligationState.REVERSED, STANDS, in_scope(actor))
    )
    name = contains_eager(Obligation.worker).load_only(Worker.name)
    return found.options(name).order_by(Obligation.month, Obligation.id)


def _over_cap(session: Session, actor: User) -> Queue:
    """Active mandates whose open months of this month or the next ask for more than they allow."""
    own = and_(Obligation.worker_id == Mandate.worker_id, Obligation.funding == FundingKind.SELF)
    carried = and_(Obligation.payer_code == Mandate.payer_code, Obligation.funding == FundingKind.SPONSOR)
    months = union_all(*(_open_months(actor, payer) for payer in (own, carried))).subquery()
    rows = session.execute(
        select(months.c.id, months.c.month, func.sum(months.c.amount).label("asked"))
        .group_by(months.c.id, months.c.cap, months.c.month)
        .having(func.sum(months.c.amount) > months.c.cap)
        .order_by(months.c.month, months.c.id)
        .limit(MOST_COUNTED + 1)
    ).all()
    return Queue(len(rows), _overruns(session, rows[:SHOWN]))


def _open_months(actor: User, payer: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(Mandate.id, Mandate.cap, Obligation.month, Obligation.amount)
        .join(Obligation, payer)
        .where(
            Mandate.state == MandateState.ACTIVE,
            Obligation.month.in_(Month.of(today()).run(2)),
            Obligation.state.in_(OPEN),
            STANDS,
            _in_branch(actor),
        )
    )


def _overruns(session: Session, rows: Iterable[Any]) -> list[Overrun]:
    asked = list(rows)
    found = select(Mandate).where(Mandate.id.in_([row.id for row in asked])).options(*_names())
    known = {mandate.id: mandate for mandate in session.scalars(found)}
    return [Overrun(known[row.id], row.month, int(row.asked)) for row in asked]


def _people(session: Session, actor: User, debits: Iterable[Attempt]) -> dict[UUID, list[Worker]]:
    rows = session.execute(
        select(AttemptItem.attempt_id, Worker)
        .join(Obligation, Obligation.id == AttemptItem.obligation_id)
        .join(Worker, Worker.id == Obligation.worker_id)
        .where(AttemptItem.attempt_id.in_([attempt.id for attempt in debits]), in_scope(actor))
        .options(load_only(Worker.name, Worker.name_key))
        .order_by(Worker.name_key)
    )
    people: dict[UUID, list[Worker]] = {}
    for attempt_id, worker in rows:
        people.setdefault(attempt_id, []).append(worker)
    return people
