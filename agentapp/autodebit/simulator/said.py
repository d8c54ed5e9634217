"""What the simulated bank answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agentapp.autodebit.gateways.snap_reading import snap_amount
from agentapp.autodebit.simulator.behaviour import Status
from agentapp.autodebit.simulator.entry import Entry

_MESSAGES = {
    "20000": "Successful",
    "20200": "Request In Progress",
    "40000": "Bad Request",
    "40001": "Invalid Field Format",
    "40100": "Unauthorized. Signature",
    "40101": "Invalid Token (B2B)",
    "40102": "Invalid Customer Token",
    "40314": "Insufficient Funds",
    "40400": "Invalid Transaction Status",
    "40401": "Transaction Not Found",
    "40411": "Invalid Account",
    "40412": "Invalid Bill/Virtual Account",
    "40413": "Invalid Amount",
    "40414": "Paid Bill",
    "40415": "Invalid OTP",
    "40419": "Invalid Bill/Virtual Account (expired)",
    "40900": "Conflict",
    "40901": "Duplicate partnerReferenceNo",
}
_STATUS_CODES = {
    Status.PENDING: ("03", "pending"),
    Status.DECLINED: ("06", "failed"),
    Status.SETTLED: ("00", "success"),
    Status.REVERSED: ("04", "refunded"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """HTTP status, case of the response code, fields. `silent`: the connection is held, then dropped without a word."""

    http: int
    case: str = "00"
    fields: Mapping[str, Any] = field(default_factory=dict)
    silent: bool = False

    def content(self, service_code: str) -> dict[str, Any]:
        """The JSON of the answer."""
        return {
            "responseCode": f"{self.http}{service_code}{self.case}",
            "responseMessage": _MESSAGES[f"{self.http}{self.case}"],
            **self.fields,
        }


def about(entry: Entry) -> dict[str, Any]:
    """What an inquiry and a notification say of a debit."""
    status, words = _STATUS_CODES[entry.status]
    return {
        "originalPartnerReferenceNo": entry.reference,
        "originalReferenceNo": entry.bank_reference,
        "latestTransactionStatus": status,
        "transactionStatusDesc": words,
    }


def status_of(entry: Entry) -> dict[str, Any]:
    """The answer to an inquiry."""
    return {
        **about(entry),
        "serviceCode": "54",
        "originalResponseCode": entry.code if entry.status == Status.DECLINED else "2005400",
        "transAmount": snap_amount(entry.amount),
    }
