"""A network between a phone and the site: fine, or as bad as they come, for what the phone's outbox asks.

A third of the answers are lost after the server has acted; uploads break off at 99 %; some answers are a page of
errors, some lead to the sign-in of a hotel. Chance is the same in every run. Or one fault meets all that is asked below
a path, until it is taken away.
"""

import http.client
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random

OUTBOX = "/api/"
FAULTS = {"lost": 4, "page of errors": 1, "hotel": 1, "cut": 1, "": 5}
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}
ERROR_PAGE = b"<!doctype html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>"
HOTEL = "http://hotel.invalid/masuk"
WELCOME = b"<!doctype html><title>Wifi gratis</title><h1>Selamat datang</h1>"
HTML = [("Content-Type", "text/html")]
JSON = [("Content-Type", "application/json")]
PAGES = {
    "page of errors": (502, HTML, ERROR_PAGE),
    "too large": (413, HTML, b"<!doctype html><title>413 Request Entity Too Large</title>"),
    "welcome": (200, HTML, WELCOME),
    "hotel": (302, [("Location", HOTEL)], b""),
    "refused": (422, JSON, b'{"code": "no_photo", "message": "Bukan foto."}'),
    "not for this role": (404, JSON, b'{"code": "not_found", "message": "Tidak ada."}'),
    "sign in": (302, [("Location", "/login")], b""),
}
"""What somebody says in the place of the site, or it might itself."""

SLOW_S = 1.0
LEAST_CUT = 1000
SEED = 5


class BadNetwork(ThreadingHTTPServer):
    """Forwards to `port`. While `rough`, what the outbox asks meets faults; `met` counts them.

    `always`: a fault by the beginning of a path, the first that fits: a page of `PAGES`, "lost", "slow" (it comes after
    a second), or "silent": the line stays open and nothing ever comes.
    """

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Forward)
        self.to, self.rough = port, False
        self.met: Counter[str] = Counter()
        self.always: dict[str, str] = {}
        self.over = threading.Event()
        self._chance, self._lock = Random(SEED), threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def next_fault(self, path: str, size: int) -> str:
        """What goes wrong with this one; nothing is empty."""
        fixed = next((fault for begin, fault in self.always.items() if path.startswith(begin)), None)
        if fixed is not None:
            self.met[fixed] += 1
            return fixed
        if not self.rough or not path.startswith(OUTBOX):
            return ""
        with self._lock:
            (fault,) = self._chance.choices(tuple(FAULTS), tuple(FAULTS.values()))
            fault = "" if fault == "cut" and size < LEAST_CUT else fault
            self.met[fault or "fine"] += 1
        return fault

    def handle_error(self, *_: object) -> None:
        """A phone that hangs up in the middle is no error of ours."""


class _Forward(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: BadNetwork

    def _pass_on(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        fault = self.server.next_fault(self.path, size)
        body = self.rfile.read(size * 99 // 100 if fault == "cut" else size)
        match fault:
            case "cut":
                self._ask(body, said=size)
                self.close_connection = True
            case "lost":
                self._ask(body, said=size)
                self.close_connection = True
            case "silent":
                self.server.over.wait()
                self.close_connection = True
            case page if page in PAGES and not (page == "refused" and self.command == "HEAD"):
                self._answer(*PAGES[page])
            case _:
                self.server.over.wait(SLOW_S if fault == "slow" else 0)
                self._answer(*self._ask(body, said=size))

    def _ask(self, body: bytes, said: int) -> tuple[int, list[tuple[str, str]], bytes]:
        """What the server says; where fewer bytes come than were promised it hears the line go dead."""
        there = http.client.HTTPConnection("127.0.0.1", self.server.to, timeout=30)
        there.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in HOP_BY_HOP:
                there.putheader(name, value)
        if said:
            there.putheader("Content-Length", str(said))
        there.endheaders(body)
        if len(body) < said:
            there.close()
            return 0, [], b""
        answer = there.getresponse()
        told = answer.status, answer.getheaders(), answer.read()
        there.close()
        return told

    def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = do_POST = do_PUT = _pass_on  # noqa: N815 - the library's names

    def log_message(self, *_: object) -> None:
        """The tests say what they saw."""


@contextmanager
def bad_network(port: int) -> Iterator[BadNetwork]:
    network = BadNetwork(port)
    threading.Thread(target=network.serve_forever, daemon=True).start()
    try:
        yield network
    finally:
        network.over.set()
        network.shutdown()
        network.server_close()
