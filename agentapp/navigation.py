"""The bottom bar: at most four places for each role."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for
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
        ("contributions.workers", N_("Pekerja"), "people"),
        ("coverage.index", N_("Cakupan"), "chart"),
        ("money.index", N_("Uang"), "cash"),
    ),
    Role.SPONSOR: (
        ("sponsorship.home", N_("Digendong"), "sponsor"),
        ("mandates.index", N_("Autodebet"), "cash"),
        ("sponsorship_group.show", N_("Rekan"), "people"),
        ("sponsorship_papers.latest", N_("Laporan"), "list"),
    ),
    Role.FUND_OFFICER: (
        ("funds.index", N_("Dana"), "fund"),
        ("bills.index", N_("Tagihan"), "cash"),
        ("coverage.index", N_("Cakupan"), "chart"),
    ),
    Role.ADMIN: (
        ("accounts_admin.index", N_("Orang"), "people"),
        ("accounts_offices.index", N_("Kantor"), "office"),
        ("programmes.index", N_("Program"), "rates"),
        ("funds.index", N_("Dana"), "fund"),
    ),
}


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the bar; `current` where the page lies at or below it."""

    url: str
    label: str
    icon: str
    current: bool


def context() -> dict[str, Any]:
    person = somebody()
    if person is None:
        return {"nav_items": [], "current_person": None}
    urls = [url_for(endpoint) for endpoint, _, _ in PLACES[person.role]]
    here = max((url for url in urls if _lies_below(url, request.path)), key=len, default="")
    return {
        "nav_items": [
            Place(url, gettext(label), icon, url == here)
            for url, (_, label, icon) in zip(urls, PLACES[person.role], strict=True)
        ],
        "current_person": person,
    }


def _lies_below(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(f"{url}/"))


def register(app: Flask) -> None:
    app.context_processor(context)
