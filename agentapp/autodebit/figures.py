"""How a month went in a branch: what was due and came in, how debits fared, how old the arrears are. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session, aliased

from agentapp.accounts.models import User
from agentapp.autodebit.attempts import DECLINED, IN_FLIGHT, TAKEN, Attempt, AttemptState
from agentapp.autodebit.desk import touches
from agentapp.contributions.models import STANDS, UNPAID, Obligation, ObligationState
from agentapp.contributions.protection import ProtectionStatus
from agentapp.contributions.scope import in_scope
from agentapp.contributions.status_filter import has_status
from agentapp.core.clock import today
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.programmes.rulebook import current_rulebook
from agentapp.workers.models import Worker

OLDEST = 4
"""Arrears of so many months or more are one line."""
_PAID = (ObligationState.PAID, ObligationState.WAIVED)
_GIVEN_UP = (ObligationState.LAPSED, ObligationState.VOID)
_CAME_IN = (*TAKEN, AttemptState.REFUNDED, AttemptState.CHARGED_BACK)


@dataclass(frozen=True, slots=True)
class Sum:
    """So many contribution months, and what they come to in rupiah."""

    months: int
    amount: Rupiah


@dataclass(frozen=True, slots=True)
class Round:
    """What became of a month's debits at one bank, at the first, second… try. A debit still on its way is in doubt."""

    bank: str
    number: int
    sent: int
    succeeded: int
    declined: int
    in_doubt: int

    @property
    def known(self) -> int:
        """Those whose fate is known."""
        return self.succeeded + self.declined

    @property
    def percent(self) -> int:
        """Of those whose fate is known, how many in a hundred succeeded."""
        return round(100 * self.succeeded / self.known) if self.known else 0


@dataclass(frozen=True, slots=True)
class Age:
    """Arrears `months` old, or OLDEST and older; of how many workers."""

    months: int
    workers: int
    sum: Sum


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A branch's month: all that was due, of it collected and still open; tries by bank; today's arrears by age."""

    month: Month
    due: Sum
    collected: Sum
    open: Sum
    rounds: Sequence[Round]
    ages: Sequence[Age]

    @property
    def percent(self) -> int:
        """How much in a hundred of the rupiah due was collected."""
        return round(100 * self.collected.amount / self.due.amount) if self.due.amount else 0

    @property
    def oldest_sum(self) -> Rupiah:
        """The largest of the ages, by which the others' bars are measured."""
        return max((age.sum.amount for age in self.ages), default=0)


def read_figures(session: Session, actor: User, month: Month) -> Figures:
    """The figures of the actor's branch for `month`."""
    due, collected = _due(session, actor, month)
    still_open = Sum(due.months - collected.months, due.amount - collected.amount)
    return Figures(
        month=month,
        due=due,
        collected=collected,
        open=still_open,
        rounds=_rounds(session, actor, month),
        ages=_ages(session, actor),
    )


def _due(session: Session, actor: User, month: Month) -> tuple[Sum, Sum]:
    paid = Obligation.state.in_(_PAID)
    row = session.execute(
        select(
            func.count().label("months"),
            func.coalesce(func.sum(Obligation.amount), 0).label("amount"),
            _count(paid).label("paid_months"),
            func.coalesce(func.sum(case((paid, Obligation.amount), else_=0)), 0).label("paid_amount"),
        )
        .join(Obligation.worker)
        .where(Obligation.month == month, Obligation.state.not_in(_GIVEN_UP), STANDS, in_scope(actor))
    ).one()
    return Sum(row.months, int(row.amount)), Sum(row.paid_months, int(row.paid_amount))


def _rounds(session: Session, actor: User, month: Month) -> list[Round]:
    rows = session.execute(
        select(
            Attempt.gateway,
            Attempt.number,
            func.count().label("sent"),
            _count(Attempt.state.in_(_CAME_IN)).label("succeeded"),
            _count(Attempt.state.in_(DECLINED)).label("declined"),
            _count(Attempt.state.in_(IN_FLIGHT)).label("in_doubt"),
        )
        .where(Attempt.month == month, Attempt.sent_at.is_not(None), touches(actor))
        .group_by(Attempt.gateway, Attempt.number)
        .order_by(Attempt.gateway, Attempt.number)
    )
    return [Round(*row) for row in rows]


def _ages(session: Session, actor: User) -> list[Age]:
    """Unpaid months whose last day to pay is over, of workers who were ever covered: before that nothing is late."""
    here = Month.of(today())
    owed = aliased(Obligation)  # the status looks at all of a worker's months
    first = (
        (owed.month == Month.from_ordinal(here.ordinal - months + 1), months) for months in range(1, OLDEST)
    )
    age = case(*first, else_=OLDEST)
    waiting = has_status(ProtectionStatus.WAITING, current_rulebook(session), here)
    rows = session.execute(
        select(
            age.label("age"),
            func.count(Worker.id.distinct()).label("workers"),
            func.count().label("months"),
            func.sum(owed.amount).label("amount"),
        )
        .join(Worker, Worker.id == owed.worker_id)
        .where(owed.state.in_(UNPAID), owed.due_on < today(), ~waiting, in_scope(actor))
        .group_by(age)
    )
    known = {row.age: Age(row.age, row.workers, Sum(row.months, int(row.amount))) for row in rows}
    return [known.get(months, Age(months, 0, Sum(0, 0))) for months in range(1, OLDEST + 1)]


def _count(wanted: ColumnElement[bool]) -> Any:
    return func.count(case((wanted, 1)))
