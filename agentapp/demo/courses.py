"""How payments went: which months were raised for somebody, which of them were paid when, which lapsed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from agentapp.core.period import Month
from agentapp.demo.chance import Chance
from agentapp.demo.timeline import Timeline, at

GRACE = 3
QUARTER = 3
TRANSFER_DAY, TRANSFER_HOUR = 10, 10
AFTER_ACCEPTANCE = timedelta(days=2)


Settled = tuple[Sequence[Month], datetime]
"""Months that were paid at once, and when."""


@dataclass(frozen=True, slots=True)
class Course:
    """What became of somebody's months. `renewed`: where a new membership began, and when."""

    raised: Sequence[Month]
    paid: Sequence[Settled] = ()
    lapsed: Sequence[Month] = ()
    renewed: tuple[Month, datetime] | None = None


@dataclass(frozen=True, slots=True)
class Entrance:
    """When somebody was accepted, their first month, and how many months they chose to pay at once."""

    accepted_at: datetime
    since: Month
    at_once: int


def unpaid(entrance: Entrance) -> Course:
    """Nothing came yet."""
    return Course(entrance.since.run(entrance.at_once))


def by_fund(timeline: Timeline, last: Month, entrance: Entrance) -> Course:
    """A fund pays by quarters from the start, up to `last`; who joins later is paid for soon after."""
    paid: list[Settled] = []
    for step in range(0, last - timeline.start + 1, QUARTER):
        quarter = timeline.start + step
        months = [month for month in quarter.run(QUARTER) if entrance.since <= month <= last]
        transfer = at(quarter.first_day.replace(day=TRANSFER_DAY), TRANSFER_HOUR)
        received_at = max(transfer, entrance.accepted_at + AFTER_ACCEPTANCE)
        if months and received_at <= timeline.now:
            paid.append((months, received_at))
    return Course(_raised(entrance, timeline.this_month, paid), paid)


def by_hand(timeline: Timeline, chance: Chance, entrance: Entrance, last: Month) -> Course:
    """The worker pays some months at once, up to `last`: first within days of acceptance, later in time.

    Where `last` lies behind, what was raised since then stays due, for as long as it may be paid.
    """
    paid: list[Settled] = []
    month = entrance.since
    while month <= min(last, timeline.this_month):
        months = month.run(min(entrance.at_once, last - month + 1))
        paid.append((months, _received(timeline, chance, entrance, month)))
        month = months[-1] + 1
    return Course(_raised(entrance, min(timeline.this_month, last + GRACE), paid), paid)


def with_a_break(timeline: Timeline, chance: Chance, entrance: Entrance) -> Course:
    """Two months were paid, then none until the membership had ended; last month a new one began."""
    before = by_hand(timeline, chance, entrance, entrance.since + 1)
    again = timeline.this_month + -1
    received_at = timeline.in_the_field(chance, again.first_day, again.last_day)
    lapsed = [month for month in before.raised if month > entrance.since + 1]
    months = again.run(QUARTER)
    return Course(
        [*before.raised, *months], [*before.paid, (months, received_at)], lapsed, (again, received_at)
    )


def _received(timeline: Timeline, chance: Chance, entrance: Entrance, month: Month) -> datetime:
    if month == entrance.since:
        soon = entrance.accepted_at + timedelta(hours=chance.uniform(1, 40))
        return min(soon, max(at(month.last_day, 20), entrance.accepted_at), timeline.now).replace(
            microsecond=0
        )
    early = timeline.in_the_field(chance, month.first_day, month.first_day + timedelta(days=13))
    return min(early, timeline.now)


def _raised(entrance: Entrance, until: Month, paid: Sequence[Settled]) -> Sequence[Month]:
    """From the first month on: what was chosen, what passed until `until`, what was paid ahead."""
    chosen = entrance.since + (entrance.at_once - 1)
    last = max([chosen, until, *(months[-1] for months, _ in paid)])
    return entrance.since.run(last - entrance.since + 1)
