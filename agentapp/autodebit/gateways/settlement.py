"""Settlement files: what a bank says it moved on a day. Read whole, or not at all.

    reference,amount,settled_on,kind
    A1B2,16800,2026-11-05,debit
    A1B2,16800,2026-11-06,reversal
    TOTAL,2,0,

`kind`: `debit`, `reversal` (the money went back), or the cause of a refusal as in gateway.Cause. The last line counts
the lines between and sums the debits less the reversals. Refusals move nothing.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from agentapp.autodebit.gateway import Cause, SettledRow, UnreadableSettlement
from agentapp.core.money import Rupiah

HEADER = ["reference", "amount", "settled_on", "kind"]
TOTAL = "TOTAL"
DEBIT, REVERSAL = "debit", "reversal"

_REFERENCE = re.compile(r"[A-Za-z0-9-]{1,64}", re.ASCII)
_AMOUNT = re.compile(r"[1-9]\d{0,12}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SIGN = {DEBIT: 1, REVERSAL: -1}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file."""

    reference: str
    amount: Rupiah
    settled_on: date
    kind: str

    @property
    def moved(self) -> Rupiah:
        """Rupiah from the payer to us; negative where they went back."""
        return _SIGN.get(self.kind, 0) * self.amount

    def settled(self) -> SettledRow:
        return SettledRow(
            reference=self.reference,
            amount=self.amount,
            settled_on=self.settled_on,
            reversed=self.kind == REVERSAL,
        )


def write(lines: Iterable[Line]) -> bytes:
    """The file of `lines`, with the line that counts and sums them."""
    text, kept = io.StringIO(), list(lines)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows([line.reference, line.amount, line.settled_on.isoformat(), line.kind] for line in kept)
    writer.writerow([TOTAL, len(kept), sum(line.moved for line in kept), ""])
    return text.getvalue().encode()


def read(content: bytes) -> Sequence[Line]:
    """Raises UnreadableSettlement: cut, a line twice, a count or a total that does not hold."""
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableSettlement from error
    if len(rows) < 2 or rows[0] != HEADER or rows[-1][:1] != [TOTAL] or not content.endswith(b"\n"):
        raise UnreadableSettlement
    lines = [_line(row) for row in rows[1:-1]]
    if rows[-1] != [TOTAL, str(len(lines)), str(sum(line.moved for line in lines)), ""]:
        raise UnreadableSettlement
    return without_repetition(lines)


def moved(lines: Iterable[Line]) -> Sequence[SettledRow]:
    """The lines that moved money."""
    return [line.settled() for line in lines if line.moved]


def without_repetition(lines: Sequence[Line]) -> Sequence[Line]:
    """`lines`. Raises UnreadableSettlement where one says again what another says."""
    if any(count > 1 for count in Counter((line.reference, line.kind) for line in lines).values()):
        raise UnreadableSettlement
    return lines


def checked(reference: str, amount: str, day: str, kind: str) -> Line:
    """Raises UnreadableSettlement for a field of another form."""
    known = kind in _SIGN or kind in set(Cause)
    forms = _REFERENCE.fullmatch(reference) and _AMOUNT.fullmatch(amount) and _DAY.fullmatch(day)
    if not (known and forms):
        raise UnreadableSettlement
    try:
        return Line(reference, int(amount), date.fromisoformat(day), kind)
    except ValueError as error:
        raise UnreadableSettlement from error


def _line(row: Sequence[str]) -> Line:
    if len(row) != len(HEADER):
        raise UnreadableSettlement
    return checked(*row)
