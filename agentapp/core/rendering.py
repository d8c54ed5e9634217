"""How templates are made into pages, where Flask's and Jinja's own ways would cost each page a tenth of its time."""

from collections.abc import MutableMapping
from functools import cache
from typing import Any

from babel.support import NullTranslations
from flask import Flask, current_app
from flask.templating import Environment as FlaskEnvironment
from flask_babel import force_locale, get_locale, get_translations
from markupsafe import Markup


class Environment(FlaskEnvironment):
    """Gives each template the globals in one dictionary: at every import Jinja compares them, slowly in a chain of two.

    So all globals are told before the first template is read.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


def register(app: Flask) -> None:
    """Before the first use of the app's `jinja_env`, so that it is one of ours."""
    app.jinja_environment = Environment
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["once_a_language"] = once_a_language


def translate_quickly(app: Flask) -> None:
    """After Flask-Babel is there: texts of templates are looked up by the language alone."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: _texts().ugettext(text),
        ngettext=lambda one, many, count: _texts().ungettext(one, many, count),
        newstyle=True,
    )


_by_language: dict[str, NullTranslations] = {}


def _texts() -> Any:
    locale = get_locale()
    if locale is None:
        return get_translations()
    found = _by_language.get(locale.language)
    if found is None:
        found = _by_language[locale.language] = get_translations()
    return found


def once_a_language(template: str, macro: str) -> Markup:
    """What a macro without arguments says, which depends on nothing but the language."""
    return _said(template, macro, str(get_locale()))


@cache
def _said(template: str, macro: str, locale: str) -> Markup:
    module = current_app.jinja_env.get_template(template).module
    with force_locale(locale):
        return Markup(getattr(module, macro)())  # noqa: S704 - a macro escapes what it says
