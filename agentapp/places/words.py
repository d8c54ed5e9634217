"""What kinds of regions are called, and which zone's clock they keep."""

import re
from zoneinfo import ZoneInfo

_ADMINISTRATIVE = re.compile(r"^Kabupaten (Administrasi )?|(?<=^Kota )Administrasi ")

_DESA_IN_WEST_SUMATRA = ("13.09", "13.73", "13.77")
_PAPUA = ("91", "92", "93", "94", "95", "96")
_VILLAGE_WORDS = {"11": "Gampong", "13": "Nagari"} | dict.fromkeys(_PAPUA, "Kampung")

_WESTERN = (*map(str, range(11, 20)), "21", "31", "32", "33", "34", "35", "36", "61", "62")
_CENTRAL = ("51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76")
_EASTERN = ("81", "82", *_PAPUA)
ZONES = (
    dict.fromkeys(_WESTERN, ZoneInfo("Asia/Jakarta"))
    | dict.fromkeys(_CENTRAL, ZoneInfo("Asia/Makassar"))
    | dict.fromkeys(_EASTERN, ZoneInfo("Asia/Jayapura"))
)


def village_word(code: str) -> str:
    """`Kelurahan`, or what a *desa* is called there.

    *Gampong* in Aceh (UU 11/2006), *nagari* in West Sumatra (but for Mentawai, Sawahlunto and Pariaman),
    *kampung* in Papua (UU 21/2001). The fourth part of the code: 1xxx kelurahan, 2xxx desa, 3xxx customary.
    """
    kind = code[9]
    if kind == "1":
        return "Kelurahan"
    word = "Desa" if code[:5] in _DESA_IN_WEST_SUMATRA else _VILLAGE_WORDS.get(code[:2], "Desa")
    return f"{word} Adat" if kind == "3" else word


def district_word(code: str) -> str:
    """`Kecamatan`, or `Distrik` in Papua."""
    return "Distrik" if code[:2] in _PAPUA else "Kecamatan"


def names_its_kind(name: str, word: str) -> bool:
    """Whether "`word` `name`" would say the kind twice: *Desa Kampung Baru* is the whole name of a nagari."""
    return not word or name.startswith((f"{word} ", "Desa ", "Nagari ", "Kelurahan "))


def short_regency(name: str) -> str:
    """`Sijunjung` for `Kabupaten Sijunjung`; `Kota Solok` stays, for there is another Solok."""
    return _ADMINISTRATIVE.sub("", name)
