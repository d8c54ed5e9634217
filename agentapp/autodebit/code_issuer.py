"""What a bank does that gives out payment codes (virtual accounts). `Gateway.codes` is None where one gives none.

Like a gateway it never raises because of the bank or the network: what is not clear is `CodeFate.UNKNOWN`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from agentapp.core.money import Rupiah
from agentapp.core.period import Month


class CodeFate(StrEnum):
    """What a bank says of a code. `STANDS`: it may be paid, and was not. `GONE`: nobody can pay it (any more)."""

    STANDS = "stands"
    REFUSED = "refused"
    PAID = "paid"
    GONE = "gone"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeAsked:
    """One code to ask for. `reference`: our trxId, ours for ever. `number`: what people type in.

    It is good for exactly `amount`, once, until `expires_at`.
    """

    reference: str
    number: str
    amount: Rupiah
    month: Month
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeAnswer:
    """What the bank said of a code. `code`: its response code. `amount`: what was paid, where it says so."""

    fate: CodeFate
    code: str = ""
    bank_reference: str | None = None
    amount: Rupiah | None = None


class CodeIssuer(Protocol):
    """The part of a bank that gives out codes. Each call may be repeated: the reference keeps it one code."""

    def number(self, serial: str) -> str:
        """What people type in for the code of this `serial`: digits, at most 28."""

    def issue(self, asked: CodeAsked) -> CodeAnswer:
        """Have the bank take money for this code. STANDS if it does now, REFUSED if it never will."""

    def inquire(self, asked: CodeAsked) -> CodeAnswer:
        """Whether a code that was given out is paid."""

    def withdraw(self, asked: CodeAsked) -> CodeAnswer:
        """Have the bank take no more money for this code. GONE if it takes none; PAID if it was too late."""
