"""What a bank must be able to do for us. One implementation a bank, in `gateways/`; nothing else talks to a bank.

A gateway never raises because of the bank or the network: whatever it cannot read as a clear yes or a clear no is
`Outcome.UNKNOWN`. It keeps no state of ours: a call made twice with the same reference is one debit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from agentapp.autodebit.code_issuer import CodeIssuer
from agentapp.core.errors import N_, DomainError
from agentapp.core.money import Rupiah
from agentapp.core.period import Month


class Outcome(StrEnum):
    """What a bank's answer means for a debit.

    `NOT_FOUND` is an inquiry's answer alone: the bank never heard of the reference.
    """

    SUCCEEDED = "succeeded"
    DECLINED_RETRYABLE = "declined_retryable"
    DECLINED_FINAL = "declined_final"
    UNKNOWN = "unknown"
    NOT_FOUND = "not_found"
    REFUNDED = "refunded"


class Cause(StrEnum):
    """Why a bank said no, in the words of the field (GoCardless' causes, SNAP BI's cases)."""

    INSUFFICIENT_FUNDS = "insufficient_funds"
    LIMIT_EXCEEDED = "limit_exceeded"
    BANK_UNAVAILABLE = "bank_unavailable"
    ACCOUNT_CLOSED = "account_closed"
    ACCOUNT_BLOCKED = "account_blocked"
    AUTHORISATION_REVOKED = "authorisation_revoked"
    REFUSED = "refused"
    NEVER_ARRIVED = "never_arrived"


@dataclass(frozen=True, slots=True, kw_only=True)
class Debit:
    """One debit to ask for. `reference`: our partnerReferenceNo, at most 22 digits and letters, ours for ever.

    `account_token`: what the bank gave at the binding. `asked_at`: the moment of the first call, for inquiries.
    """

    reference: str
    account_token: str
    amount: Rupiah
    month: Month
    asked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the bank said of a debit. `code`: its own response code, at most 20 signs, "" where there was none.

    `amount`: what it says it took, where it says so; the caller compares.
    """

    outcome: Outcome
    code: str = ""
    cause: Cause | None = None
    bank_reference: str | None = None
    amount: Rupiah | None = None


@dataclass(frozen=True, slots=True)
class BoundAccount:
    """An account that its owner has opened to us: the token that stands for it, and its last four digits."""

    token: str
    tail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """A bank's own word about a debit, or that a payment code was paid; signature checked."""

    reference: str
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledRow:
    """One row of a bank's settlement file. `reversed`: the money went back (reversal, charge-back)."""

    reference: str
    amount: Rupiah
    settled_on: date
    reversed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedDebit:
    """One debit of a bank's own book, as far as the bank shows it."""

    reference: str
    amount: Rupiah
    reversed: bool


class BindingRefused(DomainError):
    """The bank will not open this account to us."""

    status = 422
    default = N_("Bank menolak rekening ini. Periksa nomornya, atau pakai rekening lain.")


class WrongOtp(DomainError):
    """The one-time code is not the one the bank sent."""

    status = 422
    default = N_("Kode OTP ini tidak cocok. Periksa SMS dari bank, lalu coba lagi.")


class BankUnreachable(DomainError):
    """No clear answer from the bank to something that may safely be tried again."""

    status = 503
    default = N_("Bank sedang tidak bisa dihubungi. Tidak ada yang hilang: coba lagi sebentar lagi.")


class BadNotification(Exception):
    """A notification whose signature does not hold, or that cannot be read. Nothing of it may be used."""


class UnreadableSettlement(DomainError):
    """A settlement file that is cut, repeated in itself, or whose total does not hold. Nothing of it is applied."""

    status = 422
    default = N_("Berkas penyelesaian ini tidak utuh, jadi tidak ada yang dipakai dari berkas ini.")


class Gateway(Protocol):
    """A bank. `code` names it in the database and in settings; `name` is what people read.

    `by_paper`: its accounts are opened by a paper that the owner signed, whose number stands for the one-time code.
    `codes`: what gives out payment codes; None for a bank that gives none.
    """

    code: str
    name: str
    by_paper: bool

    codes: CodeIssuer | None

    def begin_binding(self, account: str, holder: str, reference: str) -> str:
        """Ask the bank to open `account`; it sends its owner a one-time code. The challenge to answer with it.

        Raises BindingRefused, BankUnreachable.
        """

    def finish_binding(self, challenge: str, otp: str) -> BoundAccount:
        """Raises WrongOtp, BindingRefused, BankUnreachable."""

    def unbind(self, token: str, reference: str) -> None:
        """Give the token back; one already given back is no error. Raises BankUnreachable."""

    def body(self, debit: Debit) -> bytes:
        """The very bytes that `send` sends for `debit`: the same whenever asked, so that a resend repeats them."""

    def send(self, debit: Debit) -> Answer:
        """Ask for the money. May take as long as the read time limit; never raises for the bank or the network."""

    def inquire(self, debit: Debit) -> Answer:
        """What became of `debit`. NOT_FOUND only if the bank says clearly that it never heard of it."""

    def refund(self, debit: Debit, reference: str) -> Answer:
        """Give back what `debit` took, once a `reference`. REFUNDED if it is given back."""

    def read_notification(self, path: str, headers: Mapping[str, str], body: bytes) -> Notification:
        """Check the signature and read what the bank POSTed to `path`. Raises BadNotification."""

    def notification_received(self, path: str, body: bytes) -> tuple[Mapping[str, str], bytes]:
        """Headers and body of the 200 that the bank wants for such a notification, which it need not send again."""

    def read_settlement(self, content: bytes) -> Sequence[SettledRow]:
        """Read a settlement file, whole or not at all. Raises UnreadableSettlement."""

    def book(self) -> Sequence[BookedDebit] | None:
        """The bank's own book, where it shows one (the simulator does); None elsewhere. Raises BankUnreachable."""
