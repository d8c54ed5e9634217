"""Those who receive notices in the tests: a mail server, a provider of messages, and one that dies while sending."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

from aiosmtpd.controller import Controller

from agentapp.core.channels.channel import ChannelSettings
from agentapp.core.outbox_entry import Way


def free_port() -> int:
    """One on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class MailServer:
    """Takes e-mails over SMTP; `answers` holds what it says to single recipients instead."""

    def __init__(self) -> None:
        self.mails = []
        self.answers: dict[str, str] = {}
        self.on_data = ""

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802 - aiosmtpd's name
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        if self.on_data:
            return self.on_data
        self.mails.append(message_from_bytes(envelope.original_content, policy=default))
        return "250 OK"


@contextmanager
def mail_server(**options) -> Iterator[tuple[MailServer, str]]:
    """A running mail server, and the SMTP_URL that leads to it."""
    server = MailServer()
    controller = Controller(server, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield server, f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()


class MessageProvider:
    """Takes messages over HTTP, a key once; `status` is what it answers, `answers` by recipient."""

    def __init__(self) -> None:
        self.status = 202
        self.answers: dict[str, int] = {}
        self.posts: list[dict[str, str]] = []
        self.messages: dict[str, dict[str, str]] = {}
        self.authorizations: set[str] = set()
        self._lock = Lock()

    def take(self, headers, body: bytes) -> int:
        message = json.loads(body)
        status = self.answers.get(message["to"], self.status)
        with self._lock:
            self.posts.append(message)
            self.authorizations.add(headers["Authorization"])
            if status < 300:
                self.messages.setdefault(headers["Idempotency-Key"], message)
        return status


@contextmanager
def message_provider() -> Iterator[tuple[MessageProvider, str]]:
    """A running provider, and the MESSAGE_URL that leads to it."""
    provider = MessageProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status = provider.take(self.headers, self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield provider, f"http://127.0.0.1:{server.server_port}/messages"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Deathbed:
    """A channel in whose hands the process dies: before, or `after` the other channel took the letter."""

    name = "deathbed"
    ways = frozenset(Way)

    def __init__(self, after=None) -> None:
        self._after = after

    @contextmanager
    def open(self):
        def send(letter) -> None:
            if self._after:
                with self._after.open() as really:
                    really(letter)
            raise KeyboardInterrupt

        yield send


def told(folder, **values) -> ChannelSettings:
    return ChannelSettings(**{"names": ("file",), "folder": folder, **values})
