"""The simulated bank's settlement file of a day, out of its book."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from agentapp.autodebit.gateways.settlement import DEBIT, REVERSAL, Line
from agentapp.autodebit.simulator.entry import Entry
from agentapp.core.clock import JAKARTA


def statement(entries: Iterable[Entry], day: date) -> Sequence[Line]:
    """The debits executed on `day` (WIB), and those whose money went back on it."""
    return [line for entry in entries for line in _lines(entry) if line.settled_on == day]


def _lines(entry: Entry) -> Iterator[Line]:
    yield Line(entry.reference, entry.amount, _day(entry.at), DEBIT)
    if entry.reversed_at:
        yield Line(entry.reference, entry.amount, _day(entry.reversed_at), REVERSAL)


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).astimezone(JAKARTA).date()
