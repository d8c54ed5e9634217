"""The list of debits that a bank may show (`GET /_book`): read as its book, and as a settlement file of every day."""

import json
from collections.abc import Sequence
from typing import Any

from agentapp.autodebit.gateway import BookedDebit, SettledRow, UnreadableSettlement
from agentapp.autodebit.gateways import settlement
from agentapp.core.clock import JAKARTA, parse_moment

REVERSED = "reversed"
_STATUSES = {"settled": settlement.DEBIT, REVERSED: settlement.REVERSAL}


def booked(content: Any) -> Sequence[BookedDebit]:
    """Raises UnreadableSettlement where it is no such list."""
    return [
        BookedDebit(reference=line.reference, amount=line.amount, reversed=line.kind == settlement.REVERSAL)
        for line in _lines(content)
    ]


def settled(content: bytes) -> Sequence[SettledRow]:
    """The rows of a saved list. Raises UnreadableSettlement."""
    try:
        entries = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnreadableSettlement from error
    return settlement.moved(_lines(entries))


def _lines(content: Any) -> Sequence[settlement.Line]:
    if not isinstance(content, list):
        raise UnreadableSettlement
    lines = [_line(entry) for entry in content]
    if len({line.reference for line in lines}) < len(lines):
        raise UnreadableSettlement
    return lines


def _line(entry: Any) -> settlement.Line:
    try:
        reference, amount, status = entry["reference"], entry["amount"], entry["status"]
        day = parse_moment(entry["at"]).astimezone(JAKARTA).date()
        kind = _STATUSES[status]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise UnreadableSettlement from error
    if not isinstance(reference, str) or type(amount) is not int:
        raise UnreadableSettlement
    return settlement.checked(reference, str(amount), day.isoformat(), kind)
