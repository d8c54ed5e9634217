"""What a bank reads from the settings that are its own: variables whose names begin with BANK_."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from agentapp.config import ConfigurationError


@dataclass(frozen=True, slots=True)
class OwnValues:
    """Texts by the variable's name. What is missing or wrong ends the start with one line that names it."""

    values: Mapping[str, str]

    def text(self, name: str, default: str | None = None) -> str:
        """Raises ConfigurationError where there is neither a value nor a default."""
        value = self.values.get(name, "").strip() or default
        if value is None:
            raise ConfigurationError(name, "is missing; the chosen bank needs it")
        return value

    def number(self, name: str, default: float) -> float:
        """A number above zero: seconds, calls a second. Raises ConfigurationError."""
        text = self.text(name, str(default))
        try:
            value = float(text)
        except ValueError:
            value = 0.0
        if not 0 < value < float("inf"):
            raise ConfigurationError(name, f"must be a number above zero; it is {text!r}")
        return value

    def digits(self, name: str, most: int) -> str:
        """Digits, `most` at most, or "" where there is no value. Raises ConfigurationError."""
        text = self.text(name, "")
        if text and not (text.isascii() and text.isdigit() and len(text) <= most):
            raise ConfigurationError(name, f"must be at most {most} digits; it is {text!r}")
        return text

    def private_key(self, name: str) -> RSAPrivateKey:
        """The RSA key in the PEM file that the variable names. Raises ConfigurationError."""
        try:
            key = load_pem_private_key(self._file(name), password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise ConfigurationError(name, "must name a PEM file with an RSA private key") from error
        if not isinstance(key, RSAPrivateKey):
            raise ConfigurationError(name, "must name a PEM file with an RSA private key")
        return key

    def public_key(self, name: str) -> RSAPublicKey:
        """The RSA key in the PEM file that the variable names. Raises ConfigurationError."""
        try:
            key = load_pem_public_key(self._file(name))
        except (ValueError, UnsupportedAlgorithm) as error:
            raise ConfigurationError(name, "must name a PEM file with an RSA public key") from error
        if not isinstance(key, RSAPublicKey):
            raise ConfigurationError(name, "must name a PEM file with an RSA public key")
        return key

    def _file(self, name: str) -> bytes:
        path = self.text(name)
        try:
            return Path(path).read_bytes()
        except OSError as error:
            raise ConfigurationError(name, f"{path!r} cannot be read ({error.strerror})") from error
