"""A debit in the simulated bank's book."""

from dataclasses import dataclass

from agentapp.autodebit.simulator.behaviour import Status
from agentapp.core.money import Rupiah


@dataclass(frozen=True, slots=True)
class Entry:
    """A debit as the bank keeps it. `code`: what it answered. `at`: when it was executed or refused, in UTC."""

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
    def bank_reference(self) -> str:
        return f"SIM{self.number:012d}"
