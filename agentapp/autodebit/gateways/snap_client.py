"""Signed calls to a bank that speaks SNAP BI: the token, its renewal, the headers."""

import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from agentapp.autodebit.gateways import verdicts
from agentapp.autodebit.gateways.pace import Pace
from agentapp.autodebit.gateways.signatures import call_signature, stamp
from agentapp.autodebit.gateways.snap_http import Answered, NoAnswer, Wire, tried
from agentapp.autodebit.gateways.snap_services import At, Service
from agentapp.autodebit.gateways.snap_settings import SnapSettings
from agentapp.autodebit.gateways.snap_tokens import Tokens
from agentapp.core.clock import now

log = structlog.get_logger("gendong.bank")

_CODE = re.compile(r"\d{7}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a bank said. `code` is its response code, "" where it gave none; `key` that code without the service.

    `key` is "" too where code, service and HTTP status contradict each other: nothing may be concluded from it.
    """

    code: str
    key: str
    fields: Mapping[str, Any]

    @classmethod
    def read(cls, answered: Answered, service_code: str) -> "Reply":
        fields = answered.content if isinstance(answered.content, dict) else {}
        said = fields.get("responseCode")
        code = said if isinstance(said, str) and _CODE.fullmatch(said) else ""
        agrees = code[3:5] == service_code and answered.status in (200, int(code[:3] or 0))
        return cls(code, code[:3] + code[5:] if agrees else "", fields)


class SnapClient:
    """Calls of one bank, from any number of threads."""

    def __init__(self, settings: SnapSettings) -> None:
        self._settings = settings
        pace = Pace(settings.calls_per_second)
        self._wire = Wire(
            settings.base_url, connect=settings.connect_seconds, read=settings.read_seconds, pace=pace
        )
        self._tokens = Tokens(settings, self._wire)

    def call(self, service: Service, body: bytes) -> Reply:
        """Ask once; a second time only where the bank refused the token, and so did nothing. Raises NoAnswer."""
        token = self._tokens.current()
        reply = self._post(service, body, token)
        if reply.key in verdicts.REFUSED_TOKEN:
            reply = self._post(service, body, self._tokens.instead_of(token))
        return reply

    def call_safely(self, service: Service, body: bytes) -> Reply:
        """Ask for what changes nothing at the bank: a few times, if it does not answer. Raises NoAnswer."""
        return tried(lambda: self.call(service, body), self._settings.tries, self._settings.pause_seconds)

    def get(self, path: str) -> Any:
        """The JSON at `path`. Raises NoAnswer, also for any status but 200."""
        answered = self._wire.get(path)
        if answered.status != 200:
            raise NoAnswer(f"HTTP {answered.status}")
        return answered.content

    def close(self) -> None:
        self._wire.close()

    def _post(self, service: Service, body: bytes, token: str) -> Reply:
        at, begun = self._settings.services[service], time.perf_counter()
        try:
            answered = self._wire.post(at.path, self._headers(at, body, token), body, at.method)
            reply = Reply.read(answered, at.code)
        except NoAnswer as why:
            self._say(service, begun, why=str(why))
            raise
        self._say(service, begun, code=reply.code)
        return reply

    def _headers(self, to: At, body: bytes, token: str) -> dict[str, str]:
        at, secret = stamp(now()), self._settings.client_secret
        return {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {token}",
            "X-TIMESTAMP": at,
            "X-SIGNATURE": call_signature(secret, to.path, token, body, at, to.method),
            "X-PARTNER-ID": self._settings.partner_id,
            "X-EXTERNAL-ID": external_id(now()),
            "CHANNEL-ID": self._settings.channel_id,
        }

    def _say(self, service: Service, begun: float, **facts: str) -> None:
        took = round((time.perf_counter() - begun) * 1000, 1)
        log.info("bank call", bank=self._settings.code, service=service.value, ms=took, **facts)


def external_id(at: datetime) -> str:
    """X-EXTERNAL-ID: 32 digits, of which no day has two, whichever process asks."""
    return f"{at:%Y%m%d%H%M%S%f}{secrets.randbelow(10**12):012d}"
