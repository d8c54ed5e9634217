"""Who may talk to the simulated bank: tokens, signatures, and no X-EXTERNAL-ID twice a day."""

import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Lock

from agentapp.autodebit.gateways.signatures import call_signature, holds, token_text
from agentapp.autodebit.simulator.keys import CHANNEL_ID, CLIENT_ID, PARTNER_ID, SimulatorKeys
from agentapp.autodebit.simulator.said import Said
from agentapp.core.clock import now, today

_STAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}", re.ASCII)
_EXTERNAL = re.compile(r"\d{1,36}", re.ASCII)

Headers = Mapping[str, str]
"""By their names in capitals."""


class Door:
    """Tokens are in memory: a bank that was started again knows none of them."""

    def __init__(self, keys: SimulatorKeys, token_lasts: int) -> None:
        self._keys, self._lasts = keys, token_lasts
        self._tokens: dict[str, datetime] = {}
        self._day = today()
        self._seen: set[str] = set()
        self._lock = Lock()

    def give_token(self, headers: Headers) -> Said:
        """A token for who signs with the app's private key."""
        at = headers.get("X-TIMESTAMP", "")
        signed = holds(self._keys.app.public_key(), token_text(CLIENT_ID, at), headers.get("X-SIGNATURE", ""))
        if headers.get("X-CLIENT-KEY") != CLIENT_ID or not _STAMP.fullmatch(at) or not signed:
            return Said(401)
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._tokens = {old: until for old, until in self._tokens.items() if until > now()}
            self._tokens[token] = now() + timedelta(seconds=self._lasts)
        return Said(200, fields={"accessToken": token, "tokenType": "Bearer", "expiresIn": str(self._lasts)})

    def refusal(self, path: str, headers: Headers, body: bytes, method: str = "POST") -> Said | None:
        """Why this call is turned away; None where it may come in."""
        token = headers.get("AUTHORIZATION", "").removeprefix("Bearer ")
        if self._tokens.get(token, now()) <= now():
            return Said(401, "01")
        at, external = headers.get("X-TIMESTAMP", ""), headers.get("X-EXTERNAL-ID", "")
        right = call_signature(self._keys.client_secret, path, token, body, at, method)
        if not hmac.compare_digest(right, headers.get("X-SIGNATURE", "")):
            return Said(401)
        ids = (headers.get("X-PARTNER-ID"), headers.get("CHANNEL-ID"))
        if ids != (PARTNER_ID, CHANNEL_ID) or not _STAMP.fullmatch(at) or not _EXTERNAL.fullmatch(external):
            return Said(400, "01")
        return None if self._first_today(external) else Said(409)

    def forget_tokens(self) -> None:
        """Every token is refused from now on."""
        self._tokens = {}

    def _first_today(self, external: str) -> bool:
        with self._lock:
            if self._day != today():
                self._day, self._seen = today(), set()
            first = external not in self._seen
            self._seen.add(external)
            return first
