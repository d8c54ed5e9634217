"""Applications as an agent would write them down: a resident, a livelihood, heirs, and who pays."""

import csv
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any

from agentapp.core.nik import Sex
from agentapp.demo.chance import Chance
from agentapp.demo.livelihoods import Livelihood, livelihood
from agentapp.demo.names import full_name
from agentapp.demo.residents import Populace, Resident
from agentapp.demo.supports import Support
from agentapp.enrolment.answers import Answers, HeirAnswer, Position
from agentapp.enrolment.consent import CURRENT
from agentapp.enrolment.forms import FORM_VERSION
from agentapp.programmes.kinds import Programmes
from agentapp.workers.models import HeirRelation

READING_ALOUD = timedelta(seconds=70)
GENERATION = 25
NEARBY_DEGREES = 0.02
WITH_POSITION = 0.6
MARRIED_FROM = 27
_OTHER = {Sex.MALE: Sex.FEMALE, Sex.FEMALE: Sex.MALE}


class Scribe:
    """Writes applications down."""

    def __init__(self, chance: Chance, populace: Populace) -> None:
        self._chance = chance
        self._populace = populace

    def answers(self, resident: Resident, support: Support, captured_at: datetime) -> Answers:
        """A complete application without photos."""
        chance = self._chance
        work = livelihood(chance, resident.village_code, support.circle, support.incomes)
        return Answers(
            **_facts(resident),
            **_facts(work),
            submission_id=chance.uuid(),
            form_version=FORM_VERSION,
            captured_at=captured_at,
            email=None,
            programmes=Programmes.JKK_JKM_JHT if chance.happens(support.savings) else Programmes.JKK_JKM,
            months=chance.choice(support.months),
            payer=support.payer,
            payer_code=support.code,
            heirs=tuple(self._heirs(resident, captured_at.year - resident.birth_date.year)),
            consent_version=CURRENT.version,
            consent_language="id",
            consented_at=captured_at - READING_ALOUD,
            position=self._position(resident.village_code[:8]) if chance.happens(WITH_POSITION) else None,
            contested=False,
            ktp_photo=None,
            person_photo=None,
        )

    def _heirs(self, resident: Resident, age: int) -> Iterator[HeirAnswer]:
        """A spouse and perhaps a child; of the young, a parent or a sibling."""
        if age >= MARRIED_FROM:
            yield self._heir(resident, HeirRelation.SPOUSE, _OTHER[resident.sex], resident.birth_date.year)
            if self._chance.happens(0.45):
                sex = self._chance.choice(list(Sex))
                yield self._heir(resident, HeirRelation.CHILD, sex, resident.birth_date.year + GENERATION)
        elif self._chance.happens(0.7):
            yield HeirAnswer(resident.mother_name, HeirRelation.PARENT.value, self._populace.phone())
        else:
            sex = self._chance.choice(list(Sex))
            yield self._heir(resident, HeirRelation.SIBLING, sex, resident.birth_date.year)

    def _heir(self, resident: Resident, relation: HeirRelation, sex: Sex, birth_year: int) -> HeirAnswer:
        name = full_name(self._chance, resident.province, sex, birth_year)
        return HeirAnswer(name, relation.value, self._populace.phone())

    def _position(self, district_code: str) -> Position | None:
        centre = centres().get(district_code)
        if centre is None:
            return None
        latitude, longitude = (round(self._chance.gauss(at, NEARBY_DEGREES), 5) for at in centre)
        return Position(
            latitude=latitude, longitude=longitude, accuracy=float(self._chance.choice((8, 12, 20, 35)))
        )


@cache
def centres() -> dict[str, tuple[float, float]]:
    """Roughly where some districts lie, in degrees, read off a map: for positions that look right."""
    text = resources.files("agentapp.demo").joinpath("data/centres.csv").read_text()
    return {
        row["district_code"]: (float(row["latitude"]), float(row["longitude"]))
        for row in csv.DictReader(text.splitlines())
    }


def _facts(known: Resident | Livelihood) -> dict[str, Any]:
    """What an application says of a person or their work: the answers are called the same."""
    return {field.name: getattr(known, field.name) for field in fields(known)}
