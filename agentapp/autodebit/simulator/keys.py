"""The keys that the app and the simulated bank have exchanged."""

import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from agentapp.config import KeptSecrets

CODE = "simulator"
CLIENT_ID = "gendong"
PARTNER_ID = "82150823919040624621823174737537"
CHANNEL_ID = "95221"
CODE_PREFIX = "70017"
KEPT_AS = "BANK_SIMULATOR"


@dataclass(frozen=True, slots=True)
class SimulatorKeys:
    """Both sides' private keys: nobody but a simulator has them together."""

    app: RSAPrivateKey = field(repr=False)
    bank: RSAPrivateKey = field(repr=False)
    client_secret: str = field(repr=False)

    @classmethod
    def fresh(cls) -> Self:
        return cls(_new(), _new(), secrets.token_urlsafe(32))

    @classmethod
    def kept(cls, data_dir: Path) -> Self:
        """Those in `data_dir`, made at the first call, so that app and simulator have the same."""
        text = KeptSecrets(data_dir, may_make=True).get(KEPT_AS, lambda: cls.fresh().written())
        kept = json.loads(text or "{}")
        return cls(_read(kept["app"]), _read(kept["bank"]), kept["client_secret"])

    def written(self) -> str:
        return json.dumps(
            {"app": _pem(self.app), "bank": _pem(self.bank), "client_secret": self.client_secret}
        )


def _new() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


def _pem(key: RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _read(pem: str) -> RSAPrivateKey:
    key = load_pem_private_key(pem.encode(), password=None)
    assert isinstance(key, RSAPrivateKey)
    return key
