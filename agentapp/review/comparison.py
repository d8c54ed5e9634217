"""Two records side by side: what they say, field by field, and where they differ."""

from dataclasses import dataclass
from typing import Any

from agentapp.enrolment.models import Enrolment, SecondContent
from agentapp.places import registry
from agentapp.workers.names import name_key
from agentapp.workers.person import PERSON_FIELDS, PersonColumns

IDENTITY = (
    "nik",
    "name",
    "mother_name",
    "birth_place",
    "birth_date",
    "sex",
    "phone",
    "village_code",
    "address",
    "occupation",
)
GUARDED = frozenset({"nik", "mother_name", "phone", "address"})
"""What a supervisor of another branch is told about only as equal or different."""

_NAMES = frozenset({"name", "mother_name", "birth_place", "occupation", "address"})
_NOT_COMPARED = frozenset({"contested", "consent_version"})
_DERIVED = frozenset({"nik_hash", "nik_tail_hash", "phone_hash", "name_key", "district_code", "sector"})


@dataclass(frozen=True, slots=True)
class Line:
    """One field of two records. `theirs` is None where it may not be shown."""

    field: str
    mine: Any
    theirs: Any
    differs: bool


@dataclass(frozen=True, slots=True)
class NikLine:
    """What a NIK says of its holder beside what was typed. `differs` is None where that means nothing."""

    field: str
    in_nik: Any
    typed: Any
    differs: bool | None


def beside(mine: PersonColumns, theirs: PersonColumns, *, guarded: bool) -> list[Line]:
    """Who two people are. With `guarded`, the other's private fields stay hidden."""
    hidden = GUARDED if guarded else frozenset()
    return [_line(field, getattr(mine, field), getattr(theirs, field), hidden) for field in IDENTITY]


def _line(field: str, mine: Any, theirs: Any, hidden: frozenset[str]) -> Line:
    return Line(field, mine, None if field in hidden else theirs, differs=not _same(field, mine, theirs))


def _same(field: str, mine: Any, theirs: Any) -> bool:
    """Whether two values mean the same; of texts, neither case nor accents count."""
    if field in _NAMES:
        return name_key(mine or "") == name_key(theirs or "")
    return bool(mine == theirs)


def read_nik(person: PersonColumns) -> list[NikLine]:
    """A NIK names the district of issue, birth date (without the century) and sex; it never changes."""
    nik = person.nik
    known = registry.place(nik.district_code) is not None
    born_differently = not nik.agrees_with_birth(person.birth_date)
    return [
        NikLine("birth_date", nik.birth_date, person.birth_date, born_differently),
        NikLine("sex", nik.sex, person.sex, nik.sex != person.sex),
        NikLine("district", nik.district_code, person.district_code, None if known else True),
    ]


def second_content_lines(enrolment: Enrolment, second: SecondContent) -> list[Line]:
    """The fields in which other content under the same id differs; as plain texts."""
    mine = texts_of(enrolment)
    lines = (Line(name, mine.get(name, ""), theirs, differs=True) for name, theirs in second.content.items())
    gone = (Line(name, text, "", differs=True) for name, text in mine.items() if name not in second.content)
    return [line for line in (*lines, *gone) if line.mine != line.theirs and line.field not in _NOT_COMPARED]


def texts_of(enrolment: Enrolment) -> dict[str, str]:
    """The content of an application in the form in which other content is kept."""
    texts = {name: str(getattr(enrolment, name) or "") for name in PERSON_FIELDS if name not in _DERIVED}
    heirs = {
        f"heirs-{at}-{name}": text for at, heir in enumerate(enrolment.heirs) for name, text in heir.items()
    }
    return {**texts, "nik": enrolment.nik.digits, **heirs}
