"""What the phone must know to judge the form offline as the server will: the form's own rules, as plain values.

Made from `EnrolmentForm` and the terms in force, so that a field added there is asked for on the phone too. What
only the server can know (whether a NIK is taken, whether a code exists) is not among them.
"""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from lokal.provinces import PROVINCES
from wtforms import BooleanField, Field, FieldList, Form, RadioField, SelectField
from wtforms.validators import Length

from agentapp.accounts.identifiers import InvalidEmail
from agentapp.core import fields as core_fields
from agentapp.core import nik, phone
from agentapp.enrolment import eligibility, fields, forms
from agentapp.enrolment.payers import CODE_FIELDS
from agentapp.programmes.conditions import Conditions

KINDS = {
    fields.NikField: "nik",
    fields.PhoneField: "phone",
    fields.VillageField: "village",
    core_fields.RupiahField: "amount",
    core_fields.DayField: "day",
    BooleanField: "tick",
    RadioField: "choice",
    SelectField: "choice",
}
LETTERS = ("name", "mother_name")


def rules(form: forms.EnrolmentForm, terms: Conditions) -> dict[str, Any]:
    """Rules by field, those of an heir by part, and the sentences said when one is broken."""
    return {
        "fields": dict(_rules_of(form, LETTERS)),
        "heir": dict(_rules_of(form.heirs.entries[0].form)),
        "nik": nik_rules(),
        "phone": {"mobile": phone.mobile_pattern("ID"), "wrong": _(phone.InvalidPhone.default)},
        "amount": {"most": core_fields.LARGEST_AMOUNT, "wrong": str(core_fields.RupiahField.unreadable)},
        "day": {"wrong": str(core_fields.DayField.unreadable), "impossible": str(forms.IMPOSSIBLE_BIRTH)},
        "village": {"wrong": str(fields.VillageField.unreadable)},
        "email": {"wrong": _(InvalidEmail.default)},
        "letters": {"wrong": str(forms.NO_LETTERS)},
        "code": {
            CODE_FIELDS[payer]: {"payer": payer.value, "wrong": str(text)}
            for payer, text in forms.CODE_NEEDED.items()
        },
        "age": age_rules(terms),
    }


def nik_rules() -> dict[str, Any]:
    """Province codes a NIK may begin with, and what is said of one that cannot be."""
    return {
        "provinces": sorted(PROVINCES),
        "format": _(nik.NOT_SIXTEEN),
        **{code: _(text) for code, text in nik.WRONG.items()},
    }


def age_rules(terms: Conditions) -> dict[str, Any]:
    """Between which ages one may register; `#` stands for the age."""
    return {
        "least": terms.least_age,
        "limit": terms.age_limit,
        "young": _(eligibility.TOO_YOUNG).replace("%(age)d", "#") % {"least": terms.least_age},
        "old": _(eligibility.TOO_OLD).replace("%(age)d", "#") % {"limit": terms.age_limit},
    }


def _rules_of(form: Form, letters: tuple[str, ...] = ()) -> Iterator[tuple[str, dict[str, Any]]]:
    for field in form:
        rule = _rule(field)
        if field.short_name in letters:
            rule["kind"] = "letters"
        if rule and not isinstance(field, FieldList):
            yield field.short_name, rule


def _rule(field: Field) -> dict[str, Any]:
    kind = "email" if field.short_name == "email" else KINDS.get(type(field))
    rule: dict[str, Any] = {"kind": kind} if kind else {}
    validators: list[Any] = list(field.validators)
    for validator in validators:
        if isinstance(validator, core_fields.Required):
            rule["required"] = str(validator.message)
        elif isinstance(validator, Length):
            rule |= {"most": validator.max, "long": str(validator.message) % {"max": validator.max}}
    return rule
