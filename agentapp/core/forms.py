"""The base of all forms: cleaned texts, and errors that rules raise shown beside their field."""

import re
import unicodedata
from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm

from agentapp.core.errors import FieldError

_SPACES = re.compile(r"\s+")
_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Cn"}


def clean_line(text: Any) -> Any:
    """One line as people mean it: NFC, single spaces, no control, direction or zero-width marks."""
    if not isinstance(text, str):
        return text
    spaced = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    return "".join(mark for mark in spaced if unicodedata.category(mark) not in _INVISIBLE).strip()


def clean_text(text: Any) -> Any:
    """As `clean_line`, but keeps line breaks."""
    if not isinstance(text, str):
        return text
    return "\n".join(clean_line(line) for line in text.splitlines()).strip()


class Form(FlaskForm):  # type: ignore[misc]
    """A form that can take the error of a rule."""

    def take(self, error: FieldError) -> None:
        """Show `error` beside its field, or above the form if the form has no such field."""
        text = gettext(error.message, **error.params)
        if error.field in self:
            self[error.field].errors = [*self[error.field].errors, text]
        else:
            self.form_errors.append(text)
