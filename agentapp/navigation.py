"""The bottom bar: at most four places for each role."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import gettext

from agentapp.accounts.guard import somebody
from agentapp.accounts.permissions import Role
from agentapp.core.errors import N_

PLACES = {
    Role.AGENT: (
        ("home.index", N_("Beranda"), "home"),
        ("enrolment_form.new", N_("Daftarkan"), "add-person"),
        ("enrolment.index", N_("Pendaftaran"), "list"),
        ("contributions.workers", N_("Pekerja"), "people"),
    ),
    Role.SUPERVISOR: (
        ("review.queue", N_("Antrean"), "queue"),
        ("review.decided", N_("Keputusan"), "history"),
        ("contributions.workers", N_("Pekerja"), "people"),
    ),
    Role.SPONSOR: (("sponsorship.home", N_("Yang saya gendong"), "sponsor"),),
    Role.FUND_OFFICER: (("funds.index", N_("Dana"), "fund"),),
    Role.ADMIN: (
        ("accounts_admin.index", N_("Orang"), "people"),
        ("accounts_offices.index", N_("Kantor"), "office"),
        ("programmes.index", N_("Program"), "rates"),
    ),
}


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the bar. `count` is shown as a badge when it is not zero."""

    url: str
    label: str
    icon: str
    current: bool
    count: int = 0


def context() -> dict[str, Any]:
    person = somebody()
    if person is None:
        return {"nav_items": [], "current_person": None}
    return {
        "nav_items": [
            Place(url_for(endpoint), gettext(label), icon, request.endpoint == endpoint)
            for endpoint, label, icon in PLACES[person.role]
            if endpoint in current_app.view_functions
        ],
        "current_person": person,
    }


def register(app: Flask) -> None:
    app.context_processor(context)
