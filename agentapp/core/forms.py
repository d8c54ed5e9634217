"""The base of all forms: errors that rules raise are shown beside their field."""

from flask_babel import gettext
from flask_wtf import FlaskForm

from agentapp.core.errors import FieldError


class Form(FlaskForm):  # type: ignore[misc]
    """A form that can take the error of a rule."""

    def take(self, error: FieldError) -> None:
        """Show `error` beside its field, or above the form if the form has no such field."""
        text = gettext(error.message, **error.params)
        if error.field in self:
            self[error.field].errors = [*self[error.field].errors, text]
        else:
            self.form_errors.append(text)
