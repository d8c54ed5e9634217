"""The page with the rows of a batch, for its officer and for the branch."""

from typing import Any

from flask import render_template, request

from agentapp.core.db import sessions
from agentapp.funds.batches.conflicts import kinds_of
from agentapp.funds.batches.kinds import TITLES
from agentapp.funds.batches.models import Batch
from agentapp.funds.batches.rows import Filters, count_problems, count_states, read_page
from agentapp.funds.batches.words import ROW_STATES
from agentapp.funds.sheets.columns import LABELS
from agentapp.funds.sheets.kinds import KINDS
from agentapp.places import registry

Menu = list[tuple[str, str, int]]


def rows_page(batch: Batch, here: str, back: str) -> str:
    """As the query string asks. `here` and `back`: the endpoints of the page itself and of the batch's own."""
    filters, query = Filters.read(request.args), request.args
    page = read_page(sessions(), batch, filters, query.get("after", type=int), query.get("before", type=int))
    return render_template(
        "funds/batches/rows.html",
        batch=batch,
        here=here,
        back=back,
        filters=filters,
        page=page,
        counts=count_states(sessions(), batch.id),
        menu=_menu(batch),
        titles=TITLES | {code: kind.title for code, kind in KINDS.items()},
        states=ROW_STATES,
        labels=LABELS,
        places=registry,
    )


def _menu(batch: Batch) -> dict[str, Menu]:
    """The kinds that the batch has, with how many rows of each: conflicts, then what is to be repaired."""
    conflicts: dict[Any, int] = dict(kinds_of(sessions(), batch.id))
    problems = count_problems(sessions(), batch.id)
    menus = {
        "conflicts": [(kind.value, TITLES[kind], count) for kind, count in conflicts.items()],
        "problems": [(code, KINDS[code].title, count) for code, count in problems.items()],
    }
    return {name: menu for name, menu in menus.items() if menu}
