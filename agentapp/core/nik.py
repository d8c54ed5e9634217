"""NIK, the 16 digits of an Indonesian identity card: PPKKCC DDMMYY SSSS (women: day + 40).

The structure is read by `lokal-id`. A NIK keeps the region code it was issued with, so an unknown region is no
error here.
"""

import re
from datetime import date
from enum import StrEnum
from typing import Self

from lokal import parse_nik
from msgspec import Struct

from agentapp.core.clock import today
from agentapp.core.errors import N_, DomainError

_SEPARATORS = re.compile(r"[\s.\-'’]")
NIK_DIGITS = 16
_DIGITS = re.compile(rf"[0-9]{{{NIK_DIGITS}}}")


class Sex(StrEnum):
    MALE = "M"
    FEMALE = "F"


class InvalidNik(DomainError):
    """Sixteen digits that cannot be a NIK, or not sixteen digits."""

    status = 422


NOT_SIXTEEN = N_("NIK harus 16 angka, seperti tertulis di KTP.")
WRONG = {
    "province": N_("Dua angka pertama NIK bukan kode provinsi. Periksa lagi angkanya di KTP."),
    "wilayah": N_("Kode wilayah di NIK tidak mungkin 00. Periksa lagi enam angka pertama."),
    "birth_date": N_("Tanggal lahir di dalam NIK tidak mungkin. Periksa angka ke-7 sampai ke-12."),
    "serial": N_("Empat angka terakhir NIK tidak mungkin 0000. Periksa lagi di KTP."),
}


def nik_tail(digits: str) -> str:
    """The last four of sixteen digits."""
    return digits[-4:]


class Nik(Struct, frozen=True, gc=False):
    """A NIK whose structure holds. Prints masked; `digits` is the number itself."""

    digits: str
    birth_date: date
    sex: Sex

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read 16 digits; spaces, dots, hyphens and apostrophes between them are passed over. Raises InvalidNik."""
        digits = _SEPARATORS.sub("", text)
        if not _DIGITS.fullmatch(digits):
            raise InvalidNik(NOT_SIXTEEN)
        info = parse_nik(digits, reference_date=today())
        if info.errors:
            raise InvalidNik(WRONG[info.errors[0].code])
        assert info.birth_date is not None
        return cls(
            digits, date.fromisoformat(info.birth_date), Sex.FEMALE if info.gender == "P" else Sex.MALE
        )

    @property
    def district_code(self) -> str:
        """The district at issue, `13.03.06`; it may no longer exist."""
        return f"{self.digits[:2]}.{self.digits[2:4]}.{self.digits[4:6]}"

    @property
    def tail(self) -> str:
        """The last four digits, the only ones a list may show."""
        return nik_tail(self.digits)

    def agrees_with_birth(self, day: date) -> bool:
        """Whether day, month and two-digit year are those of `day`: the century is not in a NIK."""
        mine = self.birth_date
        return (mine.day, mine.month, mine.year % 100) == (day.day, day.month, day.year % 100)

    def __str__(self) -> str:
        return f"············{self.tail}"

    def __repr__(self) -> str:
        return f"Nik({self})"
