"""What the response codes of SNAP BI mean for a debit. A code that is not here means nothing: UNKNOWN.

Keys are HTTP status and case, without the service: `40314` stands for 4035414. Only what is certainly a yes or a
no is named; a message the bank could not read, a queue that was full, an error inside may still have been a debit.
Source: ASPI, response codes of SNAP, section Direct Debit.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from agentapp.autodebit.code_issuer import CodeFate
from agentapp.autodebit.gateway import Cause, Outcome


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome with its cause, where there is one."""

    outcome: Outcome
    cause: Cause | None = None


def later(cause: Cause) -> Verdict:
    """No, but another day it may work."""
    return Verdict(Outcome.DECLINED_RETRYABLE, cause)


def never(cause: Cause) -> Verdict:
    """No, and no other attempt under this mandate will do better."""
    return Verdict(Outcome.DECLINED_FINAL, cause)


UNCLEAR = Verdict(Outcome.UNKNOWN)
PAID = "20000"
DUPLICATE = "40901"
NOT_FOUND = "40401"
REFUSED_TOKEN = frozenset({"40101", "40103"})

DEBIT: Mapping[str, Verdict] = {
    PAID: Verdict(Outcome.SUCCEEDED),
    "40001": later(Cause.REFUSED),
    "40002": later(Cause.REFUSED),
    "40102": never(Cause.AUTHORISATION_REVOKED),
    "40104": never(Cause.AUTHORISATION_REVOKED),
    "40300": later(Cause.REFUSED),
    "40301": later(Cause.REFUSED),
    "40302": later(Cause.LIMIT_EXCEEDED),
    "40303": never(Cause.ACCOUNT_BLOCKED),
    "40304": later(Cause.LIMIT_EXCEEDED),
    "40305": never(Cause.ACCOUNT_BLOCKED),
    "40306": later(Cause.BANK_UNAVAILABLE),
    "40307": never(Cause.ACCOUNT_BLOCKED),
    "40308": never(Cause.ACCOUNT_CLOSED),
    "40309": never(Cause.ACCOUNT_BLOCKED),
    "40314": later(Cause.INSUFFICIENT_FUNDS),
    "40315": never(Cause.REFUSED),
    "40316": never(Cause.ACCOUNT_BLOCKED),
    "40317": later(Cause.LIMIT_EXCEEDED),
    "40318": never(Cause.ACCOUNT_CLOSED),
    "40319": later(Cause.BANK_UNAVAILABLE),
    "40320": later(Cause.LIMIT_EXCEEDED),
    "40323": later(Cause.LIMIT_EXCEEDED),
    "40411": never(Cause.ACCOUNT_CLOSED),
    "40413": later(Cause.REFUSED),
}

STATUSES: Mapping[str, Verdict] = {
    "00": Verdict(Outcome.SUCCEEDED),
    "01": UNCLEAR,
    "02": UNCLEAR,
    "03": UNCLEAR,
    "04": Verdict(Outcome.REFUNDED),
    "05": later(Cause.REFUSED),
    "06": later(Cause.REFUSED),
    "07": Verdict(Outcome.NOT_FOUND),
}
"""By `latestTransactionStatus`. The cause of 06 is taken from `originalResponseCode` where that names one."""

REFUND: Mapping[str, Verdict] = {
    PAID: Verdict(Outcome.REFUNDED),
    "40400": never(Cause.REFUSED),
    NOT_FOUND: never(Cause.REFUSED),
    "40500": never(Cause.REFUSED),
    "40501": later(Cause.REFUSED),
}

WRONG_OTP = frozenset({"40415", "40312"})
GONE = frozenset({"40102", "40104", NOT_FOUND, "40411"})
"""Answers to an unbinding by which the token no longer stands for anything."""

CODE: Mapping[str, CodeFate] = {
    PAID: CodeFate.STANDS,
    DUPLICATE: CodeFate.STANDS,
    "40000": CodeFate.REFUSED,
    "40001": CodeFate.REFUSED,
    "40002": CodeFate.REFUSED,
    "40301": CodeFate.REFUSED,
    "40315": CodeFate.REFUSED,
    "40318": CodeFate.REFUSED,
    "40413": CodeFate.REFUSED,
    "40416": CodeFate.REFUSED,
}
"""What the answers to service 27 mean. A trxId that the bank has had is the same code."""

CODE_STATUS: Mapping[str, CodeFate] = {
    PAID: CodeFate.PAID,
    NOT_FOUND: CodeFate.STANDS,
    "40412": CodeFate.GONE,
    "40419": CodeFate.GONE,
}
"""Service 26: with 200 `paymentFlagStatus` decides; "transaction not found" is a code that nobody paid."""

CODE_PAID: Mapping[str, CodeFate] = {"00": CodeFate.PAID, "01": CodeFate.STANDS, "02": CodeFate.STANDS}
"""By `paymentFlagStatus`: success, rejected, timed out."""

CODE_DELETE: Mapping[str, CodeFate] = {
    PAID: CodeFate.GONE,
    NOT_FOUND: CodeFate.GONE,
    "40412": CodeFate.GONE,
    "40414": CodeFate.STANDS,
    "40419": CodeFate.GONE,
}
"""Service 31. A paid bill cannot be deleted: then it is asked about."""
