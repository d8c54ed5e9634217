"""Twelve months of a worker as boxes: what was paid, by whom, what is due, what is behind."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from agentapp.contributions.models import Obligation, ObligationState
from agentapp.contributions.protection import ProtectionStatus
from agentapp.contributions.standing import Standing
from agentapp.core.period import Month
from agentapp.programmes.kinds import FundingKind

BOXES = 12
MONTHS_BACK = 5
_SETTLED = {ObligationState.PAID, ObligationState.WAIVED}


class BoxState(StrEnum):
    """`reversed`: it was paid, but the bank gave the money back."""

    PAID = "paid"
    COLLECTING = "collecting"
    REVERSED = "reversed"
    DUE = "due"
    ARREARS = "arrears"
    NOT_YET = "not_yet"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Box:
    """One month. `funding` says who paid or is to pay, where the month is owed; `payment_id` leads to the receipt."""

    month: Month
    state: BoxState
    funding: FundingKind | None = None
    payment_id: UUID | None = None
    reference: str = ""


def first_box(since: Month, on: date) -> Month:
    """Where the boxes begin unless told: five months back, but not before the first membership."""
    return max(since, Month.from_ordinal(Month.of(on).ordinal - MONTHS_BACK))


def boxes(
    standing: Standing, owed: Iterable[Obligation], due_on: Callable[[Month], date], first: Month
) -> list[Box]:
    """Twelve boxes from `first` on; `owed` are the worker's obligations of those months.

    `due_on` tells the last day to pay for a month that was not raised yet. Before the first payment nothing is
    late, for nothing is covered.
    """
    by_month = {obligation.month: obligation for obligation in owed}

    def box(month: Month) -> Box:
        obligation = by_month.get(month)
        state = _state(standing, month, obligation)
        due = obligation.due_on if obligation else due_on(month)
        waiting = standing.protection.status == ProtectionStatus.WAITING
        late = state == BoxState.DUE and due < standing.on and not waiting
        return _box(month, BoxState.ARREARS if late else state, obligation)

    return [box(month) for month in first.run(BOXES)]


def _box(month: Month, state: BoxState, owed: Obligation | None) -> Box:
    if owed is None or state == BoxState.NONE:
        return Box(month, state)
    payment = owed.payment
    return Box(
        month,
        state,
        owed.funding,
        payment.id if payment else None,
        payment.reference if payment else "",
    )


def _state(standing: Standing, month: Month, owed: Obligation | None) -> BoxState:
    if owed is not None and owed.state in _SETTLED:
        return BoxState.PAID
    if owed is not None and owed.state == ObligationState.COLLECTING:
        return BoxState.COLLECTING
    if not _chargeable(standing, month):
        return BoxState.NONE
    if owed is not None and owed.state == ObligationState.REVERSED:
        return BoxState.REVERSED
    return BoxState.NOT_YET if month > Month.of(standing.on) else BoxState.DUE


def _chargeable(standing: Standing, month: Month) -> bool:
    """Whether somebody would have to pay for `month`, were it not paid."""
    protection = standing.protection
    this_month = Month.of(standing.on)
    if month < standing.entry.since or protection.status == ProtectionStatus.ENDED:
        return False
    if month >= this_month:
        return True
    return month in protection.owed
