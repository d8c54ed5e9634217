"""One place that turns errors into answers."""

import structlog
from flask import Flask, Response, current_app, jsonify, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from agentapp.accounts.guard import wants_json
from agentapp.core.db import sessions
from agentapp.core.errors import N_, DomainError

log = structlog.get_logger("gendong.error")

STALE_PAGE = N_("Halaman ini sudah terlalu lama terbuka. Muat ulang halamannya, lalu coba lagi.")
PAGES = {400, 403, 404, 409, 413, 429, 500}


def answer(status: int, message: str) -> ResponseReturnValue:
    """The error as JSON or as a page; codes without a page of their own look like 400."""
    if wants_json():
        return jsonify(error=message), status
    return render_template(f"errors/{status if status in PAGES else 400}.html", message=message), status


def domain_error(error: DomainError) -> ResponseReturnValue:
    return answer(error.status, gettext(error.message, **error.params))


def http_error(error: HTTPException) -> ResponseReturnValue | Response:
    if error.code is None or error.code < 400:
        return error.get_response()
    return answer(error.code, "")


def csrf_error(_error: CSRFError) -> ResponseReturnValue:
    return answer(400, gettext(STALE_PAGE))


def unexpected(error: Exception) -> ResponseReturnValue:
    """A fault of ours. The log gets its kind and place, not its text, which may hold personal data."""
    sessions.rollback()
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
    log.error("unexpected", kind=type(error).__name__, place=place)
    if wants_json():
        return jsonify(error=""), 500
    # past the context processors, which would ask the database that may be at fault
    return current_app.jinja_env.get_template("errors/500.html").render(), 500


def register(app: Flask) -> None:
    app.register_error_handler(DomainError, domain_error)
    app.register_error_handler(CSRFError, csrf_error)
    app.register_error_handler(HTTPException, http_error)
    if not app.testing:
        app.register_error_handler(Exception, unexpected)
