"""Telephone numbers as people in Indonesia write them, kept in E.164. Read by the library `phonenumbers`."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from agentapp.core.errors import N_, DomainError

_OTHER_THAN_NUMBER = re.compile(r"[^\d\s+().\-–/]")
_DIALLED_ABROAD = re.compile(r"^\s*00(?=\s*[1-9])")


class InvalidPhone(DomainError):
    """Not a telephone number that anybody can have."""

    status = 422
    default = N_("Nomor telepon ini tidak dikenal. Tulis seperti 0812-3456-7890.")


def parse_phone(text: str) -> str:
    """E.164 (`+6281234567890`) of `0812…`, `62812…`, `+62 812…`, `812…`, in any grouping. Raises InvalidPhone.

    Numbers of other countries need their `+`.
    """
    if _OTHER_THAN_NUMBER.search(text):
        raise InvalidPhone
    try:
        number = phonenumbers.parse(_DIALLED_ABROAD.sub("+", text), "ID")
    except NumberParseException as error:
        raise InvalidPhone from error
    if not phonenumbers.is_valid_number(number):
        raise InvalidPhone
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def national(e164: str) -> str:
    """`0812-3456-7890`; with the country code where the number is of another country."""
    number = phonenumbers.parse(e164, None)
    form = PhoneNumberFormat.NATIONAL if number.country_code == 62 else PhoneNumberFormat.INTERNATIONAL  # noqa: PLR2004
    return phonenumbers.format_number(number, form)
