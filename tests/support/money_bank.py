"""A bank at the network's edge that keeps a book of its own and does what it is told to: silence, a refusal that was
none, a debit it never heard of. Every call is kept with what the database held at that moment.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from threading import RLock

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.autodebit.attempts import IN_FLIGHT, Attempt
from agentapp.autodebit.gateway import (
    Answer,
    BookedDebit,
    BoundAccount,
    Cause,
    Debit,
    Notification,
    Outcome,
    SettledRow,
)
from agentapp.autodebit.gateways import settlement
from agentapp.autodebit.gateways.settlement import DEBIT, REVERSAL, Line
from agentapp.autodebit.models import Mandate, MandateState
from agentapp.autodebit.simulator.keys import CODE
from agentapp.core.clock import JAKARTA, now
from agentapp.core.db import sessions
from tests.support.money_codes import ChanceCodes


class Deed(StrEnum):
    """What the bank does at a debit it was not asked for before."""

    PAYS = "pays"
    PAYS_SILENTLY = "pays_silently"
    PAYS_LATER = "pays_later"
    REFUSES = "refuses"
    CLOSES = "closes"
    FORBIDS = "forbids"
    REFUSES_BUT_PAYS = "refuses_but_pays"
    NEVER_HEARS = "never_hears"


PAID = (Deed.PAYS, Deed.PAYS_SILENTLY)
UNDECIDED = (Deed.PAYS_LATER, Deed.REFUSES_BUT_PAYS)
NO_FUNDS = Answer(outcome=Outcome.DECLINED_RETRYABLE, code="4035414", cause=Cause.INSUFFICIENT_FUNDS)
FORBIDDEN = Answer(outcome=Outcome.DECLINED_FINAL, code="4035415", cause=Cause.REFUSED)
CLOSED = Answer(outcome=Outcome.DECLINED_FINAL, code="4045411", cause=Cause.ACCOUNT_CLOSED)
REFUSALS = {Deed.CLOSES: CLOSED, Deed.FORBIDS: FORBIDDEN}
SILENCE = Answer(outcome=Outcome.UNKNOWN)


@dataclass
class Kept:
    """A debit in the bank's book."""

    debit: Debit
    deed: Deed
    status: str
    at: datetime

    @property
    def row(self) -> dict[str, object]:
        """As the simulator shows it."""
        debit = self.debit
        return {
            "reference": debit.reference,
            "account": debit.account_token,
            "amount": debit.amount,
            "period": str(debit.month),
            "at": self.at.isoformat(),
            "status": self.status,
        }


