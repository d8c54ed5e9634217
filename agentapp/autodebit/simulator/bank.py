"""What the simulated bank does: accounts opened, debits, inquiries, refunds, payment codes. Knows nothing of HTTP."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from agentapp.autodebit.gateways.snap_reading import snap_amount
from agentapp.autodebit.gateways.snap_services import Service
from agentapp.autodebit.simulator.asked import rupiah, text
from agentapp.autodebit.simulator.behaviour import BEHAVIOUR, Status
from agentapp.autodebit.simulator.book import Book
from agentapp.autodebit.simulator.callbacks import Callbacks
from agentapp.autodebit.simulator.codes import Codes
from agentapp.autodebit.simulator.entry import Entry
from agentapp.autodebit.simulator.personas import OTP, Persona, is_account, token_of
from agentapp.autodebit.simulator.said import Said, about, status_of

Fields = Mapping[str, Any]

SERVED = (
    *(Service.BIND, Service.OTP, Service.UNBIND, Service.DEBIT, Service.STATUS, Service.REFUND),
    *(Service.CODE, Service.CODE_STATUS, Service.CODE_DELETE),
)


@dataclass(frozen=True)
class Delays:
    """Seconds. `slow`: until a Lambat pays. `silence`: how long a Hilang holds the connection.

    `callback`: between two tries of a notification. `token`: how long a token lasts.
    """

    slow: float = 1.0
    silence: float = 10.0
    callback: float = 5.0
    token: int = 900


class Bank:
    """Eight personas and one book. Safe to use from many threads."""

    def __init__(self, book: Book, callbacks: Callbacks, delays: Delays) -> None:
        self.book, self.codes = book, Codes(book)
        self._callbacks = callbacks
        self._delays = delays
        for entry in book.pending():
            self._settle_later(entry)

    def serve(self, service: Service, fields: Fields) -> Said:
        """The answer of a service in SERVED. Raises BadField."""
        verbs: dict[Service, Callable[[Fields], Said]] = {
            Service.BIND: self.bind,
            Service.OTP: self.check_otp,
            Service.UNBIND: self.unbind,
            Service.DEBIT: self.debit,
            Service.STATUS: self.status,
            Service.REFUND: self.refund,
            Service.CODE: self.codes.issue,
            Service.CODE_STATUS: self.codes.status,
            Service.CODE_DELETE: self.codes.withdraw,
        }
        return verbs[service](fields)

    def bind(self, fields: Fields) -> Said:
        account, reference = text(fields, "additionalInfo", "accountNo"), text(fields, "partnerReferenceNo")
        if not is_account(account):
            return Said(404, "11")
        number = self.book.begin_binding(account)
        return Said(200, fields={"referenceNo": number, "partnerReferenceNo": reference})

    def check_otp(self, fields: Fields) -> Said:
        account = self.book.binding(text(fields, "originalReferenceNo"))
        if account is None:
            return Said(404, "01")
        if text(fields, "otp") != OTP:
            return Said(404, "15")
        self.book.revive(token_of(account))
        return Said(200, fields={"bankCardToken": token_of(account)})

    def unbind(self, fields: Fields) -> Said:
        token = text(fields, "tokenId")
        if self.book.account(token) is None:
            return Said(404, "11")
        self.book.bury(token)
        return Said(200, fields={"unlinkResult": "success"})

    def debit(self, fields: Fields) -> Said:
        """Executes, or not, as the account's persona does; a reference that has been here does nothing at all."""
        reference, token = text(fields, "partnerReferenceNo"), text(fields, "bankCardToken")
        amount, period = rupiah(fields, "amount"), text(fields, "additionalInfo", "period")
        account = self.book.account(token)
        if account is None:
            return Said(409, "01") if self.book.find(reference) else Said(401, "02")
        does = BEHAVIOUR[Persona.of(account)]
        code = f"{does.http}54{does.case}"
        entry = self.book.add(reference, account, amount, period, does.status, code)
        if entry is None:
            return Said(409, "01", {"partnerReferenceNo": reference})
        if does.status == Status.PENDING:
            self._settle_later(entry)
        else:
            self._callbacks.tell(entry, does.notices)
        told = {"partnerReferenceNo": reference, "referenceNo": entry.bank_reference}
        paid = {"amount": snap_amount(entry.amount)} if does.status == Status.SETTLED else {}
        return Said(does.http, does.case, {**told, **paid}, silent=not does.answers)

    def status(self, fields: Fields) -> Said:
        """A pending debit is still pending when asked about for the first time, and paid at the second."""
        entry = self.book.find(text(fields, "originalPartnerReferenceNo"))
        if entry is None:
            return Said(404, "01")
        self.book.ask(entry.reference)
        if entry.status == Status.PENDING and entry.asked:
            entry = self._settle(entry)
        return Said(200, fields=status_of(entry))

    def refund(self, fields: Fields) -> Said:
        reference = text(fields, "partnerRefundNo")
        entry = self.book.find(text(fields, "originalPartnerReferenceNo"))
        if self.book.has_refund(reference):
            return Said(409, "01")
        if entry is None:
            return Said(404, "01")
        if rupiah(fields, "refundAmount") != entry.amount:
            return Said(404, "13")
        given = self.book.refund(reference, entry.reference)
        if given is None:
            return Said(404, "00")
        told = {"partnerRefundNo": reference, "refundNo": f"R{entry.bank_reference}"}
        return Said(200, fields={**about(given), **told, "refundAmount": snap_amount(given.amount)})

    def charge_back(self, reference: str) -> int:
        """Give back the debit of that reference, or with "" every debit of Tarik that is settled; how many it were."""
        wanted = [
            entry
            for entry in self.book.executed()
            if entry.reference == reference or (not reference and Persona.of(entry.account) == Persona.TARIK)
        ]
        given = [back for entry in wanted if (back := self.book.reverse(entry.reference))]
        for entry in given:
            self._callbacks.tell(entry, 1)
        return len(given)

    def pay_code(self, named: str, *, by_force: bool = False) -> Entry | None:
        """Somebody pays a code, named by its number or reference, and the app is told. As `Codes.pay`."""
        entry = self.codes.pay(named, by_force=by_force)
        if entry:
            self._callbacks.tell(entry, 1)
        return entry

    def _settle_later(self, entry: Entry) -> None:
        self._callbacks.after(self._delays.slow, lambda: self._settle(entry))

    def _settle(self, entry: Entry) -> Entry:
        settled = self.book.settle(entry.reference)
        if settled:
            self._callbacks.tell(settled, 1)
        return settled or self.book.find(entry.reference) or entry
