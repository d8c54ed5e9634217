"""Opens what a phone sealed for the server: a compact JWE (RFC 7516), ECDH-ES on P-256 with A256GCM."""

import json
from base64 import urlsafe_b64decode
from binascii import Error as Base64Error

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwe import JWERegistry
from sqlalchemy.orm import Session

from agentapp.intake import keys
from agentapp.intake.held import HeldReason
from agentapp.intake.models import KeyUse

ALGORITHMS = ["ECDH-ES", "A256GCM"]
MOST_SEALED = 22 * 1024 * 1024
"""Bytes of base64: a photo of 15 MB and some more."""
MOST_HEADER = 2_000


class _Photos(JWERegistry):
    """The library's own limit is 64 kB; photos are larger."""

    max_ciphertext_length = MOST_SEALED


class Unplaceable(Exception):
    """It cannot go where it belongs, for `reason`; nothing of its content is in here."""

    def __init__(self, reason: HeldReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


_REGISTRY = _Photos(algorithms=ALGORITHMS)


def unseal(session: Session, sealed: bytes) -> bytes:
    """The bytes that a phone sealed. Raises Unplaceable."""
    key = keys.find(session, KeyUse.SEAL, _key_id(sealed))
    if key is None:
        raise Unplaceable(HeldReason.UNKNOWN_KEY)
    try:
        opened = jwe.decrypt_compact(sealed, key, registry=_REGISTRY)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise Unplaceable(HeldReason.BROKEN_SEAL) from error
    if opened.plaintext is None:
        raise Unplaceable(HeldReason.BROKEN_SEAL)
    return opened.plaintext


def _key_id(sealed: bytes) -> str:
    """What the protected header says of the key. Raises Unplaceable where there is no such header."""
    header = sealed.partition(b".")[0]
    try:
        told = json.loads(urlsafe_b64decode(header[:MOST_HEADER] + b"=" * (-len(header) % 4)))
        return str(told["kid"])[:64]
    except (Base64Error, ValueError, TypeError, KeyError, RecursionError) as error:
        raise Unplaceable(HeldReason.BROKEN_SEAL) from error
