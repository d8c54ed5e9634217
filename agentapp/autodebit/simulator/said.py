"""What the simulated bank answers, and how it reads what it is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agentapp.autodebit.gateways.snap_reading import snap_amount
from agentapp.autodebit.simulator.book import Entry
from agentapp.autodebit.simulator.personas import Status

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
    "40413": "Invalid Amount",
    "40415": "Invalid OTP",
    "40900": "Conflict",
    "40901": "Duplicate partnerReferenceNo",
    "50400": "Timeout",
}
_STATUS_CODES = {
    Status.PENDING: ("03", "pending"),
    Status.DECLINED: ("06", "failed"),
    Status.SETTLED: ("00", "success"),
    Status.REVERSED: ("04", "refunded"),
}


class BadField(Exception):
    """A field that is missing or of another form."""


@dataclass(frozen=True, slots=True)
class Said:
    """HTTP status, case of the response code, fields. `silent`: the connection is held and nothing is said."""

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


def text(fields: Mapping[str, Any], *path: str) -> str:
    """The text at `path`. Raises BadField."""
    found: Any = fields
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    if not isinstance(found, str) or not found:
        raise BadField(path[-1])
    return found


def rupiah(fields: Mapping[str, Any], name: str) -> int:
    """Whole rupiah of an amount `{"value": "16800.00", "currency": "IDR"}`. Raises BadField."""
    value, currency = text(fields, name, "value"), text(fields, name, "currency")
    whole, _, cents = value.partition(".")
    if not (
        whole.isascii() and whole.isdigit() and int(whole[:15]) > 0 and cents == "00" and currency == "IDR"
    ):
        raise BadField(name)
    return int(whole[:15])


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
