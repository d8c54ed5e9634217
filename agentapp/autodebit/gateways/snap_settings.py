"""What differs from one bank that speaks SNAP BI to the next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from agentapp.autodebit.code_issuer import CodeFate
from agentapp.autodebit.gateways import verdicts
from agentapp.autodebit.gateways.own_values import OwnValues
from agentapp.autodebit.gateways.snap_services import SERVICES, At, Service
from agentapp.autodebit.gateways.verdicts import DEBIT, REFUND, STATUSES, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapSettings:
    """One bank. The defaults are the standard's.

    `reach_back`: how long after a debit the bank's "not found" still means that it never heard of it.
    `calls_per_second`: what one process of ours may ask; 0 is without limit. `read_seconds`: the longest silence
    within an answer, and twice that the longest answer. `tries`: of a call that changes nothing at the bank.
    `code_prefix`: our number at the bank for virtual accounts, at most 8 digits; "" where it gives no codes.
    """

    code: str
    name: str
    base_url: str
    client_id: str
    partner_id: str
    channel_id: str
    private_key: RSAPrivateKey = field(repr=False)
    client_secret: str = field(repr=False)
    bank_key: RSAPublicKey = field(repr=False)
    merchant_id: str = ""
    services: Mapping[Service, At] = field(default_factory=lambda: SERVICES)
    debit_codes: Mapping[str, Verdict] = field(default_factory=lambda: DEBIT)
    statuses: Mapping[str, Verdict] = field(default_factory=lambda: STATUSES)
    refund_codes: Mapping[str, Verdict] = field(default_factory=lambda: REFUND)
    code_prefix: str = ""
    code_codes: Mapping[str, CodeFate] = field(default_factory=lambda: verdicts.CODE)
    code_status_codes: Mapping[str, CodeFate] = field(default_factory=lambda: verdicts.CODE_STATUS)
    code_statuses: Mapping[str, CodeFate] = field(default_factory=lambda: verdicts.CODE_PAID)
    code_delete_codes: Mapping[str, CodeFate] = field(default_factory=lambda: verdicts.CODE_DELETE)
    reference_length: int = 64
    reach_back: timedelta = timedelta(days=30)
    calls_per_second: float = 0.0
    connect_seconds: float = 5.0
    read_seconds: float = 30.0
    tries: int = 3
    pause_seconds: float = 0.2
    notice_skew: timedelta = timedelta(minutes=5)
    book_path: str = ""

    @classmethod
    def read(cls, values: Mapping[str, str], **own: Any) -> Self:
        """The settings in `values` (Settings.bank); `own` are the facts of the bank itself: code, name, ….

        Raises ConfigurationError for what is missing or wrong.
        """
        read = OwnValues(values)
        return cls(
            base_url=read.text("BANK_BASE_URL").rstrip("/"),
            client_id=read.text("BANK_CLIENT_ID"),
            partner_id=read.text("BANK_PARTNER_ID"),
            channel_id=read.text("BANK_CHANNEL_ID"),
            merchant_id=read.text("BANK_MERCHANT_ID", ""),
            code_prefix=read.digits("BANK_CODE_PREFIX", 8),
            client_secret=read.text("BANK_CLIENT_SECRET"),
            private_key=read.private_key("BANK_PRIVATE_KEY_FILE"),
            bank_key=read.public_key("BANK_PUBLIC_KEY_FILE"),
            connect_seconds=read.number("BANK_CONNECT_SECONDS", 5.0),
            read_seconds=read.number("BANK_READ_SECONDS", 30.0),
            **own,
        )
