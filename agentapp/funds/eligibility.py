"""Whom a fund may carry: its own conditions, asked of one person. Pure, for one application as for a whole batch."""

from datetime import date
from enum import StrEnum
from typing import Self

from msgspec import Struct

from agentapp.core.errors import N_, FieldError
from agentapp.funds.models import Fund
from agentapp.programmes.conditions import age_on
from agentapp.programmes.kinds import Ecosystem
from agentapp.programmes.occupations import occupation_of
from agentapp.workers.person import PersonColumns


class Miss(StrEnum):
    """A condition of a fund that somebody does not meet. An unknown decile does not meet a limit of deciles."""

    REGION = "region"
    ECOSYSTEM = "ecosystem"
    OCCUPATION = "occupation"
    DECILE = "decile"
    AGE = "age"

    @property
    def label(self) -> str:
        """What to tell, to be translated."""
        return _SENTENCES[self]


_SENTENCES = {
    Miss.REGION: N_("Dana ini tidak berlaku untuk desa/nagari orang ini."),
    Miss.ECOSYSTEM: N_("Dana ini tidak berlaku untuk kelompok pekerja ini."),
    Miss.OCCUPATION: N_("Dana ini tidak berlaku untuk pekerjaan ini."),
    Miss.DECILE: N_("Desil orang ini tidak tercatat, atau di atas batas dana ini."),
    Miss.AGE: N_("Umur orang ini di luar batas dana ini."),
}


class NotEligible(FieldError):
    """A fund's own conditions exclude the person; `misses` says which."""

    def __init__(self, misses: list[Miss]) -> None:
        super().__init__("fund_code", misses[0].label)
        self.misses = misses


class Candidate(Struct, frozen=True, kw_only=True, gc=False):
    """What a fund asks of somebody. `occupation` as people write it."""

    village_code: str
    ecosystem: Ecosystem
    occupation: str
    birth_date: date
    decile: int | None = None

    @classmethod
    def of(cls, person: PersonColumns, decile: int | None = None) -> Self:
        return cls(
            village_code=person.village_code,
            ecosystem=person.ecosystem,
            occupation=person.occupation,
            birth_date=person.birth_date,
            decile=decile,
        )


def misses(fund: Fund, person: Candidate, on: date) -> list[Miss]:
    """The conditions that the person does not meet on a day; none for whoever is eligible."""
    met = {
        Miss.REGION: fund.covers(person.village_code),
        Miss.ECOSYSTEM: not fund.ecosystems or person.ecosystem in fund.ecosystems,
        Miss.OCCUPATION: not fund.occupations or _code(person.occupation) in fund.occupations,
        Miss.DECILE: fund.most_decile is None
        or (person.decile is not None and person.decile <= fund.most_decile),
        Miss.AGE: _of_age(fund, age_on(person.birth_date, on)),
    }
    return [miss for miss, fine in met.items() if not fine]


def check(fund: Fund, person: Candidate, on: date) -> None:
    """Raises NotEligible."""
    missed = misses(fund, person, on)
    if missed:
        raise NotEligible(missed)


def _code(occupation: str) -> str | None:
    known = occupation_of(occupation)
    return known.code if known else None


def _of_age(fund: Fund, age: int) -> bool:
    return (fund.least_age is None or age >= fund.least_age) and (
        fund.most_age is None or age <= fund.most_age
    )
