"""What all views of the interface share: who may send what, how bodies are read and described."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec
from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue
from limits import RateLimitItemPerMinute
from werkzeug.exceptions import ClientDisconnected

from agentapp.accounts import throttle
from agentapp.accounts.guard import somebody
from agentapp.core.errors import N_, DomainError
from agentapp.intake.content import JSON

PREFIX = "/api/v1"
SENDINGS = RateLimitItemPerMinute(3_000, 10, namespace="intake")
"""Of one person: a phone with a hundred applications and their photos, several times over."""

MOST_JSON = 256 * 1024
PIECE = 64 * 1024
_DESCRIBED = "gendong_operation"

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
Shape = TypeVar("Shape")


class WrongType(DomainError):
    status = 415
    code = "wrong_type"
    default = N_("Jenis kiriman ini tidak diterima. Perbarui aplikasi, lalu coba lagi.")


class FromElsewhere(DomainError):
    status = 403
    code = "cross_site"
    default = N_("Permintaan dari situs lain ditolak. Buka Gendong langsung.")


class NotThatShape(DomainError):
    """The body is no JSON, or not the JSON that is asked for."""

    status = 422
    code = "wrong_shape"
    default = N_("Kiriman ini tidak dapat dibaca. Perbarui aplikasi, lalu coba lagi.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation of the interface, told for machines. `answers`: by status, the type and what it means.

    `takes`: the types of bodies, each with its type or None for bytes. `query` and `headers`: names with what they are.
    """

    summary: str
    answers: Mapping[int, tuple[type | None, str]]
    takes: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def described(operation: Operation) -> Callable[[View], View]:
    """Tell what a view does; what it does not take is refused before it begins."""

    def tell(view: View) -> View:
        setattr(view, _DESCRIBED, operation)
        return view

    return tell


def operation_of(view: Callable[..., object]) -> Operation | None:
    return getattr(view, _DESCRIBED, None)


def guarded(name: str) -> Blueprint:
    """A blueprint below the prefix that takes only what a form of another site cannot send."""
    blueprint = Blueprint(name, "agentapp.intake", url_prefix=PREFIX)
    blueprint.before_request(expect_ours)
    return blueprint


def expect_ours() -> None:
    """Raises FromElsewhere, WrongType, TooMuch."""
    if request.method not in {"PUT", "POST"}:
        return
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise FromElsewhere
    operation = operation_of(current_app.view_functions[str(request.endpoint)])
    if operation is None or request.mimetype not in operation.takes:
        raise WrongType
    person = somebody()
    if person is not None:
        throttle.spend(SENDINGS, str(person.id))


def body(most: int) -> bytes:
    """All that was sent. Raises RequestEntityTooLarge above `most` bytes, ClientDisconnected where it was cut short."""
    request.max_content_length = most
    return request.get_data(cache=False)


def body_so_far(most: int) -> bytes:
    """What came of a body before the network went, at best all of it. Raises RequestEntityTooLarge."""
    request.max_content_length = most
    pieces: list[bytes] = []
    stream = request.stream
    with suppress(ClientDisconnected, OSError):
        while piece := stream.read(PIECE):
            pieces.append(piece)
    return b"".join(pieces)


def read(shape: type[Shape]) -> Shape:
    """The body as `shape`. Raises NotThatShape."""
    sent = body(MOST_JSON)
    try:
        return msgspec.json.decode(sent, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotThatShape from error


def told(answer: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A struct, or a text that is JSON already, as an answer that nobody keeps."""
    text = answer if isinstance(answer, str) else msgspec.json.encode(answer)
    return Response(text, status, {"Cache-Control": "no-store", **(headers or {})}, content_type=JSON)
