"""Where a debit took nothing and none follows, what is still open of its month gets a payment code.

A month is claimed by a debit or by a code, never by both: months are claimed by one at a time, and one that a code
holds is not debited until nobody can pay the code any more.
"""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, time
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, literal, select
from sqlalchemy.orm import Session, aliased

from agentapp.autodebit.attempts import DECLINED, LIVE, TAKEN, Attempt, AttemptItem
from agentapp.autodebit.codes import (
    PaymentCode,
    PaymentCodeItem,
    PaymentCodeState,
    code_reference,
)
from agentapp.autodebit.gateways import gateway
from agentapp.autodebit.held import total
from agentapp.autodebit.locking import CLAIMING, hold
from agentapp.autodebit.timing import Occasion
from agentapp.contributions.models import OPEN, STANDS, Obligation
from agentapp.core.db import look_afresh, only_one, transaction
from agentapp.core.period import Month
from agentapp.programmes.rulebook import current_rulebook

SERIAL_DIGITS = 10
MOST_TURN = 99
_LAST_SECOND = time(23, 59, 59)


def claim_codes(occasion: Occasion) -> int:
    """Want a code for what refused debits of this month and the last left open, where the bank gives codes. How many.

    Safe in several processes, and as often as one likes.
    """
    if gateway().codes is None:
        return 0
    keys = look_afresh().scalars(_refused(occasion).order_by(Attempt.id)).all()
    return sum(_claim(key, occasion) for key in keys)


def _refused(occasion: Occasion) -> Select[UUID]:
    """The last debits of a mandate and month that took nothing, with a month open, and no code but withdrawn ones."""
    other = aliased(Attempt)
    same = other.mandate_id == Attempt.mandate_id, other.month == Attempt.month
    going_on = exists().where(*same, other.state.in_((*LIVE, *TAKEN)))
    refused_later = exists().where(*same, other.state.in_(DECLINED), other.number > Attempt.number)
    coded = exists().where(
        PaymentCode.mandate_id == Attempt.mandate_id,
        PaymentCode.month == Attempt.month,
        PaymentCode.state != PaymentCodeState.WITHDRAWN,
    )
    left_open = (
        select(literal(1))
        .select_from(AttemptItem)
        .join(Obligation, Obligation.id == AttemptItem.obligation_id)
        .where(AttemptItem.attempt_id == Attempt.id, Obligation.state.in_(OPEN), STANDS, *_free())
        .correlate(Attempt)
        .exists()
    )
    since = Month.from_ordinal(occasion.month.ordinal - 1).first_day
    recent = Attempt.state.in_(DECLINED), Attempt.scheduled_on >= since, Attempt.gateway == gateway().code
    return select(Attempt.id).where(*recent, ~going_on, ~refused_later, ~coded, left_open)


def _free() -> Sequence[ColumnElement[bool]]:
    """What makes an obligation one that nothing holds."""
    debit, code = aliased(AttemptItem), aliased(PaymentCodeItem)
    debited = exists().where(debit.obligation_id == Obligation.id, debit.stands)
    coded = exists().where(code.obligation_id == Obligation.id, code.stands)
    return ~debited, ~coded


def _claim(attempt_id: UUID, occasion: Occasion) -> bool:
    """Want one code, if it is still to be wanted once nobody else can claim its months."""
    with transaction() as session:
        only_one(session, CLAIMING)
        attempt = hold(session, attempt_id)
        still = session.scalar(_refused(occasion).where(Attempt.id == attempt_id))
        if attempt is None or still is None:
            return False
        return _want(session, attempt, _left_open(session, attempt), occasion.moment)


def _left_open(session: Session, attempt: Attempt) -> Sequence[Obligation]:
    """The months of a refused debit that its payer still owes and that nothing holds."""
    found = (
        select(Obligation)
        .join(AttemptItem, AttemptItem.obligation_id == Obligation.id)
        .where(AttemptItem.attempt_id == attempt.id, Obligation.state.in_(OPEN), STANDS, *_free())
    )
    return [owed for owed in session.scalars(found.order_by(Obligation.id)) if attempt.mandate.pays(owed)]


def _want(session: Session, attempt: Attempt, months: Sequence[Obligation], at: datetime) -> bool:
    expires_at = last_moment(session, attempt)
    codes, turn = gateway().codes, _next_turn(session, attempt)
    if codes is None or not months or expires_at <= at or turn > MOST_TURN:
        return False
    items = [PaymentCodeItem(obligation_id=owed.id, amount=owed.amount, stands=True) for owed in months]
    code = PaymentCode(
        reference=code_reference(attempt.mandate, attempt.month, turn),
        number=codes.number(f"{secrets.randbelow(10**SERIAL_DIGITS):0{SERIAL_DIGITS}d}"),
        attempt=attempt,
        mandate=attempt.mandate,
        gateway=attempt.gateway,
        month=attempt.month,
        turn=turn,
        amount=total(items),
        expires_at=expires_at,
        items=items,
    )
    code.want(at)
    session.add(code)
    return True


def last_moment(session: Session, attempt: Attempt) -> datetime:
    """Until when what a debit left open may still be paid: the end of the grace that its month begins.

    Where the month is the first unpaid one, the membership ends after it (domain: three unpaid months at most).
    """
    grace = current_rulebook(session).terms(attempt.month).grace_months
    last = attempt.month + max(grace - 1, 0)
    return datetime.combine(last.last_day, _LAST_SECOND, attempt.mandate.zone).astimezone(UTC)


def _next_turn(session: Session, attempt: Attempt) -> int:
    same = PaymentCode.mandate_id == attempt.mandate_id, PaymentCode.month == attempt.month
    return 1 + (session.scalar(select(func.max(PaymentCode.turn)).where(*same)) or 0)
