"""How likely two records are one person, by their names and their mothers' names.

Names in Indonesia are spelled in many ways: by the old orthography (`Soekarno`, `Djoko`, `Tjahjono`), with Arabic
sounds written freely (`Syafrizal`, `Rachmat`), shortened (`Mhd`, `M.`, `St.`), and with or without titles. All of
these are made equal before rapidfuzz compares what is left.
"""

import re

from rapidfuzz import fuzz

from agentapp.workers.names import name_key

POSSIBLE = 78
"""From this score on a reviewer is shown the other person."""

LIKELY = 90
"""From this score on the two are probably one person."""

_OWN_SHARE = 0.6
_TITLES = frozenset(
    {
        "h",
        "hj",
        "haji",
        "hajjah",
        "drs",
        "dra",
        "dr",
        "ir",
        "prof",
        "ustad",
        "ustadz",
        "ustadzah",
        "kh",
        "tgk",
        "teungku",
    }
    | {"alm", "almh"}
)
_DEGREE = re.compile(r",.*$")
_SHORT = {
    "muhamad": (
        "mhd",
        "moh",
        "mohd",
        "muh",
        "muhd",
        "mohamad",
        "mohammad",
        "mochamad",
        "mochammad",
        "muhammad",
    ),
    "siti": ("st", "sitti"),
    "abdul": ("abd",),
}
_WRITTEN_OUT = {short: name for name, shorts in _SHORT.items() for short in shorts}
_SPELLINGS = (
    (re.compile("oe"), "u"),
    (re.compile("dj"), "j"),
    (re.compile("tj"), "c"),
    (re.compile("nj"), "ny"),
    (re.compile("sy|sj|sh"), "s"),
    (re.compile("kh|ch"), "h"),
    (re.compile("ph|v"), "f"),
    (re.compile("q"), "k"),
    (re.compile(r"(.)\1+"), r"\1"),
)


def same_person_score(name_a: str, mother_a: str, name_b: str, mother_b: str) -> int:
    """How alike two people are in name and mother's name: 0 to 100, the last for the same words in any order.

    Symmetric. Case, spaces, accents, titles and the spellings named above do not count. The own name weighs
    60 %, the mother's 40 %; where a mother's name is missing, the own name alone decides. See POSSIBLE, LIKELY.
    """
    return Sought(name_a, mother_a).score(name_b, mother_b)


class Sought:
    """One person, to be compared with many: the own names are brought into one spelling once."""

    def __init__(self, name: str, mother: str) -> None:
        self._own, self._mother = spelled_alike(name), spelled_alike(mother)

    def score(self, name: str, mother: str, least: int = 0) -> int:
        """As `same_person_score`; 0 where the own name alone rules out `least`, as it does for most."""
        own = _alike(self._own, spelled_alike(name))
        if _weighed(own, 100) < least:
            return 0
        other = spelled_alike(mother)
        return _weighed(own, _alike(self._mother, other)) if self._mother and other else round(own)


def _weighed(own: float, mother: float) -> int:
    return round(_OWN_SHARE * own + (1 - _OWN_SHARE) * mother)


def _alike(one: str, other: str) -> float:
    """0 to 100. Half of it forgives a word that only one of the two has (`Yusuf`, `Muhammad Yusuf`)."""
    return (
        fuzz.token_sort_ratio(one, other) + max(fuzz.ratio(one, other), fuzz.token_set_ratio(one, other))
    ) / 2


def spelled_alike(name: str) -> str:
    """The name as it sounds, without titles: equal for spellings that mean the same."""
    words = _bare(_DEGREE.sub("", name)) or _bare(name) or name_key(name).split()
    if words[:1] == ["m"] and len(words) > 1:
        words[0] = "muhamad"
    return _sound(" ".join(_WRITTEN_OUT.get(word, word) for word in words))


def _bare(name: str) -> list[str]:
    return [word for word in name_key(name).split() if word not in _TITLES]


def _sound(words: str) -> str:
    for spelling, sound in _SPELLINGS:
        words = spelling.sub(sound, words)
    return words
