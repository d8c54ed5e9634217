"""One place that turns errors into answers."""

import structlog
from flask import Flask, Response, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from agentapp.accounts.guard import wants_json
from agentapp.core.db import sessions
from agentapp.core.errors import N_, DomainError

log = structlog.get_logger("gendong.error")

STALE_PAGE = N_("Halaman ini sudah terlalu lama terbuka. Muat ulang halamannya, lalu coba lagi.")
API = "/api/"
API_WORDS = {
    400: ("bad_request", N_("Permintaan ini tidak dapat dibaca. Perbarui aplikasi, lalu coba lagi.")),
    401: ("signed_out", N_("Anda belum masuk. Masuk dulu, lalu kirim lagi.")),
    403: ("forbidden", N_("Permintaan dari situs lain ditolak. Buka Gendong langsung.")),
    404: ("not_found", N_("Ini tidak ada, atau bukan untuk peran Anda.")),
    405: ("wrong_method", N_("Cara meminta ini tidak dikenal. Perbarui aplikasi, lalu coba lagi.")),
    409: ("conflict", N_("Keadaannya sudah berubah. Lihat keadaan terbaru, lalu coba lagi.")),
    413: (
        "too_large",
        N_("Kiriman ini terlalu besar. Kirim foto satu per satu atau dengan ukuran lebih kecil."),
    ),
    415: ("wrong_type", N_("Jenis kiriman ini tidak diterima. Perbarui aplikasi, lalu coba lagi.")),
    422: ("invalid", N_("Ada isian yang perlu diperbaiki.")),
    429: ("too_often", N_("Terlalu sering dalam waktu singkat. Tunggu beberapa menit, lalu coba lagi.")),
    500: ("fault", N_("Ada gangguan di server. Data Anda masih di HP. Coba lagi nanti.")),
}
"""What a phone is told by default: a code for the program, a sentence with the next step for the person."""

PAGES = {400, 403, 404, 409, 413, 429, 500}


def answer(status: int, message: str, code: str = "") -> ResponseReturnValue:
    """The error as JSON or as a page; codes without a page of their own look like 400."""
    if request.path.startswith(API):
        fallback, sentence = API_WORDS.get(status, API_WORDS[400])
        return jsonify(code=code or fallback, message=message or gettext(sentence)), status
    if wants_json():
        return jsonify(error=message), status
    return render_template(f"errors/{status if status in PAGES else 400}.html", message=message), status


def domain_error(error: DomainError) -> ResponseReturnValue:
    told = gettext(error.message, **error.params)
    seconds = getattr(error, "seconds", None)
    wait = {"Retry-After": str(seconds)} if seconds else {}
    return (*answer(error.status, told, getattr(error, "code", "")), wait)  # type: ignore[misc]


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
        return answer(500, "")
    # past the context processors, which would ask the database that may be at fault
    return current_app.jinja_env.get_template("errors/500.html").render(), 500


def register(app: Flask) -> None:
    app.register_error_handler(DomainError, domain_error)
    app.register_error_handler(CSRFError, csrf_error)
    app.register_error_handler(HTTPException, http_error)
    if not app.testing:
        app.register_error_handler(Exception, unexpected)
