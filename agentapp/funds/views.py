"""`/funds`: the funds one looks after, and each of them with its legal basis as a file."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import gettext as _

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission, granted
from agentapp.core.db import sessions
from agentapp.core.errors import FieldError
from agentapp.enrolment.forms import ECOSYSTEMS
from agentapp.funds import detail, documents, service, words
from agentapp.funds.forms import DocumentForm, VersionedForm
from agentapp.funds.models import FundState
from agentapp.funds.places import EndReason, PlaceState
from agentapp.places import registry
from agentapp.programmes.kinds import Ecosystem
from agentapp.programmes.occupations import BY_CODE

bp = Blueprint("funds", __name__)


@bp.get("/funds")
@allow(Permission.FUND_VIEW)
def index() -> ResponseReturnValue:
    return render_template("funds/index.html", statements=service.statements(me()), places=registry, may=_may)


@bp.get("/funds/<uuid:fund_id>")
@allow(Permission.FUND_VIEW)
def show(fund_id: UUID) -> ResponseReturnValue:
    return _page(fund_id, DocumentForm(formdata=None), 200)


def _page(fund_id: UUID, form: DocumentForm, status: int) -> ResponseReturnValue:
    read = detail.read(sessions(), me(), fund_id)
    own = read.fund.officer_id == me().id
    if not form.is_submitted():
        form.version.data = str(read.fund.version)
    page = render_template(
        "funds/show.html",
        detail=read,
        fund=read.fund,
        statement=read.statement,
        places=registry,
        may=_may,
        own=own,
        writes=_may("fund_write") and (own or _may("fund_administer")),
        form=form,
    )
    return page, status


@bp.get("/funds/<uuid:fund_id>/document")
@allow(Permission.FUND_VIEW)
def document(fund_id: UUID) -> ResponseReturnValue:
    kept = documents.read(sessions(), me(), fund_id)
    return Response(
        kept.content,
        mimetype=kept.kind.mimetype,
        headers={
            "Content-Disposition": f'attachment; filename="{kept.name}"',
            "Cache-Control": "private, no-store",
        },
    )


@bp.post("/funds/<uuid:fund_id>/document")
@allow(Permission.FUND_WRITE)
def attach(fund_id: UUID) -> ResponseReturnValue:
    form = DocumentForm()
    if form.validate():
        try:
            documents.attach(me(), fund_id, form.file.data.read(documents.MOST_BYTES + 1), form.seen)
        except FieldError as error:
            form.take(error)
        else:
            flash(_("Dokumen dasar hukum tersimpan."), "success")
            return redirect(url_for(".show", fund_id=fund_id), 303)
    return _page(fund_id, form, 422)


@bp.post("/funds/<uuid:fund_id>/document/removal")
@allow(Permission.FUND_WRITE)
def detach(fund_id: UUID) -> ResponseReturnValue:
    documents.detach(me(), fund_id, VersionedForm().seen)
    flash(_("Dokumen dasar hukum dihapus."), "success")
    return redirect(url_for(".show", fund_id=fund_id), 303)


@bp.app_template_filter("fund_words")
def fund_words(value: FundState | PlaceState | EndReason | str) -> str:
    """What a state, a reason or a step is called."""
    return str(gettext(words.of(value)))


@bp.app_template_filter("fund_conditions")
def fund_conditions(codes: list[str], kind: str) -> str:
    """What a fund's eligible ecosystems ("ecosystem") or occupations ("occupation") are called."""
    if kind == "occupation":
        return ", ".join(BY_CODE[code].label for code in codes)
    return ", ".join(gettext(ECOSYSTEMS[Ecosystem(code)]) for code in codes)


def _may(name: str) -> bool:
    """Whether who is signed in has the permission called so."""
    return granted(me().role, Permission(name))
