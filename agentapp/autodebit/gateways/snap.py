"""A bank that speaks SNAP BI, the national standard. What differs between banks is in SnapSettings.

Nothing the bank or the network does raises out of `send`, `inquire` and `refund`: what is neither a clear yes nor a
clear no is UNKNOWN, also a bank that cannot be reached, because an earlier call with the same reference may have
been heard. A debit is never sent again from here, except under a new token after the bank refused the old one.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from agentapp.autodebit.code_issuer import CodeIssuer
from agentapp.autodebit.gateway import (
    Answer,
    BankUnreachable,
    BindingRefused,
    BookedDebit,
    BoundAccount,
    Debit,
    Notification,
    Outcome,
    SettledRow,
    UnreadableSettlement,
    WrongOtp,
)
from agentapp.autodebit.gateways import book, settlement, verdicts
from agentapp.autodebit.gateways.signatures import stamp
from agentapp.autodebit.gateways.snap_client import Reply, SnapClient
from agentapp.autodebit.gateways.snap_codes import SnapCodes
from agentapp.autodebit.gateways.snap_http import NoAnswer, written
from agentapp.autodebit.gateways.snap_notice import read_notice, received
from agentapp.autodebit.gateways.snap_reading import judged, of_status, snap_amount
from agentapp.autodebit.gateways.snap_services import Service
from agentapp.autodebit.gateways.snap_settings import SnapSettings
from agentapp.core.clock import now

_OTP = re.compile(r"\d{4,8}", re.ASCII)
_REFUSALS = ("400", "403", "404")
SILENCE = Answer(outcome=Outcome.UNKNOWN)


class SnapGateway:
    """Gateway to the bank that `settings` describe. Safe to use from many threads."""

    by_paper = False

    def __init__(self, settings: SnapSettings) -> None:
        self.code, self.name = settings.code, settings.name
        self._settings = settings
        self._client = SnapClient(settings)
        self.codes: CodeIssuer | None = SnapCodes(settings, self._client) if settings.code_prefix else None

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def begin_binding(self, account: str, holder: str, reference: str) -> str:
        """Service 07. The challenge holds no more of the account than its last four digits."""
        about = {"accountNo": account, "accountName": holder}
        reply = self._ask(Service.BIND, partnerReferenceNo=reference, additionalInfo=about)
        if reply.key != verdicts.PAID:
            raise _refusal(reply)
        told, charge = reply.fields.get("referenceNo"), reply.fields.get("linkageToken")
        return "|".join((reference, account[-4:], _text(told), _text(charge)))

    def finish_binding(self, challenge: str, otp: str) -> BoundAccount:
        """Service 04, with what `begin_binding` gave."""
        if not _OTP.fullmatch(otp):
            raise WrongOtp
        reference, tail, told, charge = _parts(challenge)
        names = {"originalPartnerReferenceNo": reference, "originalReferenceNo": told, "action": "otpLinkage"}
        reply = self._ask(Service.OTP, **names, otp=otp, chargeToken=charge)
        if reply.key in verdicts.WRONG_OTP:
            raise WrongOtp
        if reply.key != verdicts.PAID:
            raise _refusal(reply)
        token = _text(reply.fields.get("bankCardToken") or reply.fields.get("accountToken"))
        if not token:
            raise BankUnreachable
        return BoundAccount(token, tail)

    def unbind(self, token: str, reference: str) -> None:
        """Service 09."""
        reply = self._ask(Service.UNBIND, partnerReferenceNo=reference, tokenId=token)
        if reply.key != verdicts.PAID and reply.key not in verdicts.GONE:
            raise BankUnreachable

    def body(self, debit: Debit) -> bytes:
        """Service 54. Depends on nothing but `debit` and the bank's settings."""
        if len(debit.reference) > self._settings.reference_length:
            raise ValueError(f"{self.code} takes references of {self._settings.reference_length} signs")
        return self._written(
            partnerReferenceNo=debit.reference,
            bankCardToken=debit.account_token,
            amount=snap_amount(debit.amount),
            additionalInfo={"period": str(debit.month)},
        )

    def send(self, debit: Debit) -> Answer:
        """Service 54; 409xx01 is asked about at once."""
        try:
            reply = self._client.call(Service.DEBIT, self.body(debit))
        except NoAnswer:
            return SILENCE
        if reply.key == verdicts.DUPLICATE:
            told = self.inquire(debit)
            missing = told.outcome == Outcome.NOT_FOUND
            return Answer(outcome=Outcome.UNKNOWN, code=reply.code) if missing else told
        verdict = self._settings.debit_codes.get(reply.key, verdicts.UNCLEAR)
        return judged(verdict, reply.code, debit, reply.fields)

    def inquire(self, debit: Debit) -> Answer:
        """Service 55. "Not found" counts only as far back as the bank reaches."""
        body = self._written(
            originalPartnerReferenceNo=debit.reference,
            serviceCode=self._settings.services[Service.DEBIT].code,
            transactionDate=stamp(debit.asked_at),
            amount=snap_amount(debit.amount),
        )
        try:
            reply = self._client.call_safely(Service.STATUS, body)
        except NoAnswer:
            return SILENCE
        verdict, code = self._status(reply)
        beyond = now() - debit.asked_at > self._settings.reach_back
        if verdict.outcome == Outcome.NOT_FOUND and beyond:
            verdict = verdicts.UNCLEAR
        return judged(verdict, code, debit, reply.fields)

    def refund(self, debit: Debit, reference: str) -> Answer:
        """Service 58; a refund that the bank has already had is asked about."""
        body = self._written(
            originalPartnerReferenceNo=debit.reference,
            partnerRefundNo=reference,
            refundAmount=snap_amount(debit.amount),
        )
        try:
            reply = self._client.call(Service.REFUND, body)
        except NoAnswer:
            return SILENCE
        if reply.key == verdicts.DUPLICATE:
            told = self.inquire(debit)
            return (
                told if told.outcome == Outcome.REFUNDED else Answer(outcome=Outcome.UNKNOWN, code=reply.code)
            )
        verdict = self._settings.refund_codes.get(reply.key, verdicts.UNCLEAR)
        return judged(verdict, reply.code, debit, reply.fields)

    def read_notification(self, path: str, headers: Mapping[str, str], body: bytes) -> Notification:
        """Service 56, and 25 at its own path."""
        return read_notice(self._settings, path, headers, body)

    def notification_received(self, path: str, body: bytes) -> tuple[Mapping[str, str], bytes]:
        """Answer of service 56 or 25."""
        return received(self._settings, path, body)

    def read_settlement(self, content: bytes) -> Sequence[SettledRow]:
        """Rows with a trailer, as in `settlement`, or the saved list of the bank's book."""
        if content.lstrip()[:1] == b"[":
            return book.settled(content)
        return settlement.moved(settlement.read(content))

    def book(self) -> Sequence[BookedDebit] | None:
        """From the path in the settings; None where there is none."""
        if not self._settings.book_path:
            return None
        try:
            return book.booked(self._client.get(self._settings.book_path))
        except (NoAnswer, UnreadableSettlement) as error:
            raise BankUnreachable from error

    def _status(self, reply: Reply) -> tuple[verdicts.Verdict, str]:
        if reply.key == verdicts.NOT_FOUND:
            return verdicts.Verdict(Outcome.NOT_FOUND), reply.code
        if reply.key != verdicts.PAID:
            return verdicts.UNCLEAR, reply.code
        return of_status(reply.fields, reply.code, self._settings.statuses, self._settings.debit_codes)

    def _ask(self, service: Service, **fields: Any) -> Reply:
        try:
            return self._client.call(service, self._written(**fields))
        except NoAnswer:
            raise BankUnreachable from None

    def _written(self, **fields: Any) -> bytes:
        merchant = {"merchantId": self._settings.merchant_id} if self._settings.merchant_id else {}
        return written({**fields, **merchant})


def _refusal(reply: Reply) -> BindingRefused | BankUnreachable:
    """A no to this account, or no clear answer."""
    return BindingRefused() if reply.key[:3] in _REFUSALS else BankUnreachable()


def _parts(challenge: str) -> Sequence[str]:
    parts = challenge.split("|")
    if len(parts) != 4:
        raise BindingRefused
    return parts


def _text(said: Any) -> str:
    return said if isinstance(said, str) and len(said) <= 256 and "|" not in said else ""
