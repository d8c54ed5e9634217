"""People who may be somebody already known: the same birth date and nearly the same names, or one NIK."""

from dataclasses import fields, replace

from agentapp.core.nik import Sex
from agentapp.demo.chance import Chance
from agentapp.demo.names import full_name
from agentapp.demo.residents import Populace, Resident
from agentapp.enrolment.answers import Answers

_SPELLINGS = (
    ("Syaf", "Saf"),
    ("Muhammad", "Mhd."),
    ("Zul", "Dzul"),
    ("Nur", "Noer"),
    ("Yus", "Jus"),
    ("Ch", "C"),
    ("Rah", "Rach"),
    ("sy", "sj"),
    ("dd", "d"),
    ("zz", "z"),
    ("i", "ie"),
    ("a", "aa"),
)


def resident_of(answers: Answers) -> Resident:
    """The person behind some answers."""
    return Resident(**{field.name: getattr(answers, field.name) for field in fields(Resident)})


def respelled(name: str) -> str:
    """The name as another clerk might write it."""
    for spelling, other in _SPELLINGS:
        if spelling in name:
            return name.replace(spelling, other, 1)
    return name.upper()


def same_person_again(populace: Populace, known: Resident) -> Resident:
    """With a second card: another serial in the NIK, names spelled otherwise, another phone."""
    return replace(
        known,
        nik=populace.nik(known.nik.district_code, known.birth_date, known.sex),
        name=respelled(known.name),
        mother_name=respelled(known.mother_name),
        phone=populace.phone(),
    )


def somebody_with_the_nik_of(populace: Populace, chance: Chance, known: Resident) -> Resident:
    """Another person, whose card bears the NIK of somebody known."""
    year = known.birth_date.year
    return replace(
        known,
        name=full_name(chance, known.province, known.sex, year),
        mother_name=full_name(chance, known.province, Sex.FEMALE, year - 24),
        phone=populace.phone(),
    )
