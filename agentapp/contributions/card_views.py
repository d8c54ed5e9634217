"""A worker's card for the agent or supervisor: on the screen, anew, revoked, on paper."""

from uuid import UUID

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.contributions import card_reading, service, words
from agentapp.contributions.card_sheet import PrintedCard, card_sheet
from agentapp.contributions.paper import sample_note
from agentapp.contributions.portfolio import PAGE
from agentapp.contributions.qr import qr_svg
from agentapp.core.db import sessions
from agentapp.workers.models import Card

bp = Blueprint("cards", __name__)


def public_url(card: Card) -> str:
    """The address that the card's QR code opens."""
    return f"{current_app.config['SETTINGS'].public_url}/cards/{card.token}"


@bp.get("/workers/<uuid:worker_id>/card")
@allow(Permission.WORKER_VIEW)
def show(worker_id: UUID) -> ResponseReturnValue:
    own = card_reading.read_own_card(sessions(), me(), worker_id)
    url = public_url(own.card) if own.card else ""
    return render_template("contributions/card.html", own=own, worker=own.worker, url=url, qr=qr_svg(url))


@bp.post("/workers/<uuid:worker_id>/card")
@allow(Permission.CARD_ISSUE)
def issue(worker_id: UUID) -> ResponseReturnValue:
    service.reissue_card(me(), worker_id)
    flash(_("Kartu baru terbit. Kartu lama tidak berlaku lagi."), "success")
    return redirect(url_for("cards.show", worker_id=worker_id), 303)


@bp.post("/workers/<uuid:worker_id>/card/revocation")
@allow(Permission.CARD_ISSUE)
def revoke(worker_id: UUID) -> ResponseReturnValue:
    service.revoke_card(me(), worker_id)
    flash(_("Kartu dicabut. Siapa pun yang memindainya melihat bahwa kartu itu tidak berlaku."), "success")
    return redirect(url_for("cards.show", worker_id=worker_id), 303)


@bp.get("/workers/cards.pdf")
@allow(Permission.CARD_ISSUE)
def sheet() -> ResponseReturnValue:
    cards = card_reading.cards_to_print(sessions(), me(), _chosen())
    if not cards:
        flash(_("Pilih dulu pekerja yang kartunya akan dicetak."), "warning")
        return redirect(url_for("contributions.workers", pick="1"))
    return Response(
        card_sheet([printed(card) for card in cards], sample_note()),
        mimetype="application/pdf",
        headers={"Content-Disposition": 'inline; filename="kartu.pdf"'},
    )


def _chosen() -> list[UUID]:
    """The workers ticked on the list; what is no id is passed over."""
    ids = []
    for text in request.args.getlist("worker")[:PAGE]:
        try:
            ids.append(UUID(text))
        except ValueError:
            continue
    return ids


def printed(card: Card) -> PrintedCard:
    """What of a card stands on paper."""
    worker = card.membership.worker
    return PrintedCard(
        name=worker.name,
        number=words.number(card.membership.number),
        programmes=words.programmes(worker.programmes),
        url=public_url(card),
    )
