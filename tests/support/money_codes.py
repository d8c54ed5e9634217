"""The payment codes of a bank at the network's edge: silent, late, or paid twice, as it is told to be."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from threading import RLock

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.autodebit.code_issuer import CodeAnswer, CodeAsked, CodeFate
from agentapp.autodebit.codes import PaymentCode
from agentapp.autodebit.gateways.settlement import DEBIT, REVERSAL, Line
from agentapp.core.clock import JAKARTA, now
from agentapp.core.db import sessions


class Mood(StrEnum):
    """What the bank does when a code is asked for."""

    GIVES = "gives"
    GIVES_SILENTLY = "gives_silently"
    NEVER_HEARS = "never_hears"
    REFUSES = "refuses"


SILENCE = CodeAnswer(fate=CodeFate.UNKNOWN)


@dataclass
class Money:
    """Money that somebody paid for a code. `asked`: what for."""

    reference: str
    asked: CodeAsked
    at: datetime
    status: str = "settled"

    @property
    def day(self) -> date:
        return self.at.astimezone(JAKARTA).date()

    @property
    def row(self) -> dict[str, object]:
        """As the simulator shows it."""
        return {
            "reference": self.reference,
            "account": self.asked.number,
            "amount": self.asked.amount,
            "period": str(self.asked.month),
            "at": self.at.isoformat(),
            "status": self.status,
        }

    @property
    def lines(self) -> list[Line]:
        """As a settlement file has it."""
        came = Line(self.reference, self.asked.amount, self.day, DEBIT)
        back = Line(self.reference, self.asked.amount, self.day, REVERSAL)
        return [came, back] if self.status == "reversed" else [came]


@dataclass
class ChanceCodes:
    """`choose` says what it does when asked. `wrong`: calls it should not have got. `messages`: it tells of money."""

    messages: list[bytes]
    wrong: list[str]
    choose: Callable[[CodeAsked], Mood] = lambda _asked: Mood.GIVES
    given: dict[str, CodeAsked] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    money: dict[str, Money] = field(default_factory=dict)
    _lock: RLock = field(default_factory=RLock)

    def number(self, serial: str) -> str:
        return f"70017{serial}"

    def issue(self, asked: CodeAsked) -> CodeAnswer:
        self._witness(asked)
        with self._lock:
            if self.given.setdefault(asked.reference, asked) != asked:
                self.wrong.append(f"5: code {asked.reference} was asked for differently")
            mood = self.choose(asked)
            if mood in (Mood.NEVER_HEARS, Mood.REFUSES):
                self.gone.add(asked.reference)
                return SILENCE if mood == Mood.NEVER_HEARS else CodeAnswer(fate=CodeFate.REFUSED, code="400")
            self.gone.discard(asked.reference)
            return SILENCE if mood == Mood.GIVES_SILENTLY else self.inquire(asked)

    def inquire(self, asked: CodeAsked) -> CodeAnswer:
        with self._lock:
            money = self.money.get(asked.reference)
            if money is not None and money.status == "settled":
                return CodeAnswer(fate=CodeFate.PAID, code="200", amount=asked.amount)
            over = asked.reference in self.gone or asked.expires_at < now()
            return CodeAnswer(fate=CodeFate.GONE if over else CodeFate.STANDS, code="404")

    def withdraw(self, asked: CodeAsked) -> CodeAnswer:
        with self._lock:
            if asked.reference not in self.money:
                self.gone.add(asked.reference)
            return self.inquire(asked)

    def pay(self, place: int, *, by_force: bool) -> None:
        """Somebody pays one of the codes; by force also one that is paid, over or withdrawn."""
        with self._lock:
            if not self.given:
                return
            asked = self.given[_one(self.given, place)]
            paid = asked.reference in self.money
            if by_force or not (paid or asked.reference in self.gone or asked.expires_at < now()):
                reference = f"{asked.reference}-2" if paid else asked.reference
                self.money.setdefault(reference, Money(reference, asked, now()))
                self._tell(asked)

    def take_back(self, place: int) -> None:
        """The money goes back; of that the settlement file alone tells."""
        if self.money:
            self.money[_one(self.money, place)].status = "reversed"

    def lines(self) -> Sequence[Line]:
        return [line for money in self.money.values() for line in money.lines]

    def _tell(self, asked: CodeAsked) -> None:
        told = {"reference": asked.reference, "outcome": "succeeded", "amount": asked.amount, "code": "200"}
        self.messages.append(json.dumps(told).encode())

    def _witness(self, asked: CodeAsked) -> None:
        """What the database holds, seen from outside, at the moment of a call."""
        with Session(sessions().get_bind()) as session:
            columns = PaymentCode.amount, PaymentCode.number, PaymentCode.month
            row = session.execute(
                select(*columns).where(PaymentCode.reference == asked.reference)
            ).one_or_none()
        if row is None or tuple(row) != (asked.amount, asked.number, asked.month):
            self.wrong.append(f"5: code {asked.reference} was asked for, but {row} is kept")


def _one(references: Iterable[str], place: int) -> str:
    """The same in every run: it hangs on no order in which threads came."""
    known = sorted(references)
    return known[place % len(known)]
