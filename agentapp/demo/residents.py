"""People who do not exist, with everything an identity card says.

Their NIK are well-formed, but end in serials from 5000 up: real ones count from 0001 for each district and
birth date, and never come near. Their telephone numbers begin with 0864: no operator is known to have been
given that prefix (the tables of `phonenumbers` name none), so they ring nowhere.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from agentapp.core.nik import Nik, Sex
from agentapp.demo.chance import Chance
from agentapp.demo.names import full_name, listed, mothers_name
from agentapp.places import registry
from agentapp.places.words import short_regency

YOUNGEST, OLDEST, COMMONEST = 19.5, 63.5, 41.0
SERIALS = range(5000, 10_000)
NUMBERS = range(20_000_000, 100_000_000)
FEMALE_DAYS = 40
_YEAR = 365.25
_QUALIFIED = (
    "",
    "",
    " Baru",
    " Tinggi",
    " Laweh",
    " Tangah",
    " Ateh",
    " Bawah",
    " Panjang",
    " Gadang",
    " Ketek",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """Somebody with an identity card, living in `village_code`; `phone` in E.164."""

    nik: Nik
    name: str
    birth_place: str
    birth_date: date
    sex: Sex
    mother_name: str
    phone: str
    address: str
    village_code: str

    @property
    def province(self) -> str:
        return self.village_code[:2]


class Populace:
    """Draws residents, no two with one NIK or telephone number. Ages are those of `today`."""

    def __init__(self, chance: Chance, today: date) -> None:
        self._chance = chance
        self._today = today
        self._villages = cache(registry.children)
        self._niks: set[str] = set()
        self._numbers: set[int] = set()

    def resident(self, village_code: str, sex: Sex, issued_in: str = "") -> Resident:
        """A new resident; the card was issued in the district `issued_in`, their own if empty."""
        chance, province = self._chance, village_code[:2]
        age = chance.triangular(YOUNGEST, OLDEST, COMMONEST)
        born = self._today - timedelta(days=round(age * _YEAR))
        return Resident(
            nik=self.nik(issued_in or village_code[:8], born, sex),
            name=full_name(chance, province, sex, born.year),
            birth_place=self._birth_place(village_code),
            birth_date=born,
            sex=sex,
            mother_name=mothers_name(chance, province, born.year),
            phone=self.phone(),
            address=self._address(province),
            village_code=village_code,
        )

    def villager(self, district_code: str, share_of_women: float = 0.42, issued_in: str = "") -> Resident:
        """A new resident of any village of a district."""
        village = self._chance.choice(self._villages(district_code))
        sex = Sex.FEMALE if self._chance.happens(share_of_women) else Sex.MALE
        return self.resident(village.code, sex, issued_in)

    def phone(self) -> str:
        """A mobile number that nobody has."""
        while (number := self._chance.choice(NUMBERS)) in self._numbers:
            pass
        self._numbers.add(number)
        return f"+62864{number}"

    def nik(self, district_code: str, born: date, sex: Sex) -> Nik:
        """A NIK that nobody else has, as a district would have issued it."""
        day = born.day + (FEMALE_DAYS if sex == Sex.FEMALE else 0)
        while True:
            digits = f"{district_code.replace('.', '')}{day:02d}{born:%m%y}{self._chance.choice(SERIALS)}"
            if digits not in self._niks:
                self._niks.add(digits)
                return Nik.parse(digits)

    def _birth_place(self, village_code: str) -> str:
        if self._chance.happens(0.5):
            return short_regency(registry.regency_name(village_code))
        if self._chance.happens(0.6):
            return registry.district_name(village_code)
        village = registry.place(village_code)
        return village.name if village else registry.district_name(village_code)

    def _address(self, province: str) -> str:
        part = f"{self._chance.choice(listed('hamlets'))}{self._chance.choice(_QUALIFIED)}"
        word = "Jorong" if province == "13" else "Dusun"
        return f"{word} {part}, RT {self._chance.randint(1, 8):02d}"
