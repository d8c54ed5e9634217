"""A bank that answers as it is told to: late, cut, in HTML, with codes nobody knows. Real HTTP, no bank behind it."""

import json
import socket
import socketserver
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread

TOKEN_PATH = "/v1.0/access-token/b2b"

Reply = Callable[["Conversation"], None]


@dataclass
class Asked:
    """One request as it came in; header names in lower case."""

    path: str
    headers: dict[str, str]
    body: bytes


class Conversation(socketserver.StreamRequestHandler):
    """One connection, one request, one reply."""

    server: "_Server"

    def handle(self) -> None:
        first = self.rfile.readline().decode()
        if not first:
            return
        headers = {}
        while line := self.rfile.readline().decode().strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        body = self.rfile.read(int(headers.get("content-length", 0)))
        self.asked = Asked(first.split(" ")[1], headers, body)
        self.server.bank.asked.append(self.asked)
        self.server.bank.next_reply(self.asked.path)(self)

    def write(self, content: bytes) -> None:
        with suppress(OSError):
            self.wfile.write(content)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128
    allow_reuse_address = True
    bank: "OddBank"


@dataclass
class OddBank:
    """`replies` are used up one a request, the last for ever; so are `tokens` for requests of a token."""

    replies: list[Reply] = field(default_factory=list)
    tokens: list[Reply] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    url: str = ""
    over: Event = field(default_factory=Event)

    def next_reply(self, path: str) -> Reply:
        replies = self.tokens if path == TOKEN_PATH else self.replies
        return replies.pop(0) if len(replies) > 1 else replies[0]

    def calls(self, path: str = "") -> list[Asked]:
        """What was asked of `path`; without, of everything but tokens."""
        return [asked for asked in self.asked if (asked.path == path if path else asked.path != TOKEN_PATH)]


@contextmanager
def odd_bank(*replies: Reply, tokens: tuple[Reply, ...] = ()) -> Iterator[OddBank]:
    bank = OddBank(list(replies), list(tokens) or [token("tok-1")])
    with _Server(("127.0.0.1", 0), Conversation) as server:
        server.bank = bank
        bank.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield bank
        finally:
            bank.over.set()
            server.shutdown()
            thread.join()


def http(
    content: bytes, status: int = 200, kind: str = "application/json", length: int | None = None
) -> bytes:
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nConnection: close\r\n"
    return f"{head}Content-Length: {len(content) if length is None else length}\r\n\r\n".encode() + content


def raw(content: bytes) -> Reply:
    """These bytes, and the end."""
    return lambda conversation: conversation.write(content)


def says(code: str, status: int | None = None, **fields: object) -> Reply:
    """A JSON answer with that response code; its HTTP status is the code's first digits unless told."""
    content = json.dumps({"responseCode": code, "responseMessage": "x", **fields}).encode()
    return raw(http(content, status or int(code[:3])))


def token(text: str, lasts: object = "900") -> Reply:
    return raw(
        http(json.dumps({"responseCode": "2007300", "accessToken": text, "expiresIn": lasts}).encode())
    )


def refuses(refused: str, otherwise: Reply) -> Reply:
    """4015401 to that token; `otherwise` to any other."""
    no = says("4015401")

    def reply(conversation: Conversation) -> None:
        mine = conversation.asked.headers["authorization"] == f"Bearer {refused}"
        (no if mine else otherwise)(conversation)

    return reply


def waits(seconds: float) -> Reply:
    """Says nothing for so long, or until the bank is over."""
    return lambda conversation: conversation.server.bank.over.wait(seconds) and None


def trickles(content: bytes, pause: float) -> Reply:
    """A byte, a pause, a byte: no silence is ever long."""

    def reply(conversation: Conversation) -> None:
        conversation.write(http(b"", length=len(content)))
        for byte in content:
            if conversation.server.bank.over.is_set():
                return
            conversation.write(bytes([byte]))
            time.sleep(pause)

    return reply


def cuts(content: bytes = b"") -> Reply:
    """Some bytes, then the connection is reset."""

    def reply(conversation: Conversation) -> None:
        conversation.write(content)
        conversation.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        conversation.connection.close()

    return reply
