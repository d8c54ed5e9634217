"""Occupation and income as they stand in cells."""

import re
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from agentapp.core.money import Rupiah, read_rupiah
from agentapp.funds.sheets.cell import Cell, text_of
from agentapp.funds.sheets.problem import Unreadable
from agentapp.places.village_index import fold
from agentapp.programmes.kinds import Ecosystem
from agentapp.programmes.occupations import OCCUPATIONS, Occupation, occupation_of

LONGEST_OCCUPATION = 80
LARGEST_INCOME = 1_000_000_000
_LEAST_ALIKE = 88
_SHORTEST_FUZZY = 5
_COMMAS = re.compile(r"(\d{1,3})((?:,\d{3})+)(?:\.00)?", re.ASCII)
_CURRENCY = re.compile(r"^(?:rp|idr)[.:]?\s*", re.IGNORECASE)
_PER_MONTH = re.compile(r"\s*(?:/|per|se)\s*-?\s*(?:bulan|bln)\.?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Job:
    """`text` as it is kept; `known` where it is in the table; `corrected` where its spelling was mended."""

    text: str
    known: Occupation | None
    corrected: bool

    @property
    def ecosystem(self) -> Ecosystem:
        """Whom the scheme has in mind; who does something unknown counts as vulnerable."""
        return self.known.ecosystem if self.known else Ecosystem.VULNERABLE


def read_job(cell: Cell) -> Job:
    """Any occupation: known by its first words, or by a name spelled nearly so, else kept as written.

    Raises Unreadable if it is too long.
    """
    text = text_of(cell)
    if len(text) > LONGEST_OCCUPATION:
        raise Unreadable("too_long", most=LONGEST_OCCUPATION)
    if text.isupper():
        text = text.capitalize()
    known = occupation_of(text)
    if known is None and (similar := _similar(fold(text))):
        return Job(similar, occupation_of(similar), corrected=True)
    return Job(text, known, corrected=False)


def _similar(folded: str) -> str | None:
    if len(folded) < _SHORTEST_FUZZY:
        return None
    found = process.extractOne(folded, _names().keys(), scorer=fuzz.ratio, score_cutoff=_LEAST_ALIKE)
    return _names()[found[0]] if found else None


@cache
def _names() -> dict[str, str]:
    names = (name for each in OCCUPATIONS for name in (each.label, *each.aliases))
    return {fold(name): name.capitalize() if name.islower() else name for name in names}


def read_income(cell: Cell) -> Rupiah:
    """Rupiah a month from `1500000`, `Rp. 1.500.000,-`, `1,500,000`, `1,5 jt`. Raises Unreadable."""
    if isinstance(cell, int | float):
        amount = cell
    else:
        amount = _read(_PER_MONTH.sub("", _CURRENCY.sub("", text_of(cell))).strip())
    if not 0 < amount <= LARGEST_INCOME or amount != int(amount):
        raise Unreadable("income_odd")
    return int(amount)


def _read(text: str) -> Rupiah:
    if match := _COMMAS.fullmatch(text):
        text = match[1] + match[2].replace(",", ".")
    try:
        return read_rupiah(text)
    except ValueError:
        raise Unreadable("income_odd") from None
