"""How an application comes from a phone's outbox: perhaps by another hand, its photos later."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.enrolment.answers import Answers
from agentapp.enrolment.models import Enrolment, Flag, FlagKind


class Witness(Protocol):
    """Writes down what came, in the transaction in which it comes."""

    def arrived(self, session: Session, key: UUID, number: str, at: datetime, digest: str) -> None:
        """A new application has come, with its key, its number and the digest of its content."""

    def differed(self, session: Session, enrolment: Enrolment) -> None:
        """Other content came under the id of `enrolment`; it is kept beside it."""


@dataclass(frozen=True, slots=True)
class Consignment:
    """`named`: the answers with the photos that follow, by the digests the phone told. `carer` looks after it.

    `flags`: what the way it came flags, each with its detail.
    """

    named: Answers
    carer: User
    flags: tuple[tuple[FlagKind, str], ...]
    witness: Witness

    def made_flags(self) -> list[Flag]:
        return [Flag(kind=kind, detail=detail) for kind, detail in self.flags]
