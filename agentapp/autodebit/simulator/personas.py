"""Eight characters a payer's account may have, told from the first four digits of its number.

| account begins | persona | at a debit |
|---|---|---|
| 8801 | Lancar | pays |
| 8802 | Kosong | has no funds (4035414) |
| 8803 | Lambat | is in progress (2025400), and pays a little later |
| 8804 | Ganda | pays, and the bank calls back twice |
| 8805 | Tutup | is closed (4045411) |
| 8806 | Cabut | has withdrawn its authorisation (4015402) |
| 8807 | Hilang | pays, and the bank never answers |
| 8808 | Tarik | pays, and the money goes back after `POST /_charge-back` |

Any other account is Lancar. Every account can be bound, with the one-time code `OTP`.
"""

import re
from enum import StrEnum
from typing import Self

OTP = "123456"

_ACCOUNT = re.compile(r"\d{6,20}", re.ASCII)
_TOKEN = "sim"


class Persona(StrEnum):
    """The value is how its accounts begin."""

    LANCAR = "8801"
    KOSONG = "8802"
    LAMBAT = "8803"
    GANDA = "8804"
    TUTUP = "8805"
    CABUT = "8806"
    HILANG = "8807"
    TARIK = "8808"

    @classmethod
    def of(cls, account: str) -> Self:
        """Who owns `account`."""
        return next((persona for persona in cls if account.startswith(persona.value)), cls(cls.LANCAR))

    def account(self, number: int) -> str:
        """One of its accounts, ten digits: `Persona.KOSONG.account(7)` is 8802000007."""
        return f"{self.value}{number:06d}"


def is_account(text: str) -> bool:
    return _ACCOUNT.fullmatch(text) is not None


def token_of(account: str) -> str:
    """The token of a bound account: always the same, so that demo data can hold it without asking the bank."""
    return _TOKEN + account


def account_of(token: str) -> str | None:
    """The account that `token` stands for; None for what no token of this bank looks like."""
    account = token.removeprefix(_TOKEN)
    return account if token.startswith(_TOKEN) and is_account(account) else None
