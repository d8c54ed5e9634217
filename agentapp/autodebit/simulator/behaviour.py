"""What the simulated bank does at a debit, by persona."""

from dataclasses import dataclass
from enum import StrEnum

from agentapp.autodebit.simulator.personas import Persona


class Status(StrEnum):
    """What has become of a debit in the bank's book."""

    PENDING = "pending"
    DECLINED = "declined"
    SETTLED = "settled"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What the bank does at a debit: the book's status, the HTTP status and case it says, how often it calls back."""

    status: Status
    http: int = 200
    case: str = "00"
    notices: int = 1
    answers: bool = True


BEHAVIOUR = {
    Persona.LANCAR: Behaviour(Status.SETTLED),
    Persona.KOSONG: Behaviour(Status.DECLINED, 403, "14", notices=0),
    Persona.LAMBAT: Behaviour(Status.PENDING, 202),
    Persona.GANDA: Behaviour(Status.SETTLED, notices=2),
    Persona.TUTUP: Behaviour(Status.DECLINED, 404, "11", notices=0),
    Persona.CABUT: Behaviour(Status.DECLINED, 401, "02", notices=0),
    Persona.HILANG: Behaviour(Status.SETTLED, notices=0, answers=False),
    Persona.TARIK: Behaviour(Status.SETTLED),
}
