"""From the values of a row to a person."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from msgspec.structs import replace

from agentapp.core.nik import Nik
from agentapp.enrolment.relations import relation_of
from agentapp.funds.sheets.birth import Birth, choose
from agentapp.funds.sheets.columns import Field
from agentapp.funds.sheets.heirs import NamedHeir
from agentapp.funds.sheets.person import Person
from agentapp.funds.sheets.problem import Unreadable
from agentapp.funds.sheets.proper_names import proper_name
from agentapp.funds.sheets.work import Job
from agentapp.places import registry

Values = Mapping[Field, Any]

LEAST_INCOME = 100_000
HIGHEST_DECILE = 5
_NO_BIRTH = Birth("", ())
_NO_JOB = Job("", None, corrected=False)
_ADDRESS_PARTS = frozenset({Field.HAMLET, Field.RT, Field.RW})
_HAMLETS = ("jorong", "dusun", "korong", "lingkungan", "banjar", "dukuh", "kampung")


def birth_date_of(values: Values) -> date | None:
    """The day of birth: the list's as the NIK decides it, else the NIK's. Raises Unreadable."""
    nik: Nik | None = values.get(Field.NIK)
    days = values.get(Field.BIRTH_DATE) or values.get(Field.BIRTH, _NO_BIRTH).days
    if days:
        return choose(days, nik)
    return nik.birth_date if nik else None


def person_of(values: Values, birth_date: date, village_code: str, hamlet_title: str) -> Person:
    """The person of a row whose NIK and name are known."""
    nik: Nik = values[Field.NIK]
    job: Job = values.get(Field.OCCUPATION, _NO_JOB)
    return Person(
        nik=nik,
        name=values[Field.NAME],
        birth_place=values.get(Field.BIRTH_PLACE) or proper_name(values.get(Field.BIRTH, _NO_BIRTH).place),
        birth_date=birth_date,
        sex=values.get(Field.SEX, nik.sex),
        address=address_of(values, hamlet_title),
        village_code=village_code,
        phone=values.get(Field.PHONE),
        mother_name=values.get(Field.MOTHER_NAME, ""),
        occupation=job.text,
        ecosystem=job.ecosystem,
        work_place=values.get(Field.WORK_PLACE, ""),
        monthly_income=values.get(Field.MONTHLY_INCOME),
        programmes=values.get(Field.PROGRAMMES),
        first_month=values.get(Field.FIRST_MONTH),
        months=values.get(Field.MONTHS),
        source=values.get(Field.SOURCE, ""),
        decile=values.get(Field.DECILE),
        heirs=heirs_of(values),
    )


def address_of(values: Values, hamlet_title: str) -> str:
    """`Jl. Sudirman 5, RT 01/RW 02, Jorong Koto`: the parts of an address in one line."""
    if _ADDRESS_PARTS.isdisjoint(values):
        return str(values.get(Field.ADDRESS, ""))
    rt, rw = values.get(Field.RT, ""), values.get(Field.RW, "")
    if "/" in rt and not rw:
        rt, _, rw = rt.partition("/")
    parts = (
        values.get(Field.ADDRESS, ""),
        "/".join(_with_word(word, text.strip()) for word, text in (("RT", rt), ("RW", rw)) if text),
        _with_word(_hamlet_word(hamlet_title), values.get(Field.HAMLET, "")),
    )
    return ", ".join(filter(None, parts))


def _with_word(word: str, text: str) -> str:
    if not text or not word or text.casefold().startswith(word.casefold()):
        return text
    return f"{word} {text}"


def _hamlet_word(title: str) -> str:
    return next((word.capitalize() for word in _HAMLETS if word in title.casefold()), "")


def heirs_of(values: Values) -> tuple[NamedHeir, ...]:
    """The heirs; a relation or phone in a column of its own is that of the first."""
    heirs: tuple[NamedHeir, ...] = values.get(Field.HEIRS, ())
    if not heirs:
        return ()
    first, phone = heirs[0], values.get(Field.HEIR_PHONE)
    relation = first.relation or relation_of(values.get(Field.HEIR_RELATION))
    if relation == first.relation and phone is None:
        return heirs
    return (replace(first, relation=relation, phone=phone), *heirs[1:])


def oddities(values: Values, person: Person) -> list[tuple[Field, Unreadable]]:
    """What somebody should look at although everything reads."""
    nik, job = person.nik, values.get(Field.OCCUPATION, _NO_JOB)
    days = values.get(Field.BIRTH_DATE) or values.get(Field.BIRTH, _NO_BIRTH).days
    checks: tuple[tuple[object, Field, str, dict[str, Any]], ...] = (
        (not nik.agrees_with_birth(person.birth_date), Field.BIRTH_DATE, "birth_differs", {}),
        (days and _day(days[0]) != _day(person.birth_date), Field.BIRTH_DATE, "birth_swapped", {}),
        (person.sex != nik.sex, Field.SEX, "sex_differs", {}),
        (not _is_district(nik.district_code), Field.NIK, "nik_region_unknown", {}),
        ((person.monthly_income or LEAST_INCOME) < LEAST_INCOME, Field.MONTHLY_INCOME, "income_low", {}),
        ((person.decile or 0) > HIGHEST_DECILE, Field.DECILE, "decile_above", {"decile": person.decile}),
        (job.corrected, Field.OCCUPATION, "occupation_read_as", {"label": job.text}),
        (None in [heir.relation for heir in person.heirs], Field.HEIRS, "heir_odd", {}),
    )
    return [(at, Unreadable(code, **params)) for holds, at, code, params in checks if holds]


def _day(day: date) -> tuple[int, int]:
    return day.day, day.month


@lru_cache(maxsize=10_000)
def _is_district(code: str) -> bool:
    return registry.place(code) is not None
