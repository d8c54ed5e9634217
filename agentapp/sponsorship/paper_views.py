"""A sponsor's papers: receipts and the yearly statement, as pages and as PDFs."""

from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.contributions.paper import sample_note
from agentapp.contributions.receipt_sheet import in_words, receipt_sheet, rows
from agentapp.core.clock import today
from agentapp.core.db import sessions
from agentapp.sponsorship import detail, statement
from agentapp.sponsorship.statement_sheet import statement_sheet

bp = Blueprint("sponsorship_papers", __name__)


@bp.get("/sponsorships/<uuid:sponsorship_id>/receipts/<uuid:payment_id>")
@allow(Permission.SPONSORSHIP_VIEW)
def receipt(sponsorship_id: UUID, payment_id: UUID) -> ResponseReturnValue:
    shown = detail.receipt(sessions(), me(), sponsorship_id, payment_id)
    return render_template(
        "sponsorship/receipt.html",
        receipt=shown,
        rows=rows(shown),
        in_words=in_words(shown.amount),
        sponsorship_id=sponsorship_id,
        payment_id=payment_id,
    )


@bp.get("/sponsorships/<uuid:sponsorship_id>/receipts/<uuid:payment_id>.pdf")
@allow(Permission.SPONSORSHIP_VIEW)
def receipt_pdf(sponsorship_id: UUID, payment_id: UUID) -> ResponseReturnValue:
    shown = detail.receipt(sessions(), me(), sponsorship_id, payment_id)
    return _pdf(receipt_sheet(shown, sample_note()), f"tanda-terima-{shown.number}.pdf")


@bp.get("/sponsor/statements")
@allow(Permission.SPONSORSHIP_VIEW)
def latest() -> ResponseReturnValue:
    return redirect(url_for("sponsorship_papers.year", year=today().year))


@bp.get("/sponsor/statements/<int:year>")
@allow(Permission.SPONSORSHIP_VIEW)
def year(year: int) -> ResponseReturnValue:
    return render_template(
        "sponsorship/statement.html",
        statement=statement.read(sessions(), me(), year),
        years=statement.years(sessions(), me()),
    )


@bp.get("/sponsor/statements/<int:year>.pdf")
@allow(Permission.SPONSORSHIP_VIEW)
def year_pdf(year: int) -> ResponseReturnValue:
    shown = statement.read(sessions(), me(), year)
    return _pdf(statement_sheet(shown, sample_note()), f"laporan-donatur-{year}.pdf")


def _pdf(content: bytes, name: str) -> Response:
    return Response(
        content, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )
