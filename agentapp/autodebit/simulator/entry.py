"""A line in the simulated bank's book."""

from dataclasses import dataclass

from agentapp.autodebit.simulator.behaviour import Status
from agentapp.core.money import Rupiah

CODE_PAID = "2002500"
"""The response code under which money for a payment code is entered."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A debit, or money for a payment code, as the bank keeps it. `code`: what it answered.

    `at`: when it was executed or refused, in UTC.
    """

    number: int
    reference: str
    account: str
    amount: Rupiah
    period: str
    status: Status
    code: str
    asked: int
    at: str
    reversed_at: str | None

    @property
    def by_code(self) -> bool:
        return self.code == CODE_PAID

    @property
    def bank_reference(self) -> str:
        return f"SIM{self.number:012d}"
