"""Three people of Kamang, as an officer would list them."""

from datetime import date
from typing import Any

TITLES = [
    "no", "NIK", "nama", "tempat_lahir", "tgl_lahir", "jk", "alamat", "kode_wilayah_desa", "hp", "nama_ibu",
    "pekerjaan", "lokasi_kerja", "penghasilan", "program", "bulan_mulai", "jumlah_bulan", "sumber_data", "desil",
    "ahli_waris",
]  # fmt: skip
NIKS = ["1303060702680002", "1303065505750003", "1303061708900011"]
BIRTHS = [date(1968, 2, 7), date(1975, 5, 15), date(1990, 8, 17)]
NAMES = ["Syafrizal", "Hj. Nurlela", "Rahmat Hidayat"]
SEXES = ["L", "P", "L"]
VILLAGE = "13.03.06.2002"


def person(at: int, **changes: Any) -> list[Any]:
    """The row of person `at`, 0 to 2; `changes` by title."""
    row = [
        at + 1, NIKS[at], NAMES[at], "Sijunjung", BIRTHS[at], SEXES[at], "Jorong Koto", VILLAGE,
        f"08123456789{at}", "Rosmaini", "Petani", "Kebun Kamang", 1_500_000, "JKK + JKM", "Januari 2027", 12,
        "DTSEN", 2, "Rosni (istri)",
    ]  # fmt: skip
    for title, cell in changes.items():
        row[TITLES.index(title)] = cell
    return row


def people(**changes: Any) -> list[list[Any]]:
    """Titles and all three; a change that is a list has one value for each."""
    each = [
        {title: cell[at] if isinstance(cell, list) else cell for title, cell in changes.items()}
        for at in range(3)
    ]
    return [TITLES, *(person(at, **each[at]) for at in range(3))]


def short(titles: list[str], *columns: list[Any]) -> list[list[Any]]:
    """Three rows with other titles, given by column."""
    return [titles, *map(list, zip(*columns, strict=True))]
