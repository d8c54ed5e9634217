"""Lists of people as an officer sends them, made of facts."""

import csv
from collections.abc import Iterable, Mapping
from io import StringIO

from agentapp.core.nik import Sex
from tests.factories import MOTHERS, SUNGAI_LANSEK, born, full_name, make_nik

TITLES = (
    "NIK",
    "Nama",
    "Tanggal lahir",
    "L/P",
    "Alamat",
    "Kode desa",
    "No HP",
    "Nama ibu",
    "Pekerjaan",
    "Penghasilan",
    "Bulan mulai",
    "Jumlah bulan",
    "Desil",
    "Ahli waris",
)


def person(n: int, **told: str) -> dict[str, str]:
    """Row `n` of a list: somebody of an age to join, in Sungai Lansek."""
    sex = Sex.FEMALE if n % 2 else Sex.MALE
    return {
        "NIK": make_nik(n, sex=sex).digits,
        "Nama": full_name(n).upper(),
        "Tanggal lahir": f"{born(n):%d/%m/%Y}",
        "L/P": "P" if sex == Sex.FEMALE else "L",
        "Alamat": "Jorong Koto, RT 02",
        "Kode desa": SUNGAI_LANSEK,
        "No HP": f"0812{n:08d}",
        "Nama ibu": MOTHERS[n % len(MOTHERS)],
        "Pekerjaan": "Petani",
        "Penghasilan": "1000000",
        "Bulan mulai": "",
        "Jumlah bulan": "",
        "Desil": "2",
        "Ahli waris": "Suryani (istri)",
    } | told


def sheet(rows: Iterable[Mapping[str, str]]) -> bytes:
    """The rows as CSV."""
    text = StringIO()
    writer = csv.DictWriter(text, TITLES)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def people(count: int, start: int = 1, **told: str) -> bytes:
    return sheet(person(n, **told) for n in range(start, start + count))
