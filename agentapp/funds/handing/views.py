"""Cards of a fund: printed and listed for the office, ticked off on the agent's phone."""

from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.contributions.card_sheet import card_sheet
from agentapp.contributions.card_views import printed
from agentapp.contributions.paper import sample_note
from agentapp.core.db import sessions
from agentapp.funds.handing import listing, service
from agentapp.funds.handing.models import Outcome
from agentapp.funds.handing.sheet import hand_over_sheet
from agentapp.funds.visible import find_fund
from agentapp.places import registry

bp = Blueprint("handing", __name__)
MOST_TICKED = 500


@bp.get("/funds/<uuid:fund_id>/cards")
@allow(Permission.FUND_PEOPLE)
def of_fund(fund_id: UUID) -> ResponseReturnValue:
    session = sessions()
    fund = find_fund(session, me(), fund_id)
    return render_template(
        "funds/handing/of_fund.html", fund=fund, districts=listing.progress(session, fund), places=registry
    )


@bp.get("/funds/<uuid:fund_id>/cards.pdf")
@allow(Permission.FUND_PEOPLE)
def cards(fund_id: UUID) -> ResponseReturnValue:
    session = sessions()
    fund = find_fund(session, me(), fund_id)
    found = listing.cards(session, fund, _region())
    if not found:
        abort(404)
    return _pdf(card_sheet([printed(card) for card in found], sample_note()), "kartu")


@bp.get("/funds/<uuid:fund_id>/hand-over.pdf")
@allow(Permission.FUND_PEOPLE)
def hand_over(fund_id: UUID) -> ResponseReturnValue:
    session = sessions()
    fund = find_fund(session, me(), fund_id)
    lines = listing.lines(session, fund, _region())
    if not lines:
        abort(404)
    return _pdf(hand_over_sheet(fund.name, lines, sample_note()), "serah-terima")


@bp.get("/handing-out")
@allow(Permission.HAND_OUT)
def index() -> ResponseReturnValue:
    session = sessions()
    villages = listing.villages_of(session, me())
    village_code = _village(villages)
    return render_template(
        "funds/handing/index.html",
        villages=villages,
        village_code=village_code,
        lines=listing.of_agent(session, me(), village_code) if villages else [],
        received=listing.just_received(session, me()),
        places=registry,
    )


@bp.post("/handing-out")
@allow(Permission.HAND_OUT)
def tick() -> ResponseReturnValue:
    outcome = Outcome.ABSENT if request.form.get("outcome") == Outcome.ABSENT else Outcome.RECEIVED
    count = service.tick(me(), _chosen(), outcome)
    if not count:
        flash(_("Centang dulu nama orangnya."), "warning")
    elif outcome == Outcome.RECEIVED:
        flash(ngettext("%(num)s kartu diterima.", "%(num)s kartu diterima.", count), "success")
    else:
        flash(ngettext("%(num)s orang tidak datang.", "%(num)s orang tidak datang.", count), "success")
    return redirect(url_for("handing.index", village=request.form.get("village")), 303)


@bp.post("/handing-out/<uuid:place_id>/undo")
@allow(Permission.HAND_OUT)
def undo(place_id: UUID) -> ResponseReturnValue:
    service.take_back(me(), place_id)
    flash(_("Dibatalkan. Kartu ini menunggu lagi."), "success")
    return redirect(url_for("handing.index"), 303)


def _village(villages: list[tuple[str, int]]) -> str:
    """The village asked for, if cards wait there; else the first one."""
    codes = [code for code, _ in villages]
    asked = request.args.get("village", "")
    return asked if asked in codes else next(iter(codes), "")


def _region() -> str:
    return request.args.get("region", "")[:13]


def _chosen() -> list[UUID]:
    """The people ticked; what is no id is passed over."""
    ids = []
    for text in request.form.getlist("place")[:MOST_TICKED]:
        try:
            ids.append(UUID(text))
        except ValueError:
            continue
    return ids


def _pdf(content: bytes, name: str) -> Response:
    return Response(
        content,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )
