"""Occupations of informal workers: what relief rules and figures need to know of what people write.

The answer is free text; the table says by which beginnings an occupation is recognised. Whom the scheme has
in mind: the focus ecosystems of BPJS Ketenagakerjaan.
"""

import csv
import re
import unicodedata
from dataclasses import dataclass
from importlib import resources

from agentapp.programmes.kinds import Ecosystem, Sector

_BETWEEN = re.compile(r"[^a-z0-9]+")
_FILLER = re.compile(r"^(?:seorang|sebagai|kerja|bekerja|profesi) ")


@dataclass(frozen=True, slots=True)
class Occupation:
    """`label` is offered and stored as it stands; `aliases` are other beginnings that mean the same.

    `icon` names a pictogram of templates/macros/pictograms.html.
    """

    code: str
    label: str
    sector: Sector
    ecosystem: Ecosystem
    icon: str
    aliases: tuple[str, ...]


def _table() -> tuple[Occupation, ...]:
    text = resources.files("agentapp.programmes").joinpath("data/occupations.csv").read_text()
    return tuple(
        Occupation(
            code=row["code"],
            label=row["label"],
            sector=Sector(row["sector"]),
            ecosystem=Ecosystem(row["ecosystem"]),
            icon=row["icon"],
            aliases=tuple(filter(None, row["aliases"].split("|"))),
        )
        for row in csv.DictReader(text.splitlines())
    )


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _BETWEEN.sub(" ", plain).strip()


OCCUPATIONS = _table()
BY_CODE = {each.code: each for each in OCCUPATIONS}
_BY_NAME = {_fold(name): each for each in OCCUPATIONS for name in (each.label, *each.aliases)}


def occupation_of(text: str) -> Occupation | None:
    """The occupation that `text` names, as a whole or by its first words; the longest name wins.

    `Petani karet` is a farmer, `Driver Gojek malam` drives for others; `Penyair` is nobody we know.
    """
    words = _FILLER.sub("", _fold(text)).split()
    for count in range(len(words), 0, -1):
        found = _BY_NAME.get(" ".join(words[:count]))
        if found is not None:
            return found
    return None


def sector_of(text: str) -> Sector:
    """The sector that reliefs ask for: transport where the occupation is known to be, else other."""
    found = occupation_of(text)
    return found.sector if found else Sector.OTHER
