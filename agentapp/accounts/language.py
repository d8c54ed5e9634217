"""Which language a page is in: the person's choice, the browser's kept in the session, or the default."""

from flask import current_app, has_request_context, session

from agentapp.accounts.guard import somebody
from agentapp.config import LOCALES


def choose() -> str:
    if not has_request_context():
        return str(current_app.config["BABEL_DEFAULT_LOCALE"])
    person = somebody()
    chosen = (person.locale if person else None) or session.get("locale")
    return chosen if chosen in LOCALES else str(current_app.config["BABEL_DEFAULT_LOCALE"])
