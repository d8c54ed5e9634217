"""Choosing a village with four selects, step by step, on a page without JavaScript.

The form posts `place_province`, `place_regency`, `place_district` beside `village_code`, and `place_shown`:
the region whose parts the page listed. Where the selects name another region than the page showed, they
were moved: the page comes again with the parts of the new region, and a village of the old one no longer
counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from agentapp.places.registry import Level, Place, children, place

_SELECTS = ("place_province", "place_regency", "place_district")


@dataclass(frozen=True, slots=True)
class Picker:
    """What the selects offer and what is chosen. `shown` is the smallest region chosen above villages."""

    shown: Place | None
    village: Place | None
    moved: bool

    @property
    def province(self) -> str:
        return self._chosen(Level.PROVINCE)

    @property
    def regency(self) -> str:
        return self._chosen(Level.REGENCY)

    @property
    def district(self) -> str:
        return self._chosen(Level.DISTRICT)

    @property
    def village_code(self) -> str:
        """The code of the village chosen; empty where none is, or the one typed lies elsewhere."""
        return self.village.code if self.village else ""

    @property
    def village_text(self) -> str:
        return self.village.path if self.village else ""

    @property
    def provinces(self) -> list[Place]:
        return children()

    @property
    def regencies(self) -> list[Place]:
        return self._parts(self.province)

    @property
    def districts(self) -> list[Place]:
        return self._parts(self.regency)

    @property
    def villages(self) -> list[Place]:
        return self._parts(self.district)

    @property
    def next_level(self) -> int:
        """What is to be chosen next: 1 a province … 4 a village."""
        return (self.shown.level if self.shown else 0) + 1

    def _chosen(self, level: Level) -> str:
        parts = self.shown.code.split(".") if self.shown else []
        return ".".join(parts[:level]) if len(parts) >= level else ""

    @staticmethod
    def _parts(code: str) -> list[Place]:
        return children(code) if code else []


def picker(values: Mapping[str, str], start: str | None) -> Picker:
    """The picker for what was posted or kept in `values`; at first it shows `start`, a district or larger."""
    selected = _selected(values)
    moved = selected is not None and selected.code != values.get("place_shown", selected.code)
    village = None if moved else _at(values.get("village_code"), Level.VILLAGE)
    shown = place(village.code[:8]) if village else selected or _above_villages(start)
    return Picker(shown, village, moved)


def _selected(values: Mapping[str, str]) -> Place | None:
    """The smallest region that the selects name, as long as each lies in the one above it."""
    smallest = None
    for level, name in enumerate(_SELECTS, start=1):
        chosen = _at(values.get(name), Level(level))
        if chosen is None or (smallest and not chosen.code.startswith(f"{smallest.code}.")):
            break
        smallest = chosen
    return smallest


def _at(code: str | None, level: Level) -> Place | None:
    found = place(code)
    return found if found and found.level == level else None


def _above_villages(code: str | None) -> Place | None:
    return place(code[:8]) if code else None
