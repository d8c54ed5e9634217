"""The base of all factories, and made-up people who could be real: names, birth dates, NIKs."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from factory.alchemy import SQLAlchemyModelFactory

from agentapp.core.db import sessions
from agentapp.core.nik import Nik, Sex
from agentapp.workers.models import HeirRelation

KAMANG_BARU = "13.03.06"
SUNGAI_LANSEK = "13.03.06.2001"
FIRST_NAMES = (
    "Yusmanidar",
    "Syafrizal",
    "Nurhayati",
    "Zulkifli",
    "Rosmanita",
    "Afrizal",
    "Ermawati",
    "Hendri",
)
LAST_NAMES = ("Koto", "Piliang", "Caniago", "Tanjung", "Sikumbang", "Jambak", "Guci", "Pitopang", "Melayu")
MOTHERS = ("Rosna", "Ramaini", "Syamsiar", "Nurjani", "Darlis", "Rabiah", "Jawanis")

HEIR = {"name": "Suryani Koto", "relation": HeirRelation.SPOUSE.value, "phone": "+6281300000001"}

MAKING = "a factory is at work"

serial = count(1)


def born(n: int) -> date:
    """A birth date of its own for each of 9.000 people, all of an age to join."""
    return date(1968, 1, 1) + timedelta(days=n * 37 % 9000)


def make_nik(n: int, birth_date: date | None = None, sex: Sex = Sex.MALE, district: str = KAMANG_BARU) -> Nik:
    """The valid NIK of person `n`, issued in `district`."""
    birth = birth_date or born(n)
    day = birth.day + (40 if sex == Sex.FEMALE else 0)
    return Nik.parse(f"{district.replace('.', '')}{day:02d}{birth:%m%y}{n % 9999 + 1:04d}")


def full_name(n: int) -> str:
    return f"{FIRST_NAMES[n % len(FIRST_NAMES)]} {LAST_NAMES[n // len(FIRST_NAMES) % len(LAST_NAMES)]}"


class RecordFactory(SQLAlchemyModelFactory):
    """What one call makes, with all that it needs, is one transaction: committed when the call returns."""

    class Meta:
        abstract = True
        sqlalchemy_session = sessions
        sqlalchemy_session_persistence = "flush"

    @classmethod
    def _generate(cls, strategy: str, params: dict[str, Any]) -> Any:
        facts = sessions().info
        outermost = not facts.get(MAKING)
        facts[MAKING] = True
        try:
            made = super()._generate(strategy, params)
        finally:
            facts[MAKING] = not outermost
        if outermost:
            sessions().commit()
        return made
