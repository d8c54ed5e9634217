"""What every answer carries: a request id, security headers, one log line without personal data."""

import sys
import time
from collections.abc import Callable
from typing import TypeVar
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request
from flask.typing import ResponseReturnValue

CSP = (
    "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

log = structlog.get_logger("gendong.request")


def public(view: View) -> View:
    """Open a view to everybody. A view without a declaration is closed to all (see accounts.guard)."""
    view.gendong_public = True  # type: ignore[attr-defined]
    return view


def start_request() -> None:
    g.request_id = uuid4().hex[:12]
    g.started = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def finish_request(answer: Response) -> Response:
    """Add the headers and write the log line: the route's pattern, never the URL with its keys or query."""
    answer.headers["X-Request-ID"] = g.request_id
    answer.headers["Content-Security-Policy"] = CSP
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers.setdefault("Referrer-Policy", "same-origin")
    answer.headers["Permissions-Policy"] = "camera=(self), geolocation=(self), microphone=()"
    answer.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if "Cache-Control" not in answer.headers:
        answer.headers["Cache-Control"] = "no-store"
    log.info(
        "request",
        method=request.method,
        route=request.url_rule.rule if request.url_rule else None,
        status=answer.status_code,
        ms=round((time.perf_counter() - g.started) * 1000, 1),
    )
    return answer


def follow_requests(app: Flask, *, secure: bool) -> None:
    app.before_request(start_request)
    app.after_request(finish_request)
    if secure:
        app.after_request(_only_https)


def _only_https(answer: Response) -> Response:
    answer.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return answer


def start_logging(*, readable: bool) -> None:
    """One JSON object a line on stderr; coloured text where `readable`."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer() if readable else structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
