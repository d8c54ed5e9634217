"""After a refusal: the next try on its day, or no more tries and the mandate's end."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agentapp.autodebit.attempts import WAITING, Attempt, AttemptItem, AttemptState, reference_of
from agentapp.autodebit.gateway import Cause
from agentapp.autodebit.models import Mandate, MandateState
from agentapp.autodebit.timing import next_try
from agentapp.contributions.models import OPEN


def schedule(session: Session, declined: Attempt, at: datetime) -> Attempt | None:
    """The next try of a debit refused `at` a moment, announced already with the first one; None where no day is left.

    A refusal that was heard of late is no reason to try on a day that is over.
    """
    day = next_try(declined.month, max(declined.scheduled_on, _sent_on(declined), _day(declined, at)))
    still_asked = [item for item in declined.items if item.obligation.state in OPEN]
    if day is None or declined.mandate.state != MandateState.ACTIVE or not still_asked:
        return None
    number = _next_number(session, declined)
    attempt = Attempt(
        reference=reference_of(declined.mandate, declined.month, number),
        mandate=declined.mandate,
        gateway=declined.gateway,
        month=declined.month,
        number=number,
        amount=sum(item.amount for item in still_asked),
        state=AttemptState.NOTIFIED,
        scheduled_on=day,
        notified_at=declined.notified_at,
        items=[_again(item) for item in still_asked],
    )
    session.add(attempt)
    session.flush()
    return attempt


def _again(item: AttemptItem) -> AttemptItem:
    return AttemptItem(obligation_id=item.obligation_id, amount=item.amount, stands=True)


def _next_number(session: Session, attempt: Attempt) -> int:
    same = Attempt.mandate_id == attempt.mandate_id, Attempt.month == attempt.month
    return 1 + (session.scalar(select(func.max(Attempt.number)).where(*same)) or 0)


def _sent_on(attempt: Attempt) -> date:
    assert attempt.sent_at is not None
    return _day(attempt, attempt.sent_at)


def _day(attempt: Attempt, moment: datetime) -> date:
    return moment.astimezone(attempt.mandate.zone).date()


def cancel_next(session: Session, attempt: Attempt, at: datetime) -> None:
    """The try that was to follow is not needed: the earlier one took the money after all."""
    for following in _waiting(session, attempt.mandate, attempt):
        if following.month == attempt.month:
            cancel(following, at, "paid by an earlier attempt")
    session.flush()


def cancel(attempt: Attempt, at: datetime, note: str) -> None:
    """It will not be sent; its months are free."""
    attempt.move("cancel", at, note=note)
    attempt.let_go()


def end_mandate(session: Session, attempt: Attempt, cause: Cause, at: datetime) -> None:
    """The bank will never pay under this mandate again: what was not sent under it lets go of its months."""
    if attempt.mandate.usable:
        attempt.mandate.move("fail", None, note=cause.value)
        cancel_waiting(session, attempt.mandate, at, "mandate failed")


def cancel_waiting(session: Session, mandate: Mandate, at: datetime, note: str) -> int:
    """Cancel what was not sent yet under a mandate that is held. How many."""
    waiting = _waiting(session, mandate)
    for attempt in waiting:
        cancel(attempt, at, note)
    session.flush()
    return len(waiting)


def _waiting(session: Session, mandate: Mandate, but: Attempt | None = None) -> list[Attempt]:
    found = session.scalars(
        select(Attempt)
        .where(Attempt.mandate_id == mandate.id, Attempt.state.in_(WAITING))
        .execution_options(populate_existing=True)
        .with_for_update(key_share=True)
    )
    return [attempt for attempt in found if attempt is not but]
