"""`/coverage`: who is covered, who not yet, by region and by kind of people; all of it to take away."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agentapp.accounts.guard import allow, me
from agentapp.accounts.permissions import Permission
from agentapp.core.db import sessions
from agentapp.core.errors import NotFound
from agentapp.core.filters import moment, month_name
from agentapp.coverage import sheets, words
from agentapp.coverage.asked import NARROWING, Asked
from agentapp.coverage.course import chart
from agentapp.coverage.figures import Figures, read_figures
from agentapp.coverage.reach import Reach, read_reach
from agentapp.coverage.tiles import tile_map

bp = Blueprint("coverage", __name__)

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/coverage")
@allow(Permission.COVERAGE_VIEW)
def index() -> ResponseReturnValue:
    asked = Asked.read(request.args)
    figures = read_figures(sessions(), me(), asked)
    if figures is None:
        return render_template("coverage/nothing.html")
    reach = read_reach(sessions(), figures)
    return render_template(
        "coverage/index.html",
        figures=figures,
        reach=reach,
        map=tile_map(figures, reach),
        chart=chart(figures.course),
        dimensions=NARROWING,
        words=words,
    )


@bp.get("/coverage/missing")
@allow(Permission.COVERAGE_VIEW)
def missing() -> ResponseReturnValue:
    figures, reach = _read()
    return render_template("coverage/missing.html", figures=figures, reach=reach, words=words)


@bp.get("/coverage/<table>.csv")
@allow(Permission.COVERAGE_VIEW)
def as_csv(table: str) -> ResponseReturnValue:
    """One table of the page."""
    found = sheets.tables(*_read()).get(table)
    if found is None:
        raise NotFound
    return _file(sheets.as_csv(found), "text/csv; charset=utf-8", f"cakupan-{table}.csv")


@bp.get("/coverage.xlsx")
@allow(Permission.COVERAGE_VIEW)
def as_workbook() -> ResponseReturnValue:
    """All tables of the page, as one workbook."""
    figures, reach = _read()
    return _file(sheets.as_workbook(sheets.tables(figures, reach), _about(figures)), WORKBOOK, "cakupan.xlsx")


def _read() -> tuple[Figures, Reach]:
    """What the query asks for. Raises NotFound, also while nothing was counted."""
    figures = read_figures(sessions(), me(), Asked.read(request.args))
    if figures is None:
        raise NotFound
    return figures, read_reach(sessions(), figures)


def _about(figures: Figures) -> list[tuple[str, str]]:
    asked, month = figures.asked, figures.month
    return [
        (_("Wilayah"), figures.place.path if figures.place else _("Semua wilayah Anda")),
        (_("Bulan iur"), month_name(month.month)),
        (
            _("Hanya"),
            words.value_word(asked.dimension, asked.value) if asked.narrowed else _("Semua pekerja"),
        ),
        (_("Dihitung"), moment(month.counted_at) if month.counted_at else ""),
        *((_("Sumber jumlah pekerja informal"), source) for source in figures.sources),
    ]


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
