"""What a payment would settle: which months, and how much for each."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from agentapp.contributions.assessment import amount_for, obligations
from agentapp.contributions.models import UNPAID, Obligation
from agentapp.contributions.protection import ProtectionStatus, first_payable
from agentapp.contributions.standing import standing
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.programmes.rulebook import current_rulebook
from agentapp.workers.models import Worker

MOST_AHEAD = 12
"""How many months beyond the one of the payment may be paid: our own guard against recording a year twice."""


@dataclass(frozen=True, slots=True)
class PlannedMonth:
    """One month that a payment would settle, and its amount."""

    month: Month
    amount: Rupiah


@dataclass(frozen=True, slots=True)
class Plan:
    """The months that a payment settles, oldest first.

    `renews`: the membership had ended, so a new one begins with the first of them.
    """

    months: tuple[PlannedMonth, ...]
    renews: bool

    @property
    def total(self) -> Rupiah:
        return sum(planned.amount for planned in self.months)

    @property
    def first(self) -> Month:
        return self.months[0].month

    @property
    def last(self) -> Month:
        return self.months[-1].month

    def shorter(self, months: int) -> "Plan":
        """The same, for fewer months."""
        return Plan(self.months[:months], self.renews)


def plan_payment(session: Session, worker: Worker, months: int, received_on: date) -> Plan:
    """What money received on `received_on` for up to `months` months settles; fewer where it would reach too far.

    Raises NoRates.
    """
    on_that_day = standing(session, worker, received_on)
    first = first_payable(on_that_day.protection, on_that_day.entry, on_that_day.paid, received_on)
    reach = first.run(Month.of(received_on) + MOST_AHEAD - first + 1)
    known = {owed.month: owed for owed in obligations(session, worker, first, len(reach))}
    open_months = [month for month in reach if _open(known.get(month))]
    rulebook = current_rulebook(session)
    planned = (
        PlannedMonth(
            month, known[month].amount if month in known else amount_for(rulebook, worker, month).total
        )
        for month in open_months[:months]
    )
    return Plan(tuple(planned), renews=on_that_day.protection.status == ProtectionStatus.ENDED)


def _open(owed: Obligation | None) -> bool:
    """Whether somebody may pay it by hand: not while a debit for it is on its way."""
    return owed is None or owed.state in UNPAID
