"""The token that stands for us at a bank that speaks SNAP BI."""

from collections.abc import Mapping
from datetime import timedelta
from threading import Lock
from typing import Any

import structlog

from agentapp.autodebit.gateways.signatures import sign, stamp, token_text
from agentapp.autodebit.gateways.snap_http import NoAnswer, Wire, tried, written
from agentapp.autodebit.gateways.snap_services import Service
from agentapp.autodebit.gateways.snap_settings import SnapSettings
from agentapp.core.clock import now

log = structlog.get_logger("gendong.bank")

_LASTS = 900
_LONGEST = 24 * 3600
_MARGIN = timedelta(seconds=30)


class Tokens:
    """One token for all threads, kept until it runs out or is refused."""

    def __init__(self, settings: SnapSettings, wire: Wire) -> None:
        self._settings, self._wire = settings, wire
        self._lock = Lock()
        self._token = ""
        self._until = now()

    def current(self) -> str:
        """Raises NoAnswer."""
        with self._lock:
            if not self._token or now() >= self._until:
                self._renew()
            return self._token

    def instead_of(self, refused: str) -> str:
        """Another one, that some thread may have fetched meanwhile. Raises NoAnswer."""
        with self._lock:
            if self._token == refused:
                self._renew()
            return self._token

    def _renew(self) -> None:
        self._token = ""
        content = tried(self._ask, self._settings.tries, self._settings.pause_seconds)
        self._until = now() + timedelta(seconds=_seconds(content.get("expiresIn"))) - _MARGIN
        self._token = content["accessToken"]

    def _ask(self) -> Mapping[str, Any]:
        settings, at = self._settings, stamp(now())
        headers = {
            "Content-Type": "application/json",
            "X-TIMESTAMP": at,
            "X-CLIENT-KEY": settings.client_id,
            "X-SIGNATURE": sign(settings.private_key, token_text(settings.client_id, at)),
        }
        body = written({"grantType": "client_credentials"})
        answered = self._wire.post(settings.services[Service.TOKEN].path, headers, body)
        content = answered.content
        if answered.status != 200 or not isinstance(content, dict) or not _is_token(content):
            log.warning("no token", bank=settings.code, status=answered.status)
            raise NoAnswer("NoToken")
        return content


def _seconds(said: object) -> int:
    """How long a token lasts: the standard's 900 where the bank says nothing that can be read."""
    digits = str(said)
    return min(int(digits[:9]), _LONGEST) if digits.isascii() and digits.isdigit() else _LASTS


def _is_token(content: Mapping[str, Any]) -> bool:
    token = content.get("accessToken")
    return isinstance(token, str) and token.isascii() and token.isprintable() and token != ""
