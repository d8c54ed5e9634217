"""Turns what a bank wrote in SNAP BI into our words. What it wrote is not trusted to be of the right form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agentapp.autodebit.gateway import Answer, Debit, Outcome
from agentapp.autodebit.gateways.verdicts import UNCLEAR, Verdict
from agentapp.core.money import Rupiah

_AMOUNT = re.compile(r"(\d{1,13})(?:\.0{1,2})?", re.ASCII)
_REFERENCE = re.compile(r"[A-Za-z0-9._/-]{1,64}", re.ASCII)
_STATUS = re.compile(r"[0-9A-Za-z]{1,8}", re.ASCII)
_DECLINED = (Outcome.DECLINED_RETRYABLE, Outcome.DECLINED_FINAL)


class Unreadable(ValueError):
    """A field of a kind that it must not have."""


def snap_amount(amount: Rupiah) -> dict[str, str]:
    """`{"value": "16800.00", "currency": "IDR"}`."""
    return {"value": f"{amount}.00", "currency": "IDR"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What an answer says it is about; None for what it leaves out."""

    reference: str | None
    bank_reference: str | None
    amount: Rupiah | None

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> "Facts":
        """Raises Unreadable."""
        return cls(
            reference=_reference(_first(fields, "originalPartnerReferenceNo", "partnerReferenceNo")),
            bank_reference=_reference(_first(fields, "originalReferenceNo", "referenceNo")),
            amount=_amount(_first(fields, "refundAmount", "transAmount", "amount")),
        )

    @classmethod
    def of_code(cls, fields: Mapping[str, Any]) -> "Facts":
        """Of `virtualAccountData`: `amount` is what was paid, not what is asked. Raises Unreadable."""
        return cls(
            reference=_reference(_first(fields, "trxId")),
            bank_reference=_reference(_first(fields, "referenceNo", "paymentRequestId")),
            amount=_amount(_first(fields, "paidAmount")),
        )


def judged(verdict: Verdict, code: str, debit: Debit, fields: Mapping[str, Any]) -> Answer:
    """The answer about `debit`; UNKNOWN where the bank speaks of another reference or amount than asked."""
    try:
        facts = Facts.of(fields)
    except Unreadable:
        return Answer(outcome=Outcome.UNKNOWN, code=code)
    same = facts.reference in (None, debit.reference) and facts.amount in (None, debit.amount)
    return answered(verdict if same else UNCLEAR, code, facts)


def answered(verdict: Verdict, code: str, facts: Facts) -> Answer:
    return Answer(
        outcome=verdict.outcome,
        code=code,
        cause=verdict.cause,
        bank_reference=facts.bank_reference,
        amount=facts.amount,
    )


def of_status(
    fields: Mapping[str, Any], code: str, statuses: Mapping[str, Verdict], codes: Mapping[str, Verdict]
) -> tuple[Verdict, str]:
    """The verdict of `latestTransactionStatus` and the code to keep; a decline is told by the original's code."""
    status, original = fields.get("latestTransactionStatus"), fields.get("originalResponseCode")
    if not (isinstance(status, str) and _STATUS.fullmatch(status)):
        return UNCLEAR, code
    verdict = statuses.get(status, UNCLEAR)
    if verdict.outcome in _DECLINED and isinstance(original, str) and len(original) == 7:
        told = codes.get(original[:3] + original[5:], UNCLEAR)
        if told.outcome in _DECLINED:
            return told, original
    return verdict, f"{code}/{status}".lstrip("/")


def _first(fields: Mapping[str, Any], *names: str) -> Any:
    return next((fields[name] for name in names if fields.get(name) not in (None, "")), None)


def _reference(said: Any) -> str | None:
    if said is not None and not (isinstance(said, str) and _REFERENCE.fullmatch(said)):
        raise Unreadable
    return said


def _amount(said: Any) -> Rupiah | None:
    """Whole rupiah of an amount; raises Unreadable for another currency, cents, or another form."""
    if said is None:
        return None
    value, currency = (said.get("value"), said.get("currency")) if isinstance(said, dict) else (None, None)
    match = _AMOUNT.fullmatch(value) if isinstance(value, str) else None
    if match is None or currency not in (None, "IDR"):
        raise Unreadable
    return int(match[1])
