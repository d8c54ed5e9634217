"""The services of SNAP BI that we use, and where the standard has them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Service(StrEnum):
    """A service of the standard that we use."""

    TOKEN = "token"
    BIND = "bind"
    OTP = "otp"
    UNBIND = "unbind"
    DEBIT = "debit"
    STATUS = "status"
    NOTIFY = "notify"
    REFUND = "refund"
    CODE = "code"
    CODE_PAID = "code_paid"
    CODE_STATUS = "code_status"
    CODE_DELETE = "code_delete"


@dataclass(frozen=True, slots=True)
class At:
    """Where a service is: the two digits it has in response codes, its path, and how it is asked."""

    code: str
    path: str
    method: str = "POST"


SERVICES: Mapping[Service, At] = {
    Service.TOKEN: At("73", "/v1.0/access-token/b2b"),
    Service.BIND: At("07", "/v1.0/registration-account-binding"),
    Service.OTP: At("04", "/v1.0/otp-verification"),
    Service.UNBIND: At("09", "/v1.0/registration-account-unbinding"),
    Service.DEBIT: At("54", "/v1.0/debit/payment-host-to-host"),
    Service.STATUS: At("55", "/v1.0/debit/status"),
    Service.NOTIFY: At("56", "/v1.0/debit/notify"),
    Service.REFUND: At("58", "/v1.0/debit/refund"),
    Service.CODE: At("27", "/v1.0/transfer-va/create-va"),
    Service.CODE_PAID: At("25", "/v1.0/transfer-va/payment"),
    Service.CODE_STATUS: At("26", "/v1.0/transfer-va/status"),
    Service.CODE_DELETE: At("31", "/v1.0/transfer-va/delete-va", "DELETE"),
}
