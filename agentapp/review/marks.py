"""The badges of flags, made once a process and language: a queue shows many, and each costs ten look-ups of words."""

from collections.abc import Mapping
from functools import lru_cache

from flask import current_app
from flask_babel import force_locale, get_locale
from markupsafe import Markup

from agentapp.enrolment.models import FlagKind


def flag_marks() -> Mapping[FlagKind, Markup]:
    """The badge of each kind of flag, in the reader's language."""
    return _marks(str(get_locale()))


@lru_cache
def _marks(locale: str) -> Mapping[FlagKind, Markup]:
    macros = current_app.jinja_env.get_template("macros/status.html").module
    with force_locale(locale):
        return {kind: macros.flag_badge(kind) for kind in FlagKind}  # type: ignore[attr-defined]
