"""`/public/…`: figures for everybody, kept by caches; and where fund officers switch them on and off."""

from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.config import LOCALES
from agentapp.core.db import sessions
from agentapp.core.errors import NotFound
from agentapp.core.web import public
from agentapp.coverage import publishing, words
from agentapp.coverage.public_figures import read_public

bp = Blueprint("public_coverage", __name__)

SOON_FORGOTTEN = "public, max-age=600"
"""Kept by caches for ten minutes: so long a page that was switched off may still be seen."""


@bp.get("/public/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    page = publishing.public_page(sessions(), slug)
    figures = read_public(sessions(), page)
    if figures is None:
        raise NotFound
    language = request.args.get("lang")
    with force_locale(language if language in LOCALES else LOCALES[0]):
        text = render_template(
            "coverage/public.html",
            page=page,
            figures=figures,
            words=words,
            nav_items=[],
            current_person=None,
            language=str(get_locale()),
        )
    answer = make_response(text)
    answer.headers["Cache-Control"] = SOON_FORGOTTEN
    return answer


@bp.get("/coverage/public")
@allow(Permission.COVERAGE_PUBLISH)
def choose() -> ResponseReturnValue:
    return render_template("coverage/publishing.html", choices=publishing.choices(sessions(), me()))


@bp.post("/coverage/public")
@allow(Permission.COVERAGE_PUBLISH)
def switch_on() -> ResponseReturnValue:
    publishing.open_page(me(), request.form.get("region", ""), _fund())
    flash(_("Halaman ini sekarang bisa dibuka siapa saja."), "success")
    return redirect(url_for("public_coverage.choose"), 303)


@bp.post("/coverage/public/<uuid:page_id>/closing")
@allow(Permission.COVERAGE_PUBLISH)
def switch_off(page_id: UUID) -> ResponseReturnValue:
    publishing.close_page(me(), page_id)
    flash(_("Halaman ini ditutup. Dalam sepuluh menit tidak terlihat lagi."), "success")
    return redirect(url_for("public_coverage.choose"), 303)


def _fund() -> UUID | None:
    """The fund chosen, if one was. Raises NotFound for what names none."""
    text = request.form.get("fund", "")
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise NotFound from error
