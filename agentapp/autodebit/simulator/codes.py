"""The payment codes that the simulated bank gives out. Money for one is entered in the book like a debit.

Knows nothing of HTTP. A real bank takes no money for a code that is paid, over or withdrawn; told to, this one does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agentapp.autodebit.gateways.snap_reading import snap_amount
from agentapp.autodebit.simulator.asked import BadField, rupiah, text
from agentapp.autodebit.simulator.behaviour import Status
from agentapp.autodebit.simulator.book import Book
from agentapp.autodebit.simulator.entry import CODE_PAID, Entry
from agentapp.autodebit.simulator.keys import CODE_PREFIX
from agentapp.autodebit.simulator.said import Said
from agentapp.core.clock import now

Fields = Mapping[str, Any]
_TABLE = """
CREATE TABLE IF NOT EXISTS codes (
    reference TEXT PRIMARY KEY, number TEXT NOT NULL, amount INTEGER NOT NULL, period TEXT NOT NULL,
    expires_at TEXT NOT NULL, withdrawn INTEGER NOT NULL DEFAULT 0
)
"""


@dataclass(frozen=True, slots=True)
class Code:
    """A code as the bank keeps it."""

    reference: str
    number: str
    amount: int
    period: str
    expires_at: str
    withdrawn: int

    @property
    def over(self) -> bool:
        return bool(self.withdrawn) or datetime.fromisoformat(self.expires_at) < now()


class Codes:
    """Virtual accounts for one exact sum. Safe to use from many threads."""

    def __init__(self, book: Book) -> None:
        self._book = book
        with book.writing() as rows:
            rows.execute(_TABLE)

    def issue(self, fields: Fields) -> Said:
        """Service 27; a trxId that has been here does nothing at all."""
        reference, number = text(fields, "trxId"), _number(fields)
        amount, period = rupiah(fields, "totalAmount"), text(fields, "additionalInfo", "period")
        expires_at = _moment(text(fields, "expiredDate"))
        with self._book.writing() as rows:
            added = rows.execute(
                "INSERT INTO codes (reference, number, amount, period, expires_at) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                (reference, number, amount, period, expires_at),
            )
        about = {"trxId": reference, "virtualAccountNo": fields["virtualAccountNo"]}
        told = {"virtualAccountData": {**about, "totalAmount": snap_amount(amount)}}
        return Said(200, fields=told) if added.rowcount else Said(409, "01", told)

    def status(self, fields: Fields) -> Said:
        """Service 26."""
        code = self.find(text(fields, "additionalInfo", "trxId"))
        if code is None:
            return Said(404, "12")
        entry = self._book.find(code.reference)
        if entry is None or entry.status != Status.SETTLED:
            return Said(404, "19" if code.over else "01")
        return Said(200, fields={"virtualAccountData": {**code_paid(entry), "paymentFlagStatus": "00"}})

    def withdraw(self, fields: Fields) -> Said:
        """Service 31."""
        code = self.find(text(fields, "trxId"))
        if code is None:
            return Said(404, "12")
        with self._book.writing() as rows:
            if self._book.find(code.reference):
                return Said(404, "14")
            rows.execute("UPDATE codes SET withdrawn = 1 WHERE reference = ?", (code.reference,))
        return Said(200, fields={"virtualAccountData": {"trxId": code.reference}})

    def pay(self, named: str, *, by_force: bool = False) -> Entry | None:
        """Somebody pays the code of this number or reference; None where it takes no money (any more).

        `by_force`: also one that is paid already, over or withdrawn, as a bank should not.
        """
        code = self.find(named)
        if code is None:
            return None
        with self._book.writing():
            paid = self._book.find(code.reference) is not None
            if (paid or code.over) and not by_force:
                return None
            reference = f"{code.reference}-2" if paid else code.reference
            return self._book.add(reference, code.number, code.amount, code.period, Status.SETTLED, CODE_PAID)

    def find(self, named: str) -> Code | None:
        """The code of this reference or number."""
        with self._book.writing() as rows:
            asked = "SELECT * FROM codes WHERE reference = ? OR number = ?"
            row = rows.execute(asked, (named, named.replace(" ", ""))).fetchone()
        return Code(**dict(row)) if row else None

    def all(self) -> list[Code]:
        """Every code given out, oldest first."""
        with self._book.writing() as rows:
            return [Code(**dict(row)) for row in rows.execute("SELECT * FROM codes ORDER BY rowid")]


def code_paid(entry: Entry) -> dict[str, Any]:
    """What the bank says of a payment of a code, asked or unasked."""
    service_id, customer = CODE_PREFIX.rjust(8), entry.account.removeprefix(CODE_PREFIX)
    return {
        "partnerServiceId": service_id,
        "customerNo": customer,
        "virtualAccountNo": service_id + customer,
        "trxId": entry.reference,
        "paymentRequestId": entry.bank_reference,
        "paidAmount": snap_amount(entry.amount),
        "trxDateTime": entry.at,
    }


def _number(fields: Fields) -> str:
    service_id, customer = text(fields, "partnerServiceId"), text(fields, "customerNo")
    if text(fields, "virtualAccountNo") != service_id + customer or service_id.strip() != CODE_PREFIX:
        raise BadField("virtualAccountNo")
    return service_id.strip() + customer


def _moment(said: str) -> str:
    try:
        return datetime.fromisoformat(said).isoformat()
    except ValueError as error:
        raise BadField("expiredDate") from error
