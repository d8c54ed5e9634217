"""Every form gets copies of the fields that its class declares."""

import gc
import weakref

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, FormField, RadioField
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice

from agentapp.core.fields import DayField, Required, line
from agentapp.core.forms import CopiedFields, Form


class PartForm(PlainForm):
    Meta = CopiedFields

    name = line("Nama", 20, "Tulis nama.")


class WholeForm(Form):
    class Meta:
        csrf = False

    day = DayField("Tanggal", [Required("Tulis tanggal.")])
    months = RadioField("Bulan", choices=[SelectChoice("1", "satu")], validate_choice=False)
    parts = FieldList(FormField(PartForm), min_entries=1)


@pytest.fixture(autouse=True)
def in_a_request():
    with Flask("forms").test_request_context():
        yield


def whole(**typed):
    return WholeForm(formdata=MultiDict(typed))


def test_what_one_form_is_told_never_shows_in_another():
    first, second = whole(day=""), whole(day="2026-12-05")
    first.months.choices = [SelectChoice("2", "dua")]

    assert not first.validate()
    assert second.day.validate(second)
    assert (first.day.data, second.day.data, second.day.errors) == ("", "2026-12-05", [])
    assert [choice.value for choice in second.months.choices] == ["1"]


def test_fields_are_named_by_their_place():
    form = whole(**{"parts-0-name": "Ani", "parts-7-name": "Budi"})

    names = [(part.form.name.name, part.form.name.id, part.form.name.data) for part in form.parts]

    assert names == [("parts-0-name", "parts-0-name", "Ani"), ("parts-1-name", "parts-1-name", "Budi")]
    assert 'for="parts-1-name"' in form.parts[1].form.name.label()
    assert WholeForm(formdata=None, prefix="b").day.name == "b-day"


def test_nothing_keeps_what_was_typed():
    form = whole(day="2026-12-05")
    gone = weakref.ref(form)

    del form
    gc.collect()

    assert gone() is None
