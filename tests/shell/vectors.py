"""What the server says of answers: the same file is put to the phone's scripts (tests/browser/test_same_answers.py)."""

from datetime import date
from pathlib import Path
from typing import Any

import time_machine
from werkzeug.datastructures import MultiDict

from agentapp.core import nik
from agentapp.core.db import sessions
from agentapp.core.money import read_rupiah
from agentapp.core.period import Month
from agentapp.enrolment import forms
from agentapp.programmes.rulebook import current_rulebook

FILE = Path(__file__).parents[1] / "vectors" / "form.json"


def judged(vectors: dict[str, Any]) -> dict[str, Any]:
    """The same questions with what the server says of each on the day they name."""
    day, whole = date.fromisoformat(vectors["today"]), vectors["whole"]
    with time_machine.travel(f"{day}T05:00:00Z", tick=False):
        return {
            "today": vectors["today"],
            "whole": whole,
            "nik": [_nik(each["text"]) for each in vectors["nik"]],
            "amount": [{"text": each["text"], "amount": _amount(each["text"])} for each in vectors["amount"]],
            "form": [
                {"change": each["change"], "wrong": sorted(_wrong(whole | each["change"], day))}
                for each in vectors["form"]
            ],
        }


def _nik(text: str) -> dict[str, Any]:
    try:
        read = nik.Nik.parse(text)
    except nik.InvalidNik as error:
        wrong = {message: code for code, message in nik.WRONG.items()}
        return {"text": text, "wrong": wrong.get(error.message, "format")}
    return {"text": text, "birth": read.birth_date.isoformat(), "sex": str(read.sex)}


def _amount(text: str) -> int | None:
    try:
        return read_rupiah(text)
    except ValueError:
        return None


def _wrong(values: dict[str, str], day: date) -> set[str]:
    form = forms.EnrolmentForm(formdata=MultiDict({name: text for name, text in values.items() if text}))
    form.heirs.entries[1:] = [entry for entry in form.heirs.entries[1:] if not entry.form.blank]
    if form.validate() and not _may_join(form.birth_date.value, day):
        return {"birth_date"}
    heirs = {
        f"heirs-{at}-{field}"
        for at, entry in enumerate(form.heirs.entries)
        for field, errors in entry.form.errors.items()
        if errors
    }
    return {name for name in form.errors if name != "heirs"} | heirs


def _may_join(birth_date: date, day: date) -> bool:
    return current_rulebook(sessions()).terms(Month.of(day)).admits(birth_date, day)
