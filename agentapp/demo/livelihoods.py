"""What people in the demo live on: an occupation of the scheme, where it is done, what it brings in."""

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from agentapp.core.money import Rupiah
from agentapp.demo.chance import Chance
from agentapp.places import registry
from agentapp.programmes.kinds import Ecosystem
from agentapp.programmes.occupations import BY_CODE

STEP = 50_000
LOWEST = range(500_000, 1_100_000, STEP)
HIGHER = range(1_100_000, 3_800_000, STEP)


class Circle(StrEnum):
    """Among whom somebody is: a column of livelihoods.csv, which says how often an occupation is found.

    Those whom public money carries, those who pay for themselves, those on the coast of Mandar.
    """

    CARRIED = "carried"
    EARNING = "earning"
    COASTAL = "coastal"


_ANYWHERE = ("Di {village}", "Berpindah di {district}")
_PLACES = {
    "farmer": ("Sawah di {village}", "Ladang di {village}"),
    "rubber_tapper": ("Kebun karet di {village}",),
    "palm_worker": ("Kebun sawit di {village}",),
    "fisher": ("Pantai {village}",),
    "fish_farmer": ("Kolam di {village}",),
    "ojek_pangkalan": ("Pangkalan ojek {village}", "Simpang {village}"),
    "driver": ("Terminal {district}", "Trayek {district}"),
    "market_vendor": ("Pasar {district}", "Pasar {village}"),
    "street_vendor": ("Pasar {district}", "Depan sekolah di {village}"),
    "stall_keeper": ("Warung di {village}",),
    "porter": ("Pasar {district}",),
    "parking_attendant": ("Pasar {district}", "Terminal {district}"),
    "mechanic": ("Bengkel di {village}",),
    "imam": ("Masjid Raya {village}",),
    "mosque_caretaker": ("Masjid Raya {village}", "Surau di {village}"),
    "tpq_teacher": ("TPQ di {village}", "Surau di {village}"),
    "domestic_worker": ("Rumah keluarga di {district}",),
    "gardener": ("Kantor camat {district}", "Taman di {village}"),
}


@dataclass(frozen=True, slots=True)
class Livelihood:
    """An occupation by its label, where it is done, and the reported monthly income."""

    occupation: str
    ecosystem: Ecosystem
    work_place: str
    monthly_income: Rupiah


@cache
def _weights(circle: Circle) -> dict[str, int]:
    text = resources.files("agentapp.demo").joinpath("data/livelihoods.csv").read_text()
    return {row["code"]: int(row[circle]) for row in csv.DictReader(text.splitlines())}


def livelihood(chance: Chance, village_code: str, circle: Circle, incomes: range) -> Livelihood:
    """What somebody of the circle lives on in the village; the income is one of `incomes`."""
    occupation = BY_CODE[chance.weighted(_weights(circle))]
    place = chance.choice(_PLACES.get(occupation.code, _ANYWHERE))
    village = registry.place(village_code)
    return Livelihood(
        occupation=occupation.label,
        ecosystem=occupation.ecosystem,
        work_place=place.format(
            village=village.name if village else village_code, district=registry.district_name(village_code)
        ),
        monthly_income=chance.choice(incomes),
    )
