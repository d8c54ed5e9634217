"""The installable app: shell, service worker, manifest. Open to everybody, the same for everybody."""

from contextlib import nullcontext
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

from agentapp.config import LOCALES
from agentapp.core.web import public
from agentapp.shell.pages import FORM, OUTBOX, shell, worker_text
from agentapp.shell.precache import IN_WORKER, kept_files
from agentapp.shell.unsent import unsent

bp = Blueprint("shell", __name__)
bp.add_app_template_global(unsent)

LOOK_AGAIN = "no-cache"
ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-maskable.png", "512x512", "maskable"),
)
SCREENSHOTS = (
    ("form-narrow.webp", "360x640", "narrow"),
    ("outbox-narrow.webp", "360x640", "narrow"),
    ("form-wide.webp", "1280x800", "wide"),
)


@bp.get(FORM)
@public
def form() -> ResponseReturnValue:
    return _kept(FORM)


@bp.get(OUTBOX)
@public
def outbox() -> ResponseReturnValue:
    return _kept(OUTBOX)


def _kept(path: str) -> Response:
    """A page of the shell; its version lets the worker tell it from what a stranger's network answers."""
    written = shell()
    answer = Response(written.pages[path], mimetype="text/html")
    answer.headers["X-Gendong-Shell"] = written.version
    return _unless_known(answer)


@bp.get("/sw.js")
@public
def worker() -> ResponseReturnValue:
    """The service worker with what it keeps; where the app is switched off, one that undoes it.

    With `?sync=<language>` it is a module that also sends in the background; browsers ask for it without cookies.
    """
    if not current_app.config["SETTINGS"].offline_app:
        return _unless_known(Response(worker_text("sw-tombstone.js"), mimetype="text/javascript"))
    language = request.args.get("sync", "")
    with force_locale(language) if language in LOCALES else nullcontext():
        written = shell()
    files = [url_for("static", filename=name) for name in kept_files(_static())]
    known = {"version": written.version, "shell": list(written.pages), "files": files}
    background = url_for("static", filename=IN_WORKER)
    begin = f'import "{background}";\n' if language else ""
    text = f"{begin}const KEPT = {current_app.json.dumps(known)};\n{worker_text('sw.js')}"
    return _unless_known(Response(text, mimetype="text/javascript"))


@bp.get("/manifest.webmanifest")
@public
def manifest() -> ResponseReturnValue:
    answer = jsonify(_manifest())
    answer.mimetype = "application/manifest+json"
    return _unless_known(answer)


def _manifest() -> dict[str, Any]:
    return {
        "id": "/",
        "name": "Gendong",
        "short_name": "Gendong",
        "description": _("Mendaftarkan pekerja ke BPJS Ketenagakerjaan, juga tanpa sinyal."),
        "lang": str(get_locale()),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "orientation": "portrait-primary",
        "theme_color": "#0b4a34",
        "background_color": "#faf6ee",
        "icons": [_picture(name, sizes, purpose=purpose) for name, sizes, purpose in ICONS],
        "shortcuts": [
            {"name": _("Daftarkan pekerja"), "url": FORM, "icons": [_picture(*ICONS[0][:2])]},
            {"name": _("Kotak kirim"), "url": OUTBOX, "icons": [_picture(*ICONS[0][:2])]},
        ],
        "screenshots": [_picture(name, sizes, form_factor=form) for name, sizes, form in SCREENSHOTS],
    }


def _picture(name: str, sizes: str, **more: str) -> dict[str, str]:
    kind = name.rpartition(".")[2]
    return {
        "src": url_for("static", filename=f"img/app/{name}"),
        "sizes": sizes,
        "type": f"image/{kind}",
        **more,
    }


def _unless_known(answer: Response) -> Response:
    """With a mark of its content, so that who has it already gets no body."""
    answer.headers["Cache-Control"] = LOOK_AGAIN
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _static() -> Path:
    return Path(current_app.static_folder or "")
