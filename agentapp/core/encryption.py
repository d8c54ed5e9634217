"""Encryption of single fields at rest, and keyed hashes for equality.

AES-256-GCM (NIST SP 800-38D) by the library `cryptography`. A stored value is
`key id (4 bytes) | nonce (12) | ciphertext and tag`; the name of the field is the associated data, so that a
value moved to another column does not decrypt.
"""

import hashlib
import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from typing import Self

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEY_BYTES = 32
ID_BYTES = 4
_NONCE_BYTES = 12


class InvalidKey(ValueError):
    """A key that is not 32 bytes in URL-safe base64."""


class UnknownKey(Exception):
    """The value was encrypted with a key that FIELD_KEYS no longer holds."""


def new_key() -> str:
    """A fresh key for FIELD_KEYS: 32 random bytes in URL-safe base64."""
    return urlsafe_b64encode(os.urandom(_KEY_BYTES)).decode()


@dataclass(frozen=True, slots=True)
class _Key:
    id: bytes
    cipher: AESGCM
    hashing: bytes

    @classmethod
    def parse(cls, text: str) -> Self:
        try:
            raw = urlsafe_b64decode(text)
        except (Base64Error, ValueError) as error:
            raise InvalidKey("a key must be 32 bytes in URL-safe base64") from error
        if len(raw) != _KEY_BYTES:
            raise InvalidKey("a key must be 32 bytes in URL-safe base64")
        return cls(
            id=hashlib.sha256(b"id" + raw).digest()[:ID_BYTES],
            cipher=AESGCM(raw),
            hashing=hmac.digest(raw, b"gendong equality", "sha256"),
        )

    def hash(self, value: str, field: str) -> bytes:
        return hmac.digest(self.hashing, f"{field}\0{value}".encode(), "sha256")[:16]


class Keyring:
    """Keys, newest first: the newest encrypts and hashes, all decrypt and are asked when comparing hashes.

    A change of key goes: put the new key first, restart, `flask keys rotate` (see core.key_rotation), take
    the old one away, restart. Until the rotation is through, a value may lie under the hash of either key.
    """

    def __init__(self, keys: list[_Key]) -> None:
        if not keys:
            raise InvalidKey("at least one key is needed")
        self._newest = keys[0]
        self._all = tuple(keys)
        self._by_id = {key.id: key for key in keys}

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read comma-separated keys, newest first. Raises InvalidKey."""
        return cls([_Key.parse(part.strip()) for part in text.split(",") if part.strip()])

    def encrypt(self, plain: bytes, field: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return self._newest.id + nonce + self._newest.cipher.encrypt(nonce, plain, field.encode())

    def decrypt(self, stored: bytes, field: str) -> bytes:
        """The plain bytes. Raises UnknownKey, or InvalidTag where the value was altered or moved."""
        key = self._by_id.get(stored[:ID_BYTES])
        if key is None:
            raise UnknownKey
        nonce = stored[ID_BYTES : ID_BYTES + _NONCE_BYTES]
        return key.cipher.decrypt(nonce, stored[ID_BYTES + _NONCE_BYTES :], field.encode())

    def hash(self, value: str, field: str) -> bytes:
        """For writing: 16 bytes, equal for equal values of one field, that tell nothing without the key."""
        return self._newest.hash(value, field)

    def hashes(self, value: str, field: str) -> tuple[bytes, ...]:
        """The hashes under which `value` may lie, one a key, newest first. For looking up."""
        return tuple(key.hash(value, field) for key in self._all)

    @property
    def newest_id(self) -> bytes:
        """What every value encrypted with the newest key begins with."""
        return self._newest.id


_current: Keyring | None = None


def use_keyring(keyring: Keyring) -> None:
    """Make `keyring` the one that columns and `keyed_hash` use, for the whole process."""
    global _current  # noqa: PLW0603 - set once, when the app is put together
    _current = keyring


def keyring() -> Keyring:
    """The keyring in use. Raises RuntimeError before `use_keyring`."""
    if _current is None:
        raise RuntimeError("use_keyring() has not been called")
    return _current


def keyed_hash(value: str, field: str) -> bytes:
    """The hash to write beside `value`; `field` is the kind of value ("nik", "phone")."""
    return keyring().hash(value, field)


def keyed_hashes(value: str, field: str) -> tuple[bytes, ...]:
    """The hashes to look `value` up by, one a key: `Worker.nik_hash.in_(keyed_hashes(nik.digits, "nik"))`."""
    return keyring().hashes(value, field)


if __name__ == "__main__":
    print(new_key())  # noqa: T201 - a key can be made before there are any settings
