"""The base of all forms: fields made once, and errors that rules raise shown beside their field."""

from collections.abc import MutableMapping
from typing import Any, TypeVar

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms.fields import Field, Label
from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta

from agentapp.core.errors import FieldError

Declared = TypeVar("Declared", bound=Field)
_MADE = "gendong_made"


class CopiedFields(DefaultMeta):
    """Makes each declared field once, and gives every form copies: making one costs ten times as much.

    So what a declaration says may not depend on who asks: choices that do are set on the form's own field.
    """

    def bind_field(
        self, form: BaseForm, unbound_field: "UnboundField[Declared]", options: MutableMapping[str, Any]
    ) -> Declared:
        declared = vars(unbound_field)
        if _MADE not in declared:
            declared[_MADE] = unbound_field.bind(form=form, **options)
            vars(declared[_MADE]).update(_form=None, meta=None)  # nobody's answers stay with it
        made = declared[_MADE]
        name = options.get("prefix", "") + options["name"]
        key = options.get("id") or unbound_field.kwargs.get("id") or name
        field: Declared = object.__new__(type(made))
        field.__dict__ = vars(made) | {
            "_form": form,
            "meta": form.meta,
            "name": name,
            "short_name": options["name"],
            "id": key,
            "label": Label(key, made.label.text),
        }
        return field


class Form(FlaskForm):  # type: ignore[misc]
    """A form that can take the error of a rule."""

    Meta = CopiedFields

    def take(self, error: FieldError) -> None:
        """Show `error` beside its field, or above the form if the form has no such field."""
        text = gettext(error.message, **error.params)
        if error.field in self:
            self[error.field].errors = [*self[error.field].errors, text]
        else:
            self.form_errors.append(text)
