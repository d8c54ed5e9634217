"""Heirs as they stand in one cell: `Nurlela (istri); Rahmat (anak)`."""

import re
from functools import lru_cache

from msgspec import Struct

from agentapp.core.text import clean_line
from agentapp.enrolment.relations import relation_of
from agentapp.funds.sheets.cell import Cell
from agentapp.funds.sheets.problem import Unreadable
from agentapp.funds.sheets.proper_names import proper_name

MOST = 4
LONGEST_NAME = 120
_BETWEEN = re.compile(r"[;\n|]|\)\s*(?:,|dan\b|&)")
_NAME = re.compile(r"[^\W\d_][^\d()\[\]]*")
_NUMBERED = re.compile(r"^\s*\d[.)]\s*")
_IN_BRACKETS = re.compile(r"(.+?)\s*[(\[]\s*([^()\[\]]+?)\s*[)\]]?$")
_BESIDE = re.compile(r"(.+?)\s*(?:\s[-–]\s|[/:=,]|\s-|-\s)\s*(.+)")


class NamedHeir(Struct, frozen=True, gc=False):
    """An heir of a list. `relation` is a HeirRelation value, None where the list does not say."""

    name: str
    relation: str | None
    phone: str | None = None


def read_heirs(cell: Cell) -> tuple[NamedHeir, ...]:
    """The heirs in a cell, at most four. Raises Unreadable if one has no name, or a relation nobody knows."""
    parts = [clean_line(_NUMBERED.sub("", part)) for part in _BETWEEN.split(str(cell))]
    heirs = tuple(_heir(part) for part in parts if part)
    if not 0 < len(heirs) <= MOST:
        raise Unreadable("heir_odd")
    return heirs


def _heir(text: str) -> NamedHeir:
    if match := _IN_BRACKETS.fullmatch(text):
        return _named(match[1], _relation(match[2]))
    if match := _BESIDE.fullmatch(text):
        for name, word in ((match[1], match[2]), (match[2], match[1])):
            if relation := _known_relation(word):
                return _named(name, relation)
    return _named(text, None)


def _relation(text: str) -> str:
    """By the whole text, else by its first word: `anak kandung` is a child."""
    for word in (text, *text.split()[:1]):
        if relation := _known_relation(word):
            return relation
    raise Unreadable("heir_odd")


@lru_cache(maxsize=2_000)
def _known_relation(word: str) -> str | None:
    return relation_of(word)


def _named(name: str, relation: str | None) -> NamedHeir:
    name = name.strip(" ,.-")
    if len(name) > LONGEST_NAME or not _NAME.fullmatch(name) or _known_relation(name):
        raise Unreadable("heir_odd")
    return NamedHeir(proper_name(name), relation)
