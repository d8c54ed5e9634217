"""All that the page of a mandate shows, and what a worker's page shows of auto-debit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.orm import Session, defer, joinedload

from agentapp.accounts.models import User
from agentapp.accounts.permissions import Role
from agentapp.autodebit.attempts import DECLINED, LIVE, TAKEN, Attempt, AttemptItem, AttemptState
from agentapp.autodebit.bank_words import Refund, RefundState
from agentapp.autodebit.codes import PaymentCode
from agentapp.autodebit.codes_shown import live_codes
from agentapp.autodebit.expected import NextDebit, Purse, next_debit, workers
from agentapp.autodebit.models import USABLE, Mandate, MandateMove, MandateState
from agentapp.autodebit.service import find, seen_by
from agentapp.contributions.models import OPEN, STANDS, Obligation
from agentapp.core.clock import today
from agentapp.core.period import Month
from agentapp.workers.models import Worker

PAGE = 50
MOST_DEBITS = 24
UNBOUND = (MandateState.BINDING, MandateState.OTP)
_NO_SECRETS = (defer(Mandate.account_token), defer(Mandate.challenge))


@dataclass(frozen=True, slots=True)
class Debit:
    """One debit, the day on which it is tried again if it was refused, and what of it is to be given back."""

    attempt: Attempt
    following: date | None = None
    refund: Refund | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a mandate, and whose it was; by "" where the bank or the calendar did it."""

    verb: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MandatePage:
    """A mandate with what comes next, whose months it pays, its debits (latest first) and its history.

    `people`: first names alone where a sponsor reads it. `failed`: this month's debit, if it failed for good while
    the month is still open: it is to be paid another way, by one of `codes` where the bank gives them.
    """

    mandate: Mandate
    next_debit: NextDebit | None
    people: Sequence[str]
    debits: Sequence[Debit]
    failed: Attempt | None
    codes: Sequence[PaymentCode]
    steps: Sequence[Step]
    writer: bool

    def may(self, verb: str) -> bool:
        """Whether the reader may take this step now."""
        return self.writer and self.mandate.lifecycle.allows(verb, self.mandate.state)

    @property
    def unbound(self) -> bool:
        """Whether the bank's one-time code is still awaited."""
        return self.mandate.state in UNBOUND

    @property
    def ended(self) -> bool:
        return self.mandate.ended_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Auto-debit on the page of a worker: the mandate that counts, what is next, the last debit, months in doubt.

    `own`: whether the worker pays, so that a mandate is the worker's to give.
    """

    mandate: Mandate | None
    next_debit: NextDebit | None
    last: Debit | None
    failed: Attempt | None
    codes: Sequence[PaymentCode]
    in_doubt: frozenset[Month]
    own: bool


def mandates(
    session: Session, actor: User, after: UUID | None = None
) -> tuple[Sequence[Mandate], UUID | None]:
    """A page of the mandates that the actor may see, newest first, and after which one the next page begins."""
    query = select(Mandate).outerjoin(Mandate.worker).where(seen_by(actor)).options(*_NO_SECRETS)
    query = query.options(joinedload(Mandate.worker).load_only(Worker.name))
    place = session.get(Mandate, after) if after else None
    if place is not None:
        query = query.where(tuple_(Mandate.created_at, Mandate.id) < tuple_(place.created_at, place.id))
    found = session.scalars(
        query.order_by(Mandate.created_at.desc(), Mandate.id.desc()).limit(PAGE + 1)
    ).all()
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def read_page(session: Session, actor: User, mandate_id: UUID) -> MandatePage:
    """The page of a mandate that the actor may see. Raises NotFound."""
    mandate = find(actor, mandate_id)
    people = workers(session, Purse.of(mandate))
    debits = _debits(session, mandate)
    return MandatePage(
        mandate=mandate,
        next_debit=next_debit(session, mandate),
        people=[worker.first_name if actor.role == Role.SPONSOR else worker.name for worker in people],
        debits=debits,
        failed=_failed(session, mandate),
        codes=live_codes(session, mandate),
        steps=_steps(session, mandate),
        writer=actor.role != Role.SUPERVISOR,
    )


def read_panel(session: Session, worker: Worker) -> Panel:
    """Auto-debit of a worker that the reader may see."""
    mandate = _standing(session, Mandate.worker_id == worker.id)
    debits = _debits(session, mandate, most=1) if mandate else []
    return Panel(
        mandate=mandate,
        next_debit=next_debit(session, mandate) if mandate else None,
        last=debits[0] if debits else None,
        failed=_failed(session, mandate) if mandate else None,
        codes=live_codes(session, mandate) if mandate else (),
        in_doubt=_in_doubt(session, worker),
        own=Purse(worker).pays(worker),
    )


@dataclass(frozen=True, slots=True)
class OwnPanel:
    """Auto-debit on a sponsor's own page: the mandate that counts, and what is next."""

    mandate: Mandate | None
    next_debit: NextDebit | None


