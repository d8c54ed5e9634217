"""The shell: the same empty form for everybody, and the page of what waits on this phone.

Written once for a language and the terms in force, whoever asks: nothing of a person, a session or a token may stand
on it, for phones keep it.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import current_app, render_template, url_for
from flask_babel import get_locale, gettext
from werkzeug.datastructures import MultiDict

from agentapp.core.clock import today
from agentapp.core.db import sessions
from agentapp.core.errors import N_
from agentapp.core.period import Month
from agentapp.enrolment import consent
from agentapp.enrolment.entry import fresh_content
from agentapp.enrolment.forms import MOST_HEIRS, EnrolmentForm
from agentapp.places.picker import picker
from agentapp.programmes.conditions import Conditions
from agentapp.programmes.occupations import OCCUPATIONS
from agentapp.programmes.rulebook import current_rulebook
from agentapp.shell.precache import scripts, version_of
from agentapp.shell.rules import rules

FORM, OUTBOX = "/offline", "/offline/outbox"
PLACES = (
    (OUTBOX, N_("Kotak kirim"), "send"),
    (FORM, N_("Daftarkan"), "add-person"),
    ("/", N_("Beranda"), "home"),
)


class NothingKept:
    """Stands where a page has the draft that an entry belongs to: here there is none."""

    def has_photo(self, _kind: str) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Shell:
    """Both pages as text, by their path, and the version that names them."""

    pages: dict[str, str]
    version: str


def shell() -> Shell:
    """The shell in the reader's language, for the terms of this month."""
    terms = current_rulebook(sessions()).terms(Month.of(today()))
    return _written(str(get_locale()), terms, url_for("static", filename="css/app.css"))


@lru_cache(8)
def _written(_locale: str, terms: Conditions, _assets: str) -> Shell:
    pages = {
        FORM: _page(FORM, "shell/form.html", **_form(terms)),
        OUTBOX: _page(OUTBOX, "shell/outbox.html", field_names=_field_names()),
    }
    return Shell(pages, version_of(*pages.values(), worker_text("sw.js")))


def worker_text(name: str) -> str:
    """The text of a service worker among the static files."""
    return (_static() / name).read_text()


def _static() -> Path:
    return Path(current_app.static_folder or "")


def _page(path: str, template: str, **shown: Any) -> str:
    places = [
        SimpleNamespace(url=url, label=gettext(label), icon=icon, current=url == path)
        for url, label, icon in PLACES
    ]
    frame = {"on_phone": True, "current_person": None, "nav_items": places, "modules": scripts(_static())}
    return render_template(template, **frame, **shown)


def _field_names() -> dict[str, str]:
    """What the form calls its fields, for what is refused of an application that the phone cannot read any more."""
    form = EnrolmentForm(formdata=MultiDict())
    heir = form.heirs.entries[0].form
    names = {field.short_name: str(field.label.text) for field in form}
    return names | {f"heirs-{field.short_name}": str(field.label.text) for field in heir}


def _form(terms: Conditions) -> dict[str, Any]:
    """What the form's sections need, with nothing filled in."""
    content = dict.fromkeys(("submission_id", "captured_at"), "")
    form = EnrolmentForm(formdata=MultiDict(fresh_content(None) | content))
    while len(form.heirs.entries) < MOST_HEIRS:
        form.heirs.append_entry()
    form.offer_months(terms.periods)
    return {
        "form": form,
        "entry": NothingKept(),
        "picker": picker({}, None),
        "occupations": OCCUPATIONS,
        "consent_text": consent.CURRENT,
        "funds": (),
        "rules": rules(form, terms),
    }
