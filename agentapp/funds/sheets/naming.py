"""Which field a column's title means."""

import re
from functools import lru_cache

from rapidfuzz import fuzz, process

from agentapp.funds.sheets.columns import Field
from agentapp.funds.sheets.synonyms import OTHERS, SYNONYMS
from agentapp.places.village_index import fold

EXACT = 100
BEGINNING = 92
LEAST_ALIKE = 86
_SHORTEST_FUZZY = 5
_LONGEST_TITLE = 60
_IN_BRACKETS = re.compile(r"[(\[{].*?[)\]}]|[*:]")
_NO_BEGINNING = frozenset(
    {"no", "nomor", "nama", "kode", "tempat", "name", "kota", "l p", "lahir", "ibu", "id"}
)
_MEANINGS: dict[str, Field | None] = dict.fromkeys(OTHERS.split("|")) | {
    synonym: field for field, synonyms in SYNONYMS.items() for synonym in synonyms.split("|")
}
_FUZZY = {title.replace(" ", ""): title for title in _MEANINGS if len(title) >= _SHORTEST_FUZZY}


@lru_cache(maxsize=2000)
def meaning(title: str) -> tuple[Field | None, int]:
    """The field that a title names, and how sure that is, 0 to 100; (None, score) for a column of something else.

    First the whole title, then without what stands in brackets, then its first words, at last the most alike.
    """
    if title.strip() == "#":
        return Field.NUMBER, EXACT
    for text in (fold(title), fold(_IN_BRACKETS.sub(" ", title))):
        if text in _MEANINGS:
            return _MEANINGS[text], EXACT
    if not text or len(title) > _LONGEST_TITLE:
        return None, 0
    return _by_beginning(text) or _by_likeness(text) or (None, 0)


def _by_beginning(text: str) -> tuple[Field | None, int] | None:
    words = text.split()
    for count in range(len(words) - 1, 0, -1):
        beginning = " ".join(words[:count])
        if beginning in _MEANINGS and beginning not in _NO_BEGINNING:
            return _MEANINGS[beginning], BEGINNING
    return None


def _by_likeness(text: str) -> tuple[Field | None, int] | None:
    squeezed = text.replace(" ", "")
    if len(squeezed) < _SHORTEST_FUZZY:
        return None
    found = process.extractOne(squeezed, _FUZZY.keys(), scorer=fuzz.ratio, score_cutoff=LEAST_ALIKE)
    return (_MEANINGS[_FUZZY[found[0]]], round(found[1])) if found else None
