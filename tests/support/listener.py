"""Somebody a bank calls back to: a real HTTP server that keeps what it is told, and answers as it likes."""

import socketserver
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from threading import Thread


@dataclass
class Told:
    """One call: path, headers, body."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Listener:
    """`statuses` are used up one a call, the last for ever."""

    statuses: list[int] = field(default_factory=lambda: [200])
    told: list[Told] = field(default_factory=list)
    url: str = ""

    def wait_for(self, count: int, seconds: float = 10.0) -> list[Told]:
        """What was told, once it is at least `count`; fails after `seconds`."""
        wait_until(lambda: len(self.told) >= count, seconds)
        return self.told


def wait_until(holds: Callable[[], bool], seconds: float = 10.0) -> None:
    give_up = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < give_up, "it did not come to that"
        time.sleep(0.01)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128
    listener: Listener


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        listener = self.server.listener
        body = self.rfile.read(int(self.headers["Content-Length"]))
        listener.told.append(Told(self.path, dict(self.headers.items()), body))
        statuses = listener.statuses
        self.send_response(statuses.pop(0) if len(statuses) > 1 else statuses[0])
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def listener(*statuses: int, path: str = "/bank/simulator/notify") -> Iterator[Listener]:
    heard = Listener(list(statuses) or [200])
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.listener = heard
        heard.url = f"http://127.0.0.1:{server.server_address[1]}{path}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield heard
        finally:
            server.shutdown()
            thread.join()
