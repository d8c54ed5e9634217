"""The wire to a bank: HTTP within time limits, at a bank's pace. Knows nothing of money."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx

from agentapp.autodebit.gateways.pace import Pace
from agentapp.core.trust import trusted

T = TypeVar("T")
LONGEST_ANSWER = 4 * 1024 * 1024
LONGEST_BOOK = 256 * 1024 * 1024


class NoAnswer(Exception):
    """Nothing came that can be read. Whether the bank did what was asked is open. `str()` says why, without content."""


@dataclass(frozen=True, slots=True)
class Answered:
    """HTTP status, and what the JSON said."""

    status: int
    content: Any


def tried(ask: Callable[[], T], tries: int, pause: float) -> T:
    """What `ask` gives, asked at most `tries` times, with a pause in seconds that grows. Raises the last NoAnswer."""
    for turn in range(1, tries):
        try:
            return ask()
        except NoAnswer:
            time.sleep(pause * turn)
    return ask()


def written(fields: Mapping[str, Any]) -> bytes:
    """JSON in its shortest form, keys in the order given."""
    return json.dumps(fields, separators=(",", ":"), ensure_ascii=False).encode()


class Wire:
    """One bank's address. Every request goes out once; nothing is repeated here."""

    def __init__(self, base_url: str, *, connect: float, read: float, pace: Pace) -> None:
        self._seconds = read
        self._pace = pace
        self._client = httpx.Client(
            base_url=base_url,
            timeout=httpx.Timeout(read, connect=connect),
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
            verify=trusted(),
            trust_env=False,  # only config.py reads the environment
        )

    def post(self, path: str, headers: Mapping[str, str], body: bytes, method: str = "POST") -> Answered:
        """Raises NoAnswer."""
        self._pace.wait()
        return self._ask(method, path, LONGEST_ANSWER, headers=headers, content=body)

    def get(self, path: str) -> Answered:
        """Raises NoAnswer."""
        return self._ask("GET", path, LONGEST_BOOK)

    def close(self) -> None:
        self._client.close()

    def _ask(self, method: str, path: str, longest: int, **request: Any) -> Answered:
        try:
            with self._client.stream(method, path, **request) as response:
                content = self._read(response, longest)
                return Answered(response.status_code, json.loads(content))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NoAnswer(type(error).__name__) from None
        except (ValueError, RecursionError):
            raise NoAnswer("NotJson") from None

    def _read(self, response: httpx.Response, longest: int) -> bytes:
        """The body. One that trickles in is given up like one that does not come."""
        give_up = time.monotonic() + self._seconds
        content = bytearray()
        for chunk in response.iter_raw():
            content += chunk
            if len(content) > longest or time.monotonic() > give_up:
                raise NoAnswer("TooLong")
        return bytes(content)