@dataclass
class ChanceBank:
    """`choose` says what it does at a debit. `calls`: the bytes by reference; `wrong`: calls it should not have got."""

    choose: Callable[[Debit], Deed] = lambda _debit: Deed.PAYS
    strict: bool = True
    code: str = CODE
    name: str = "Bank Undian"
    by_paper: bool = False
    kept: dict[str, Kept] = field(default_factory=dict)
    calls: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    said_no: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list)
    strangers: list[Line] = field(default_factory=list)
    _lock: RLock = field(default_factory=RLock)

    def __post_init__(self) -> None:
        self.codes = ChanceCodes(self.messages, self.wrong)

    def begin_binding(self, account: str, holder: str, reference: str) -> str:
        return account

    def finish_binding(self, challenge: str, otp: str) -> BoundAccount:
        return BoundAccount(f"sim{challenge}", challenge[-4:])

    def unbind(self, token: str, reference: str) -> None:
        pass

    def body(self, debit: Debit) -> bytes:
        return f"{debit.reference} {debit.account_token} {debit.amount} {debit.month}".encode()

    def send(self, debit: Debit) -> Answer:
        with self._lock:
            self._witness(debit)
            self.calls[debit.reference].append(self.body(debit))
            if debit.reference in self.kept:
                return self._status(debit.reference)
            return self._do(debit, self.choose(debit))

    def _do(self, debit: Debit, deed: Deed) -> Answer:
        if deed == Deed.NEVER_HEARS:
            return SILENCE
        status = "settled" if deed in PAID else "pending" if deed in UNDECIDED else "declined"
        self.kept[debit.reference] = Kept(debit, deed, status, now())
        self.tell(debit.reference)
        if deed == Deed.REFUSES_BUT_PAYS:
            return self._no(debit.reference, NO_FUNDS)
        return SILENCE if deed in (Deed.PAYS_SILENTLY, Deed.PAYS_LATER) else self._status(debit.reference)

    def inquire(self, debit: Debit) -> Answer:
        with self._lock:
            if debit.reference not in self.kept:
                return self._no(debit.reference, Answer(outcome=Outcome.NOT_FOUND, code="4045501"))
            return self._status(debit.reference)

    def refund(self, debit: Debit, reference: str) -> Answer:
        with self._lock:
            kept = self.kept[debit.reference]
            if kept.debit.amount != debit.amount:
                return Answer(outcome=Outcome.DECLINED_FINAL, code="4045813", cause=Cause.REFUSED)
            self.charge_back(debit.reference)
            return Answer(outcome=Outcome.REFUNDED, code="2005800")

    def _status(self, reference: str) -> Answer:
        kept = self.kept[reference]
        if kept.status == "declined":
            return self._no(reference, REFUSALS.get(kept.deed, NO_FUNDS))
        outcome = {"settled": Outcome.SUCCEEDED, "reversed": Outcome.REFUNDED, "pending": Outcome.UNKNOWN}
        return Answer(outcome=outcome[kept.status], code="200", amount=kept.debit.amount)

    def _no(self, reference: str, answer: Answer) -> Answer:
        self.said_no.add(reference)
        return answer

    def charge_back(self, reference: str) -> None:
        """The money goes back to the payer."""
        kept = self.kept[reference]
        if kept.status == "settled":
            kept.status = "reversed"
            self.tell(reference)

    def come_true(self, references: Sequence[str] | None = None) -> None:
        """What was undecided is paid."""
        for reference, kept in self.kept.items():
            if kept.status == "pending" and (references is None or reference in references):
                kept.status, kept.at = "settled", now()
                self.tell(reference)

    def tell(self, reference: str, amount: int | None = None) -> None:
        """Put a notification on its way."""
        answer = self._status(reference)
        told = {"outcome": answer.outcome, "amount": amount or answer.amount, "code": answer.code}
        self.messages.append(json.dumps({"reference": reference, **told}).encode())

    def read_notification(self, path: str, headers: Mapping[str, str], body: bytes) -> Notification:
        said = json.loads(body)
        answer = Answer(outcome=Outcome(said["outcome"]), code=said["code"], amount=said["amount"])
        return Notification(reference=said["reference"], answer=answer)

    def notification_received(self, path: str, body: bytes) -> tuple[Mapping[str, str], bytes]:
        return {}, b""

    def read_settlement(self, content: bytes) -> Sequence[SettledRow]:
        return settlement.moved(settlement.read(content))

    def settlement(self) -> bytes:
        """The file of all that it moved until now, with what nobody asked for."""
        lines = [*self.strangers, *self.codes.lines()]
        for reference, kept in self.kept.items():
            day = kept.at.astimezone(JAKARTA).date()
            if kept.status in ("settled", "reversed"):
                lines.append(Line(reference, kept.debit.amount, day, DEBIT))
            if kept.status == "reversed":
                lines.append(Line(reference, kept.debit.amount, day, REVERSAL))
        return settlement.write(lines)

    def book(self) -> Sequence[BookedDebit]:
        ours = [
            BookedDebit(
                reference=kept.debit.reference, amount=kept.debit.amount, reversed=kept.status == "reversed"
            )
            for kept in self.kept.values()
            if kept.status in ("settled", "reversed")
        ]
        told = [(line.reference, line.amount, False) for line in self.strangers]
        told += [(it.reference, it.asked.amount, it.status == "reversed") for it in self.codes.money.values()]
        return ours + [BookedDebit(reference=it[0], amount=it[1], reversed=it[2]) for it in told]

    def rows(self) -> list[dict[str, object]]:
        """The book as the simulator shows it."""
        debits = [kept.row for kept in self.kept.values() if kept.status in ("settled", "reversed")]
        return debits + [money.row for money in self.codes.money.values()]

    def _witness(self, debit: Debit) -> None:
        """What the database holds, seen from outside, at the moment of a call."""
        with Session(sessions().get_bind()) as session:
            columns = (Attempt.state, Attempt.body_hash, Attempt.amount, Attempt.month, Mandate.state)
            found = select(*columns).join(Attempt.mandate).where(Attempt.reference == debit.reference)
            row = session.execute(found).one_or_none()
        expected = (hashlib.sha256(self.body(debit)).hexdigest(), debit.amount, debit.month)
        if row is None or row[0] not in IN_FLIGHT or tuple(row[1:4]) != expected:
            self.wrong.append(f"5: {debit.reference} was asked for, but {row} is kept")
        elif self.strict and row[4] != MandateState.ACTIVE:
            self.wrong.append(f"7: {debit.reference} was asked for while its mandate is {row[4]}")
