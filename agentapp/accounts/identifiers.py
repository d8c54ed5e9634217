"""By what a person is named at sign-in: an e-mail address or a phone number, in one normal form each."""

from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from agentapp.core.encryption import keyed_hash, keyed_hashes
from agentapp.core.errors import N_, DomainError
from agentapp.core.phone import parse_phone

LONGEST = 254


class InvalidEmail(DomainError):
    """Not an e-mail address by form; whether it exists is never asked."""

    status = 422
    default = N_("Alamat email ini tidak lengkap. Tulis seperti nama@contoh.id.")


@dataclass(frozen=True, slots=True)
class Identifier:
    """`value` in normal form; `kind` is "email" or "phone"."""

    kind: str
    value: str

    @property
    def hash(self) -> bytes:
        return keyed_hash(self.value, f"user_{self.kind}")

    @property
    def hashes(self) -> tuple[bytes, ...]:
        """To look it up by."""
        return keyed_hashes(self.value, f"user_{self.kind}")


def parse_email(text: str) -> str:
    """The address in lower case and NFC. Raises InvalidEmail."""
    if len(text) > LONGEST:
        raise InvalidEmail
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise InvalidEmail from error


def parse_identifier(text: str) -> Identifier:
    """What somebody typed to name themselves. Raises InvalidEmail or InvalidPhone."""
    if "@" in text or "＠" in text:
        return Identifier("email", parse_email(text.replace("＠", "@")))
    return Identifier("phone", parse_phone(text[:LONGEST]))
