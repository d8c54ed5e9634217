"""A person of a sheet as a row of a batch, and a row of a batch as the columns of a worker."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from agentapp.core.encryption import keyed_hash
from agentapp.core.money import Rupiah
from agentapp.core.nik import Nik, Sex
from agentapp.core.period import Month
from agentapp.enrolment.answers import identity_hashes
from agentapp.funds.batches.kinds import OF_MISS, ConflictKind
from agentapp.funds.batches.models import Batch
from agentapp.funds.batches.risks import risks_of
from agentapp.funds.batches.states import RowState
from agentapp.funds.costs import PricedBy, PriceList
from agentapp.funds.eligibility import Candidate, misses
from agentapp.funds.models import Fund
from agentapp.funds.sheets.checking import CheckedRow
from agentapp.funds.sheets.heirs import NamedHeir
from agentapp.funds.sheets.person import Person
from agentapp.programmes.conditions import age_on
from agentapp.programmes.kinds import Ecosystem, Payer, Programmes
from agentapp.programmes.occupations import sector_of
from agentapp.programmes.rulebook import Rulebook
from agentapp.workers.models import HeirRelation
from agentapp.workers.names import name_key

_OF_PERSON = ("name", "birth_place", "address", "village_code", "mother_name", "occupation", "work_place")
_SAME = (*_OF_PERSON, "source", "decile")


TWICE = "nik_twice"
_NOTHING: Mapping[str, Any] = {
    "state": RowState.TO_REPAIR,
    "conflict": None,
    "person": None,
    "nik_hash": None,
    "phone_hash": None,
    "village_code": None,
    "programmes": None,
    "sector": None,
    "monthly_income": None,
    "first_month": None,
    "last_month": None,
    "cost": None,
    "risks": [],
}
"""The columns of a row that is to be repaired."""


class Stage:
    """Turns people into rows of one batch, on one day, by one rulebook."""

    def __init__(self, batch: Batch, rulebook: Rulebook, day: date) -> None:
        self._fund = batch.fund
        self._day = day
        self._months = batch.first_month, batch.last_month
        self._open = max(self._fund.first_month, Month.of(day)), self._fund.last_month
        self._terms = rulebook.terms(Month.of(day))
        self._prices = PriceList(rulebook, self._fund.kind)
        self._lowest = rulebook.tariff(Month.of(day)).brackets[0].base

    def row(self, checked: CheckedRow) -> dict[str, Any]:
        """The columns of a checked row. What another row says of the same person is a conflict, nothing to mend."""
        mended = [each for each in checked.problems if each.code != TWICE]
        whole = checked.person is not None and not mended
        told = self._whole(checked) if checked.person is not None and whole else dict(_NOTHING)
        return {
            "sheet": checked.sheet,
            "number": checked.number,
            "problem": None if whole else mended[0].code,
            "problems": [each.to_json() for each in ([] if whole else mended)],
            **told,
        }

    def _whole(self, checked: CheckedRow) -> dict[str, Any]:
        """The columns that a person fills: what is kept, where the row stands, and what it costs in rupiah.

        An income that the list does not say counts as the lowest bracket's; programmes beyond the fund's are not paid.
        """
        person = checked.person
        assert person is not None
        income = person.monthly_income or self._lowest
        programmes = self._programmes(person)
        priced = PricedBy(income, sector_of(person.occupation), programmes)
        first, last = self._span(person)
        conflict = self._conflict(person, first, last)
        return {
            "state": RowState.CONFLICT if conflict else RowState.READY,
            "conflict": conflict and conflict.value,
            "person": kept(person, income, programmes),
            "nik_hash": keyed_hash(person.nik.digits, "nik"),
            "phone_hash": keyed_hash(person.phone, "phone") if person.phone else None,
            "village_code": person.village_code,
            "programmes": programmes,
            "sector": priced.sector,
            "monthly_income": income,
            "first_month": first,
            "last_month": max(first, last),
            "cost": self._prices.total(priced, first, last),
            "risks": risks_of(checked),
        }

    def _programmes(self, person: Person) -> Programmes:
        wanted = person.programmes or self._fund.programmes
        return wanted if self._fund.programmes == Programmes.JKK_JKM_JHT else self._fund.programmes

    def _span(self, person: Person) -> tuple[Month, Month]:
        """From when to when the person is carried: as the row says, else as the batch does, while the fund is open."""
        first = max(person.first_month or self._months[0], self._open[0])
        last = first + (person.months - 1) if person.months else self._months[1]
        return first, min(last, self._open[1])

    def _conflict(self, person: Person, first: Month, last: Month) -> ConflictKind | None:
        age = age_on(person.birth_date, self._day)
        if age < self._terms.least_age:
            return ConflictKind.TOO_YOUNG
        if age >= self._terms.age_limit:
            return ConflictKind.TOO_OLD
        missed = misses(self._fund, _candidate(person), self._day)
        if missed:
            return OF_MISS[missed[0]]
        return ConflictKind.PERIOD if last < first else None


def _candidate(person: Person) -> Candidate:
    return Candidate(
        village_code=person.village_code,
        ecosystem=person.ecosystem,
        occupation=person.occupation,
        birth_date=person.birth_date,
        decile=person.decile,
    )


def kept(person: Person, income: Rupiah, programmes: Programmes) -> dict[str, Any]:
    """The person as plain values, to be encrypted as one."""
    return {
        **{name: getattr(person, name) for name in _SAME},
        "nik": person.nik.digits,
        "birth_date": person.birth_date.isoformat(),
        "sex": person.sex.value,
        "phone": person.phone or "",
        "ecosystem": person.ecosystem.value,
        "monthly_income": income,
        "programmes": programmes.value,
        "heirs": [_heir(heir) for heir in person.heirs],
    }


def _heir(heir: NamedHeir) -> dict[str, str]:
    """One whose relation the list does not say counts as somebody whom the worker named."""
    return {"name": heir.name, "relation": heir.relation or HeirRelation.WILL, "phone": heir.phone or ""}


@dataclass(frozen=True)
class Staged:
    """What was kept of a row, as the domain reads it."""

    kept: Mapping[str, Any]

    @cached_property
    def nik(self) -> Nik:
        return Nik.parse(self.kept["nik"])

    @property
    def heirs(self) -> list[Mapping[str, str]]:
        return list(self.kept["heirs"])

    def columns(self, fund: Fund, months: int) -> dict[str, Any]:
        """The columns PERSON_FIELDS of a worker whom the fund carries for so many months."""
        told = self.kept
        return {
            **{name: told[name] for name in _OF_PERSON},
            "nik": self.nik,
            **identity_hashes(self.nik, told["phone"]),
            "name_key": name_key(told["name"]),
            "birth_date": date.fromisoformat(told["birth_date"]),
            "sex": Sex(told["sex"]),
            "phone": told["phone"],
            "email": None,
            "district_code": told["village_code"][:8],
            "sector": sector_of(told["occupation"]),
            "ecosystem": Ecosystem(told["ecosystem"]),
            "monthly_income": told["monthly_income"],
            "programmes": Programmes(told["programmes"]),
            "months": months,
            "payer": Payer.FUND,
            "payer_code": fund.code,
            "ktp_photo": None,
            "person_photo": None,
        }