def own_panel(session: Session, payer: User) -> OwnPanel:
    """Auto-debit of the sponsor who reads."""
    mandate = _standing(session, Mandate.payer_id == payer.id)
    return OwnPanel(mandate, next_debit(session, mandate) if mandate else None)


def unbound_of(session: Session, actor: User, worker_id: UUID | None) -> Mandate | None:
    """The latest mandate that the actor began for this payer and the bank has not answered."""
    begun = Mandate.recorded_by_id == actor.id, Mandate.state == MandateState.BINDING
    payer = Mandate.worker_id == worker_id if worker_id else Mandate.payer_id == actor.id
    return session.scalar(select(Mandate).where(*begun, payer).order_by(Mandate.created_at.desc()).limit(1))


def _standing(session: Session, payer: ColumnElement[bool]) -> Mandate | None:
    """The usable mandate; else one that waits for its code, else the last one that ever worked."""
    found = session.scalars(
        select(Mandate).where(payer).order_by(Mandate.created_at.desc()).options(*_NO_SECRETS)
    ).all()
    usable = (mandate for mandate in found if mandate.state in USABLE)
    waiting = (mandate for mandate in found if mandate.state == MandateState.OTP)
    worked = (mandate for mandate in found if mandate.activated_at is not None)
    return next(usable, None) or next(waiting, None) or next(worked, None)


def _debits(session: Session, mandate: Mandate, most: int = MOST_DEBITS) -> list[Debit]:
    latest = session.scalars(
        select(Attempt)
        .where(Attempt.mandate_id == mandate.id)
        .order_by(Attempt.month.desc(), Attempt.number.desc())
        .limit(most)
    ).all()
    refunds = _refunds(session, latest)
    days = {
        (attempt.month, attempt.number): attempt.scheduled_on
        for attempt in latest
        if attempt.state != AttemptState.CANCELLED
    }
    return [
        Debit(attempt, days.get((attempt.month, attempt.number + 1)), refunds.get(attempt.id))
        for attempt in latest
    ]


def _refunds(session: Session, debits: Iterable[Attempt]) -> dict[UUID, Refund]:
    asked = [attempt.id for attempt in debits if attempt.state in TAKEN]
    found = session.scalars(
        select(Refund).where(Refund.attempt_id.in_(asked), Refund.state != RefundState.REFUNDED)
    )
    return {refund.attempt_id: refund for refund in found}


def _failed(session: Session, mandate: Mandate) -> Attempt | None:
    """This month's last debit if it was refused, is not tried again, and left a month open."""
    month = Month.of(today(mandate.zone))
    tries = session.scalars(
        select(Attempt)
        .where(Attempt.mandate_id == mandate.id, Attempt.month == month)
        .order_by(Attempt.number.desc())
    ).all()
    refused = next((attempt for attempt in tries if attempt.state in DECLINED), None)
    going_on = any(attempt.state in (*LIVE, *TAKEN) for attempt in tries)
    if refused is None or going_on:
        return None
    left_open = select(Obligation.id).join(AttemptItem, AttemptItem.obligation_id == Obligation.id)
    wanted = AttemptItem.attempt_id == refused.id, Obligation.state.in_(OPEN), STANDS
    return refused if session.scalar(left_open.where(*wanted).limit(1)) else None


def _in_doubt(session: Session, worker: Worker) -> frozenset[Month]:
    """The worker's months whose debit, whoever's, has an unknown fate."""
    found = (
        select(Obligation.month)
        .join(AttemptItem, AttemptItem.obligation_id == Obligation.id)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .where(Obligation.worker_id == worker.id, Attempt.state == AttemptState.UNKNOWN, AttemptItem.stands)
    )
    return frozenset(session.scalars(found))


def _steps(session: Session, mandate: Mandate) -> list[Step]:
    rows = session.execute(
        select(MandateMove.verb, MandateMove.at, User.name)
        .outerjoin(User, User.id == MandateMove.by_id)
        .where(MandateMove.mandate_id == mandate.id)
        .order_by(MandateMove.at, MandateMove.id)
    )
    return [Step(row.verb, row.at, row.name or "") for row in rows]
