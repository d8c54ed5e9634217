"""Debits to ask for, and settings to reach a bank with."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from agentapp.autodebit.code_issuer import CodeAsked
from agentapp.autodebit.gateway import Debit
from agentapp.autodebit.simulator.keys import CHANNEL_ID, CLIENT_ID, CODE_PREFIX, PARTNER_ID
from agentapp.autodebit.simulator.personas import Persona, token_of
from agentapp.config import Settings
from agentapp.core.clock import now
from agentapp.core.period import Month
from tests.conftest import FIELD_KEYS, SECRET_KEY
from tests.support.bank import keys

NOV = Month(2026, 11)


def debit(reference: str = "G2611A0000001", persona: Persona = Persona.LANCAR, **facts: Any) -> Debit:
    """Rp16.800 of November from an account of `persona`."""
    given = {"account_token": token_of(persona.account(1)), "amount": 16_800, "month": NOV, "asked_at": now()}
    return Debit(reference=reference, **{**given, **facts})


def code(reference: str = "K261100000000000101", serial: str = "0000000001", **facts: Any) -> CodeAsked:
    """A code for Rp16.800 of November, good for a month."""
    given = {"amount": 16_800, "month": NOV, "expires_at": now() + timedelta(days=30)}
    return CodeAsked(reference=reference, number=f"{CODE_PREFIX}{serial}", **{**given, **facts})


def settings(folder: Path, **environment: str) -> Settings:
    base = {"APP_ENV": "test", "SECRET_KEY": SECRET_KEY, "FIELD_KEYS": FIELD_KEYS, "DATA_DIR": str(folder)}
    return Settings.from_environment({**base, **environment})


def snap_environment(folder: Path, url: str) -> dict[str, str]:
    """What SnapSettings.read asks for, to reach the simulator at `url`."""
    ours, theirs = folder / "ours.pem", folder / "theirs.pem"
    ours.write_bytes(keys().app.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = keys().bank.public_key()
    theirs.write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return {
        "BANK_BASE_URL": url,
        "BANK_CLIENT_ID": CLIENT_ID,
        "BANK_PARTNER_ID": PARTNER_ID,
        "BANK_CHANNEL_ID": CHANNEL_ID,
        "BANK_CLIENT_SECRET": keys().client_secret,
        "BANK_PRIVATE_KEY_FILE": str(ours),
        "BANK_PUBLIC_KEY_FILE": str(theirs),
        "BANK_READ_SECONDS": "20",
        "BANK_CODE_PREFIX": CODE_PREFIX,
    }
