"""Just enough of a browser to sign in, read a page and make the bytes of a request."""

import re
from collections.abc import Mapping
from urllib.parse import quote_plus
from uuid import uuid4

from tests.bench.load import HEAD_END, Connection

TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')
COOKIE = re.compile(rb"^set-cookie: ([^=]+)=([^;]*)", re.IGNORECASE | re.MULTILINE)


class Session:
    """One person's browser: a connection, its cookies, and the token of the last page with a form."""

    def __init__(self, port: int) -> None:
        self.connection = Connection(port)
        self.cookies: dict[str, str] = {}
        self.token = ""

    def get(self, path: str, status: int = 200) -> bytes:
        return self._ask(self.bytes_of("GET", path), status)

    def post(self, path: str, fields: Mapping[str, str], status: int) -> bytes:
        body = form_body({"csrf_token": self.token, **fields})
        return self._ask(self.bytes_of("POST", path, body, "application/x-www-form-urlencoded"), status)

    def sign_in(self, identifier: str, password: str) -> None:
        self.get("/login")
        self.post("/login", {"identifier": identifier, "password": password}, 302)

    def bytes_of(self, method: str, path: str, body: bytes = b"", kind: str = "") -> bytes:
        """A whole request, ready to be sent as often as one likes."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = [
            f"{method} {path} HTTP/1.1",
            "Host: 127.0.0.1",
            "Accept: text/html",
            "Accept-Encoding: br, gzip",
        ]
        head += [f"Cookie: {cookie}"] if cookie else []
        head += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"] if body else []
        return "\r\n".join(head).encode() + HEAD_END + body

    def _ask(self, request: bytes, status: int) -> bytes:
        answer = self.connection.ask(request.replace(b"Accept-Encoding: br, gzip\r\n", b""), status)
        head, _, body = answer.partition(HEAD_END)
        self.cookies |= {name.decode(): value.decode() for name, value in COOKIE.findall(head)}
        found = TOKEN.search(body)
        self.token = found[1].decode() if found else self.token
        return body


def form_body(fields: Mapping[str, str]) -> bytes:
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in fields.items()).encode()


def multipart_body(fields: Mapping[str, str], photo: bytes) -> tuple[bytes, str]:
    """The body with the fields and a photo of the identity card, and its content type."""
    boundary = uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    file_head = (
        'Content-Disposition: form-data; name="ktp_photo"; filename="ktp.jpg"\r\nContent-Type: image/jpeg'
    )
    parts.append(f"--{boundary}\r\n{file_head}\r\n\r\n".encode() + photo + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"
