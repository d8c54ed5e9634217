"""The fields of a submission as a JSON schema, made from the enrolment form itself."""

from typing import Any

from wtforms import BooleanField

from agentapp.enrolment.forms import MOST_HEIRS, EnrolmentForm, HeirForm
from agentapp.intake.content import MOST_FIELDS

_VALUE = {"type": ["string", "number", "boolean", "null"]}
_PHOTO = {"type": ["string", "null"], "description": "SHA-256 of the JPEG's bytes, which follow as a blob"}
_PHOTOS = ("ktp_photo", "person_photo")


def _fields() -> dict[str, Any]:
    plain = {name for name, made in vars(EnrolmentForm).items() if hasattr(made, "field_class")}
    heirs = {name for name, made in vars(HeirForm).items() if hasattr(made, "field_class")}
    names = sorted(plain - {"heirs", *_PHOTOS})
    repeated = [f"heirs-{place}-{name}" for place in range(MOST_HEIRS) for name in sorted(heirs)]
    found: dict[str, Any] = {name: _one(name) for name in names}
    return found | dict.fromkeys(repeated, _VALUE) | dict.fromkeys(_PHOTOS, _PHOTO)


def _one(name: str) -> dict[str, Any]:
    made = vars(EnrolmentForm)[name]
    label = str(made.args[0]) if made.args and isinstance(made.args[0], str) else ""
    kind = {"type": ["boolean", "string", "null"]} if made.field_class is BooleanField else _VALUE
    return kind | ({"description": label} if label else {})


SUBMISSION: dict[str, Any] = {
    "type": "object",
    "properties": {
        **_fields(),
        "ticket": {
            "type": ["string", "null"],
            "description": "who filled it in on which phone (PUT /phones)",
        },
    },
    "maxProperties": MOST_FIELDS,
    "additionalProperties": _VALUE,
}
"""Which of them must be there, and what may stand in them, the form decides: a refusal names the fields."""
