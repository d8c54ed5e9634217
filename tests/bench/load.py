"""A load generator that costs little, since it shares the machine with what it measures: one thread, raw sockets.

Requests are bytes made beforehand; each connection sends its next one as soon as the last is answered.
"""

import selectors
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length:"
CHUNK = 1 << 16
PATIENCE_SECONDS = 30.0


class Refused(AssertionError):
    """The server answered something else than it should."""


@dataclass
class Round:
    """How long each answer took, and all of them together (seconds)."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds


class Connection:
    """One kept-alive connection, and the answer it is waiting for."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent = 0.0
        self._answer = b""

    def fileno(self) -> int:
        return self.socket.fileno()

    def send(self, request: bytes) -> None:
        self._answer = b""
        self.sent = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bytes | None:
        """The answer, once it is complete. Raises Refused if the server hangs up."""
        chunk = self.socket.recv(CHUNK)
        if not chunk:
            raise Refused(f"the server hung up after {self._answer[:200]!r}")
        self._answer += chunk
        head, found, body = self._answer.partition(HEAD_END)
        return self._answer if found and len(body) >= _length(head) else None

    def ask(self, request: bytes, status: int) -> bytes:
        """Send and wait for the answer. Raises Refused for another status."""
        self.send(request)
        answer = None
        while answer is None:
            answer = self.receive()
        expect(answer, status)
        return answer


def _length(head: bytes) -> int:
    lower = head.lower()
    start = lower.find(LENGTH)
    if start < 0:
        raise Refused("an answer without Content-Length")
    return int(lower[start + len(LENGTH) :].split(b"\r\n", 1)[0])


def expect(answer: bytes, status: int) -> None:
    if int(answer[9:12]) != status:
        raise Refused(f"not {status}: {answer[:3000].decode(errors='replace')}")


def run(port: int, requests: Iterable[bytes], *, connections: int, status: int, seconds: float) -> Round:
    """Send `requests` over so many connections for so long, or until none is left. Raises Refused."""
    waiting, outcome = iter(requests), Round()
    begun = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for request in (next(waiting) for _ in range(connections)):
            connection = Connection(port)
            selector.register(connection, selectors.EVENT_READ, connection)
            connection.send(request)
        while selector.get_map():
            for key, _ in selector.select(PATIENCE_SECONDS):
                answer = key.data.receive()
                if answer is None:
                    continue
                ended = time.perf_counter()
                outcome.latencies.append(ended - key.data.sent)
                expect(answer, status)
                following = next(waiting, None) if ended - begun < seconds else None
                if following is None:
                    selector.unregister(key.data)
                    key.data.socket.close()
                else:
                    key.data.send(following)
    outcome.seconds = time.perf_counter() - begun
    return outcome
