"""Names as they are borne in Minangkabau and Mandar country, put together by chance."""

from functools import cache
from importlib import resources

from agentapp.core.nik import Sex
from agentapp.demo.chance import Chance

YOUNGER_FROM = 1988
MANDAR_PROVINCE = "76"
_WORDS = {Sex.MALE: "men", Sex.FEMALE: "women"}
_SHORT_FORMS = ("M. {}", "Mhd. {}", "Muhammad {}", "Abdul {}")


@cache
def listed(name: str) -> tuple[str, ...]:
    """The names in one file of this package's data."""
    return tuple(resources.files("agentapp.demo").joinpath(f"data/{name}.txt").read_text().split())


def full_name(chance: Chance, province: str, sex: Sex, birth_year: int) -> str:
    """A name as on an identity card: older people often bear a single one."""
    given, second = _lists(province, sex, birth_year)
    name = chance.choice(listed(given))
    if sex == Sex.MALE and chance.happens(0.06):
        return chance.choice(_SHORT_FORMS).format(name)
    younger = birth_year >= YOUNGER_FROM
    if chance.happens(0.08 if younger else 0.5):
        return name
    more = chance.choice(listed(second))
    if younger and chance.happens(0.2):
        return f"{name} {chance.choice(listed(given))} {more}"
    return f"{name} {more}" if more != name else name


def mothers_name(chance: Chance, province: str, birth_year: int) -> str:
    """The name of somebody's mother, who was born a generation before."""
    return full_name(chance, province, Sex.FEMALE, birth_year - 26)


def _lists(province: str, sex: Sex, birth_year: int) -> tuple[str, str]:
    word = _WORDS[sex]
    if province == MANDAR_PROVINCE:
        return f"mandar_{word}", "mandar_second"
    age = "younger" if birth_year >= YOUNGER_FROM else "older"
    return f"{word}_{age}", f"{word}_second"
