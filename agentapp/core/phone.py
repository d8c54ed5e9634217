"""Telephone numbers as people in Indonesia write them, kept in E.164. Read by the library `phonenumbers`."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneMetadata, PhoneNumberFormat

from agentapp.core.errors import N_, DomainError


def mobile_pattern(region: str) -> str:
    """How the library tells mobile numbers of a country, without prefix."""
    metadata = PhoneMetadata.metadata_for_region(region)
    assert metadata is not None
    assert metadata.mobile is not None
    return str(metadata.mobile.national_number_pattern)


_OTHER_THAN_NUMBER = re.compile(r"[^\d\s+().\-–/]")
_INDONESIA = 62
_MOBILE = re.compile(rf"(?:0|\+62)({mobile_pattern('ID')})", re.ASCII)
"""Mobile numbers as most people write them, by the library's own table: for lists of 100.000."""
_DIALLED_ABROAD = re.compile(r"^\s*00(?=\s*[1-9])")


class InvalidPhone(DomainError):
    """Not a telephone number that anybody can have."""

    status = 422
    default = N_("Nomor telepon ini tidak dikenal. Tulis seperti 0812-3456-7890.")


def parse_phone(text: str) -> str:
    """E.164 (`+6281234567890`) of `0812…`, `62812…`, `+62 812…` or `812…`, in any grouping.

    Numbers of other countries need their `+`. Raises InvalidPhone.
    """
    if mobile := _MOBILE.fullmatch(text):
        return f"+62{mobile[1]}"
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
    form = (
        PhoneNumberFormat.NATIONAL if number.country_code == _INDONESIA else PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(number, form)
