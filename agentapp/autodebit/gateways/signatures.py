"""The signatures of SNAP BI and the texts they are taken over.

Source: ASPI, Standar Teknis dan Keamanan SNAP: SHA256withRSA for tokens and for what a bank sends us,
HMAC-SHA512 for calls under a token.
"""

import hashlib
import hmac
import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from agentapp.core.clock import JAKARTA

_TEXT_OR_SPACE = re.compile(rb'("(?:[^"\\]|\\.)*")|[ \t\r\n]+', re.DOTALL)


def minify(body: bytes) -> bytes:
    """`body` without the white space between its parts; texts, the order of keys and numbers stay as written."""
    return _TEXT_OR_SPACE.sub(lambda found: found[1] or b"", body)


def stamp(at: datetime) -> str:
    """X-TIMESTAMP: `2026-11-05T08:00:00+07:00`."""
    return at.astimezone(JAKARTA).isoformat(timespec="seconds")


def token_text(client_id: str, timestamp: str) -> bytes:
    """What is signed when a token is asked for."""
    return f"{client_id}|{timestamp}".encode()


def notice_text(path: str, body: bytes, timestamp: str) -> bytes:
    """What a bank signs when it POSTs `body` to our `path` (no host)."""
    return f"POST:{path}:{_digest(body)}:{timestamp}".encode()


def call_signature(
    secret: str, path: str, token: str, body: bytes, timestamp: str, method: str = "POST"
) -> str:
    """X-SIGNATURE of a `method` of `body` to `path` (no host) under `token`."""
    text = f"{method}:{path}:{token}:{_digest(body)}:{timestamp}"
    return b64encode(hmac.digest(secret.encode(), text.encode(), "sha512")).decode()


def sign(key: RSAPrivateKey, text: bytes) -> str:
    """SHA256withRSA, in base64."""
    return b64encode(key.sign(text, PKCS1v15(), SHA256())).decode()


def holds(key: RSAPublicKey, text: bytes, signature: str) -> bool:
    """Whether `signature` is that of `text` by the owner of `key`."""
    try:
        key.verify(b64decode(signature, validate=True), text, PKCS1v15(), SHA256())
    except (InvalidSignature, Base64Error, ValueError):
        return False
    return True


def _digest(body: bytes) -> str:
    return hashlib.sha256(minify(body)).hexdigest()
