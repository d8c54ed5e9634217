"""Whether somebody is protected: derived from the months that were paid, never stored.

A month that is paid protects to its last day. Up to three unpaid months in a row may still be paid (*masa tenggang*);
meanwhile the worker is in arrears and no cover is promised. After more of them the membership has ended, and a later
payment begins a new one. All days are those of the worker's own time zone.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from agentapp.core.period import Month


class ProtectionStatus(StrEnum):
    WAITING = "awaiting_payment"
    PROTECTED = "active"
    ARREARS = "arrears"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """How a membership began.

    `since` is its first month. Where `acceptance_starts` (a sponsor or the government pays), cover begins on
    `accepted_on` and holds to the end of that first month, for the payer has promised it; otherwise it begins when
    the first payment is received, not before acceptance.
    """

    since: Month
    accepted_on: date
    acceptance_starts: bool = False
    first_received_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """Where somebody stands on a day.

    `protected_from` and `protected_until` are the ends of the present stretch of cover, or of the last one; both
    are None before any. `grace_until` is the last day on which `owed` may still be paid. `owed`: the unpaid months
    up to this one, oldest first; none before the first payment, and none after the end.
    """

    status: ProtectionStatus
    protected_from: date | None = None
    protected_until: date | None = None
    grace_until: date | None = None
    owed: tuple[Month, ...] = ()

    @property
    def protected(self) -> bool:
        return self.status == ProtectionStatus.PROTECTED


def protection(paid: Collection[Month], entry: Entry, *, today: date, grace_months: int) -> Protection:
    """Where the worker stands `today`, from the `paid` months of one membership; earlier months do not count."""
    months = frozenset(month for month in paid if month >= entry.since)
    begins = _begins(months, entry)
    if begins is None:
        return Protection(status=ProtectionStatus.WAITING)
    covered = months | {entry.since} if entry.acceptance_starts else months
    if today < begins:
        return _ahead(covered, begins)
    return _begun(_Course(min(covered), months, covered, grace_months), begins, today)


@dataclass(frozen=True, slots=True)
class _Course:
    """The months of a membership from its `first` covered one: which are `paid`, and which give cover."""

    first: Month
    paid: frozenset[Month]
    covered: frozenset[Month]
    grace_months: int

    def last_paid(self, until: Month) -> Month:
        """The last paid month up to `until`; the one before the first where none is."""
        return max((month for month in self.paid if month <= until), default=_before(self.first))

    def owed(self, until: Month) -> tuple[Month, ...]:
        """Unpaid months up to `until`; a run longer than the grace ends what was before it, and is not charged."""
        owed: list[Month] = []
        run: list[Month] = []
        for month in self.first.run(until - self.first + 1):
            if month not in self.paid:
                run.append(month)
                continue
            owed = [*owed, *run] if len(run) <= self.grace_months else []
            run = []
        return (*owed, *run) if len(run) <= self.grace_months else ()


def _begins(months: Collection[Month], entry: Entry) -> date | None:
    """The day cover begins, or None before the first payment."""
    if entry.acceptance_starts:
        return max(entry.accepted_on, entry.since.first_day)
    if not months or entry.first_received_on is None:
        return None
    return max(entry.accepted_on, entry.first_received_on, min(months).first_day)


def _ahead(covered: Collection[Month], begins: date) -> Protection:
    """Paid, but cover is still to come."""
    stretch = _stretch(covered, Month.of(begins), begins)
    return Protection(
        status=ProtectionStatus.WAITING,
        protected_from=stretch and stretch[0],
        protected_until=stretch and stretch[1],
    )


def _begun(course: _Course, begins: date, today: date) -> Protection:
    month = Month.of(today)
    last = max(each for each in course.covered if each <= month)
    end = _run_end(course.covered, last)
    grace_until = (course.last_paid(end) + course.grace_months).last_day
    status = _status(end, grace_until, today)
    stretch = _stretch(course.covered, last, begins)
    return Protection(
        status=status,
        protected_from=stretch and stretch[0],
        protected_until=stretch and stretch[1],
        grace_until=grace_until,
        owed=() if status == ProtectionStatus.ENDED else course.owed(month),
    )


def _status(end: Month, grace_until: date, today: date) -> ProtectionStatus:
    if today <= end.last_day:
        return ProtectionStatus.PROTECTED
    return ProtectionStatus.ARREARS if today <= grace_until else ProtectionStatus.ENDED


def _stretch(covered: Collection[Month], month: Month, begins: date) -> tuple[date, date] | None:
    """First and last day of the cover around `month`; None if there is none, or its money came too late."""
    if month not in covered:
        return None
    start = max(_run_start(covered, month).first_day, begins)
    end = _run_end(covered, month).last_day
    return (start, end) if start <= end else None


def _run_start(covered: Collection[Month], month: Month) -> Month:
    while _before(month) in covered:
        month = _before(month)
    return month


def _before(month: Month) -> Month:
    return Month.from_ordinal(month.ordinal - 1)


def _run_end(covered: Collection[Month], month: Month) -> Month:
    while month + 1 in covered:
        month += 1
    return month


def first_payable(standing: Protection, entry: Entry, paid: Iterable[Month], received_on: date) -> Month:
    """The month a payment received on `received_on` begins with; `standing` is that of the same day.

    The oldest unpaid month; before the first payment and after the end, the month of the payment itself (never one
    before the membership), for nobody pays for months without cover.
    """
    received = Month.of(received_on)
    if standing.status == ProtectionStatus.ENDED:
        return received
    if standing.owed:
        return standing.owed[0]
    taken = frozenset(paid)
    month = max(received, entry.since)
    while month in taken:
        month += 1
    return month
