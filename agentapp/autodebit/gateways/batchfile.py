"""A bank that takes a file of debits and gives one back. Nothing here talks to a network: a person or a transfer
program takes a copy of `out/` to the bank and brings what it gives back into `in/`. What is in `out/` stays there: it
is how a reference is known to have been sent.

Out, a file a day (WIB), mode 0600: `reference,kind,account,mandate,amount,period,original`; `kind` is `debit` or
`refund`, `original` the debit that a refund gives back. In: files as in `settlement`, refusals with their cause.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag

from agentapp.autodebit.code_issuer import CodeIssuer
from agentapp.autodebit.gateway import (
    Answer,
    BadNotification,
    BindingRefused,
    BookedDebit,
    BoundAccount,
    Cause,
    Debit,
    Gateway,
    Notification,
    Outcome,
    SettledRow,
    WrongOtp,
)
from agentapp.autodebit.gateways import settlement
from agentapp.autodebit.gateways.outgoing import Outgoing, row
from agentapp.autodebit.gateways.own_values import OwnValues
from agentapp.autodebit.gateways.returned import Returned
from agentapp.autodebit.gateways.verdicts import Verdict, later, never
from agentapp.config import Settings
from agentapp.core.encryption import UnknownKey, keyring
from agentapp.core.errors import N_

IN_FILE = "in_file"

_ACCOUNT = re.compile(r"\d{6,20}", re.ASCII)
_PAPER = re.compile(r"[A-Za-z0-9][A-Za-z0-9./-]{2,39}", re.ASCII)
_FIELD = "batchfile binding"
_WAITS = Answer(outcome=Outcome.UNKNOWN, code=IN_FILE)
_AGAIN = (Cause.INSUFFICIENT_FUNDS, Cause.LIMIT_EXCEEDED, Cause.BANK_UNAVAILABLE)


class WrongPaperNumber(WrongOtp):
    """Not a number that the paper mandate can have."""

    default = N_("Nomor surat kuasa ini tidak benar. Periksa suratnya, lalu coba lagi.")


class BatchFile:
    """A bank by files in `folder`. Any number of threads and processes may use the same folder."""

    code = "batchfile"
    name = "Bank (berkas harian)"
    by_paper = True
    codes: CodeIssuer | None = None

    def __init__(self, folder: Path) -> None:
        self._outgoing = Outgoing(folder / "out")
        self._returned = Returned(folder / "in")

    def begin_binding(self, account: str, holder: str, reference: str) -> str:
        """Nobody is asked: the challenge is the account, encrypted, and its answer the signed mandate's number."""
        if not _ACCOUNT.fullmatch(account):
            raise BindingRefused
        return urlsafe_b64encode(keyring().encrypt(account.encode(), _FIELD)).decode()

    def finish_binding(self, challenge: str, otp: str) -> BoundAccount:
        """`otp` is the number of the paper mandate that the payer signed. Raises WrongPaperNumber."""
        if not _PAPER.fullmatch(otp):
            raise WrongPaperNumber
        try:
            account = keyring().decrypt(urlsafe_b64decode(challenge), _FIELD).decode()
        except (InvalidTag, UnknownKey, ValueError) as error:
            raise BindingRefused from error
        return BoundAccount(f"{account}:{otp}", account[-4:])

    def unbind(self, token: str, reference: str) -> None:
        """Nothing to tell the bank: no further debit is written."""

    def body(self, debit: Debit) -> bytes:
        """The line that is written."""
        account, mandate = debit.account_token.split(":", 1)
        return row(debit.reference, "debit", account, mandate, debit.amount, str(debit.month), "")

    def send(self, debit: Debit) -> Answer:
        """On the disk when it returns, once a reference. What becomes of it, a file of the bank will say."""
        self._outgoing.append(debit.reference, self.body(debit))
        return _WAITS

    def inquire(self, debit: Debit) -> Answer:
        """What the returned files say. NOT_FOUND where no file that goes out has the reference."""
        lines = self._returned.lines(debit.reference)
        if not lines:
            return _WAITS if self._outgoing.has(debit.reference) else Answer(outcome=Outcome.NOT_FOUND)
        if any(line.amount != debit.amount for line in lines):
            return Answer(outcome=Outcome.UNKNOWN, amount=lines[0].amount)
        verdict = _verdict({line.kind for line in lines})
        return Answer(outcome=verdict.outcome, cause=verdict.cause, amount=lines[0].amount)

    def refund(self, debit: Debit, reference: str) -> Answer:
        """Another line, once a `reference`; UNKNOWN until the bank's file has the reversal."""
        account, mandate = debit.account_token.split(":", 1)
        line = row(reference, "refund", account, mandate, debit.amount, str(debit.month), debit.reference)
        self._outgoing.append(reference, line)
        told = self.inquire(debit)
        return told if told.outcome == Outcome.REFUNDED else _WAITS

    def read_notification(self, path: str, headers: Mapping[str, str], body: bytes) -> Notification:
        """This bank calls nobody."""
        raise BadNotification("this bank sends none")

    def notification_received(self, path: str, body: bytes) -> tuple[Mapping[str, str], bytes]:
        """Never wanted, as no notification is ever good."""
        return {}, b""

    def read_settlement(self, content: bytes) -> Sequence[SettledRow]:
        """A file as it lies in `in/`; refusals in it move no money."""
        return settlement.moved(settlement.read(content))

    def book(self) -> Sequence[BookedDebit] | None:
        """It shows none."""
        return None


def open_bank(settings: Settings) -> Gateway:
    """`BANK_FOLDER` holds `out/` and `in/`; by default `bank/` in DATA_DIR."""
    return BatchFile(Path(OwnValues(settings.bank).text("BANK_FOLDER", str(settings.data_dir / "bank"))))


def _verdict(kinds: set[str]) -> Verdict:
    """A debit that went back is refunded; one that was refused and also made is made."""
    if settlement.REVERSAL in kinds:
        return Verdict(Outcome.REFUNDED)
    if settlement.DEBIT in kinds:
        return Verdict(Outcome.SUCCEEDED)
    causes = sorted(kinds)
    cause = Cause(causes[0])
    return later(cause) if cause in _AGAIN else never(cause)
