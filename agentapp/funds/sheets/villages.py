"""Villages of a list: by code, or by name within the regions of a fund."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from agentapp.funds.sheets.cell import Cell, text_of
from agentapp.funds.sheets.problem import Unreadable
from agentapp.places import registry
from agentapp.places.registry import Level, Place
from agentapp.places.village_index import fold

MOST_SUGGESTIONS = 5
LEAST_ALIKE = 55
DISTRICT_ALIKE = 88
_ELSEWHERE = 10
"""What a suggestion outside the stated district loses."""

_CODE = re.compile(r"(\d\d)\.?(\d\d)\.?(\d\d)\.?(\d{4})(?:[.,]0)?(?: +\D.*)?", re.ASCII)
_VILLAGE_KIND = re.compile(r"^(?:kelurahan|kel|desa|ds|nagari|nag|kenagarian|gampong|gp|ng) (?=.)")
_HAMLET_KIND = re.compile(r"^(?:kampung|kp) (?=.)")
"""In Papua the word for a village, elsewhere part of many names."""

_DISTRICT_KIND = re.compile(r"^(?:kecamatan|kec|distrik) (?=.)")
_REGENCY_KIND = re.compile(r"^(?:kabupaten|kab|kota) (?=.)")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A village that a name may mean; `score` 0 to 100, `path` with what it lies in."""

    code: str
    path: str
    score: int


@dataclass(frozen=True, slots=True)
class UnknownVillage:
    """A name that is no village's, or several villages'. `key` is what `Villages.confirmed` takes; `rows` counts."""

    key: str
    village: str
    district: str
    suggestions: tuple[Suggestion, ...]
    rows: int = 0


class Villages:
    """Finds the villages of a list. `regions` limit the search by name, not codes; none: the whole country.

    `confirmed` holds the code that the officer chose for each `UnknownVillage.key`. `unknown` collects the names
    that wait for that.
    """

    def __init__(self, regions: Iterable[str] = (), confirmed: Mapping[str, str] | None = None) -> None:
        self.confirmed = dict(confirmed or {})
        self.unknown: dict[str, UnknownVillage] = {}
        self._found: dict[tuple[Cell, ...], str | Unreadable] = {}
        self._all = list(_within(regions))
        self._by_name: dict[str, list[Place]] = defaultdict(list)
        for place in self._all:
            for name in {_squeezed(place.name), _squeezed(_bare(place.name))}:
                self._by_name[name].append(place)

    @property
    def only(self) -> str | None:
        """The code of the one village there is to search: then a row need not name it."""
        return self._all[0].code if len(self._all) == 1 else None

    def find(self, code: Cell, village: Cell, district: Cell, regency: Cell) -> str:
        """The code of the village meant. Raises Unreadable; a name not yet confirmed is then among `unknown`."""
        asked = (code, village, district, regency)
        answer = self._found.get(asked)
        if answer is None:
            answer = self._found[asked] = self._look(*asked)
        if isinstance(answer, str):
            return answer
        if key := answer.params.get("key"):
            self.unknown[key] = replace(self.unknown[key], rows=self.unknown[key].rows + 1)
        raise answer.with_traceback(None)

    def _look(self, *asked: Cell) -> str | Unreadable:
        code, village, district, regency = map(text_of, asked)
        try:
            return self._by_code(code or village) or self._by_words(village or code, district, regency)
        except Unreadable as error:
            return error

    def _by_code(self, text: str) -> str | None:
        match = _CODE.fullmatch(text)
        if match is None:
            return None
        place = registry.place(".".join(match.groups()))
        if place is None:
            raise Unreadable("village_code_unknown")
        return place.code

    def _by_words(self, village: str, district: str, regency: str) -> str:
        if not fold(village) and self.only:
            return self.only
        if not fold(village):
            raise Unreadable("village_missing")
        key = "|".join(fold(each) for each in (village, district, regency))
        if key in self.confirmed:
            return self.confirmed[key]
        inside = self._inside(district, regency)
        exact = [place for place in self._named(village) if inside is None or place.code.startswith(inside)]
        if len(exact) == 1:
            return exact[0].code
        if key not in self.unknown:
            self.unknown[key] = UnknownVillage(key, village, district, self._suggestions(village, inside))
        raise Unreadable("village_unconfirmed", key=key)

    def _named(self, village: str) -> list[Place]:
        bare = _bare(village)
        names = (fold(village), bare, _HAMLET_KIND.sub("", bare))
        return next((found for name in names if (found := self._by_name.get(_squeezed(name)))), [])

    def _inside(self, district: str, regency: str) -> str | None:
        """The beginning of the codes in the district stated, else in the regency; None if neither is known."""
        regencies = {place.code[:5] for place in self._all}
        above = _likeliest(regency, regencies, _REGENCY_KIND)
        districts = {place.code[:8] for place in self._all if not above or place.code.startswith(above)}
        return _likeliest(district, districts, _DISTRICT_KIND) or above

    def _suggestions(self, village: str, inside: str | None) -> tuple[Suggestion, ...]:
        wanted = _bare(village)
        names = [_bare(place.name) for place in self._all]
        found = process.extract(wanted, names, scorer=_alike, limit=20)
        near = (
            (self._all[at], round(score) - (_ELSEWHERE if self._elsewhere(at, inside) else 0))
            for _, score, at in found
        )
        best = sorted(near, key=lambda each: (-each[1], each[0].code))[:MOST_SUGGESTIONS]
        return tuple(
            Suggestion(place.code, place.path, score) for place, score in best if score >= LEAST_ALIKE
        )

    def _elsewhere(self, at: int, inside: str | None) -> bool:
        return inside is not None and not self._all[at].code.startswith(inside)


def _within(regions: Iterable[str]) -> Iterator[Place]:
    for code in tuple(regions) or [province.code for province in registry.children()]:
        if place := registry.place(code):
            yield from _villages_of(place)


def _villages_of(place: Place) -> Iterator[Place]:
    if place.level == Level.VILLAGE:
        yield place
    else:
        for child in registry.children(place.code):
            yield from _villages_of(child)


def _likeliest(text: str, codes: Iterable[str], kind: re.Pattern[str]) -> str | None:
    """The region among `codes` that a name means, spelled nearly so; None if none is alike."""
    wanted = kind.sub("", fold(text))
    if not wanted:
        return None
    names = {
        code: kind.sub("", fold(place.name)) for code in sorted(codes) if (place := registry.place(code))
    }
    found = process.extractOne(wanted, names, scorer=fuzz.ratio, score_cutoff=DISTRICT_ALIKE)
    return f"{found[2]}." if found else None


def _alike(one: str, other: str, **_options: object) -> float:
    """0 to 100; `Muaro Bodi` and `Muarobodi` are nearly the same."""
    return fuzz.ratio(one.replace(" ", ""), other.replace(" ", ""))


def _bare(name: str) -> str:
    """The folded name without the word for its kind."""
    return _VILLAGE_KIND.sub("", fold(name))


def _squeezed(name: str) -> str:
    return fold(name).replace(" ", "")
