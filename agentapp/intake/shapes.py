"""The bodies of the interface, as types: what is read is checked by them, and the description is made of them."""

from typing import Annotated, Any

from msgspec import Meta, Struct

Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Uuid = Annotated[str, Meta(pattern="^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]
Moment = Annotated[
    str, Meta(max_length=40, description="ISO 8601 with a zone", extra_json_schema={"format": "date-time"})
]
Count = Annotated[int, Meta(ge=0, le=1_000_000)]
Bytes = Annotated[int, Meta(ge=0, le=2**53)]
Code = Annotated[str, Meta(pattern="^[a-z]+(_[a-z]+)*$", max_length=40)]
Version = Annotated[str, Meta(pattern="^[0-9A-Za-z._-]*$", max_length=40)]
MOST_OFFERED = 500
MOST_LINES = 500


class Refusal(Struct):
    """What every refusal says: a code for the program, a sentence with the next step for the person."""

    code: str
    message: str


class InvalidSubmission(Struct):
    code: str
    message: str
    errors: dict[str, list[str]]
    draft_url: str


class Quarantined(Struct):
    code: str
    message: str
    quarantine_id: Uuid


class ReceiptTold(Struct):
    """The receipt of an application; `receipt` is the rest of it, signed (compact JWS)."""

    submission_id: Uuid
    enrolment_id: Uuid
    number: str
    received_at: str
    digest: Sha256
    receipt: str


class Pong(Struct):
    nonce: str
    now: str
    version: str


class KeysTold(Struct):
    """`current` names the key to seal with; `keys` and `signing` are JWKs."""

    current: str
    keys: list[dict[str, Any]]
    signing: list[dict[str, Any]]


class BlobTold(Struct):
    sha256: Sha256
    received: Bytes
    complete: bool


class BlobOffset(Struct):
    """The part does not begin where the one before it ended: go on at `received`."""

    code: str
    message: str
    received: Bytes


class Change(Struct):
    """One move of an application; `awaits` are the photos that have not come, by their SHA-256.

    Where `quarantine_id` is set, an administrator decided about that sending: `state` is "placed", "to_correct" (at
    `draft_url`) or "discarded" (`note` says why), and there may be no application.
    """

    id: str
    submission_id: Uuid
    enrolment_id: Uuid | None
    number: str | None
    state: str
    digest: str | None
    received_at: str
    at: str
    reason: str | None = None
    note: str | None = None
    awaits: list[str] = []
    quarantine_id: Uuid | None = None
    draft_url: str | None = None


class Changes(Struct):
    changes: list[Change]
    cursor: str
    more: bool


class PhoneReport(Struct, forbid_unknown_fields=True):
    """How a phone is: what waits on it since when, how much room there is."""

    version: Version
    now: Moment
    waiting: Count
    needs_fix: Count
    oldest_at: Moment | None = None
    storage_used: Bytes | None = None
    storage_quota: Bytes | None = None
    persisted: bool = False
    last_error: Code | None = None


class PersonTold(Struct):
    id: Uuid
    name: str


class ReferenceTold(Struct):
    url: str
    version: str
    size: Bytes


class PhoneTold(Struct):
    now: str
    clock_error_s: int
    ticket: str
    life: Uuid
    person: PersonTold
    reference: dict[str, ReferenceTold]


class Offer(Struct):
    submission_id: Uuid
    digest: Sha256


class Offers(Struct):
    """What the phone holds receipts for, after the server's `life` changed."""

    items: Annotated[list[Offer], Meta(max_length=MOST_OFFERED)]


class Missing(Struct):
    missing: list[Uuid]


class ReportLine(Struct, forbid_unknown_fields=True):
    at: Moment
    code: Code
    n: Annotated[int, Meta(ge=-(2**53), le=2**53)]


class ProblemReport(Struct, forbid_unknown_fields=True):
    """Codes and numbers only: there is no room for anybody's name."""

    phone_id: Uuid
    version: Version
    lines: Annotated[list[ReportLine], Meta(max_length=MOST_LINES)]


class ReportTold(Struct):
    id: Uuid
