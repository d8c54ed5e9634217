"""Reads a CSV of denominators: a region a line, its informal workers, perhaps its population and a note."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from agentapp.core.errors import N_, DomainError
from agentapp.places.registry import place

COLUMNS = {
    "region_code": ("kode_wilayah", "kode", "region_code", "code"),
    "workers": ("pekerja_informal", "jumlah_pekerja", "pekerja", "workers"),
    "population": ("penduduk", "jumlah_penduduk", "population"),
    "note": ("catatan", "keterangan", "note"),
}
"""What each column may be called, in any case."""
NEEDED = ("region_code", "workers")
MOST = 2**31 - 1
MOST_TOLD = 20
NOTE_LENGTH = 300
_THOUSANDS = re.compile(r"\d{1,3}([. ]\d{3})+|\d+", re.ASCII)


class UnreadableSheet(DomainError):
    """Not one line could be read."""

    status = 422
    default = N_("Berkas ini tidak bisa dibaca. Simpan sebagai CSV, lalu coba lagi.")


@dataclass(frozen=True, slots=True)
class Line:
    """What one line of the sheet says."""

    region_code: str
    workers: int
    population: int | None
    note: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line cannot be taken. `number` is that of the spreadsheet; `message` is to be translated."""

    number: int
    message: str
    value: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """All lines, or what is wrong with them: with any fault nothing is taken."""

    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]


def read_sheet(content: bytes) -> Sheet:
    """Read UTF-8 or Windows-1252, commas, semicolons or tabs. Raises UnreadableSheet."""
    rows = _rows(content)
    columns = _columns(next(rows, (0, []))[1])
    lines: dict[str, Line] = {}
    faults: list[Fault] = []
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        found = _line(number, {name: cells[at].strip() for name, at in columns.items() if at < len(cells)})
        if isinstance(found, Line) and found.region_code in lines:
            found = Fault(number, N_("Wilayah ini sudah ada di baris sebelumnya."), found.region_code)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            lines[found.region_code] = found
    if not lines and not faults:
        raise UnreadableSheet(N_("Berkas ini tidak berisi satu wilayah pun."))
    return Sheet(tuple(lines.values()), tuple(faults))


def _rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = decoded(content)
    heading = text.split("\n", 1)[0]
    mark = max(";,\t", key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise UnreadableSheet from error


def decoded(content: bytes) -> str:
    """The text of a file, UTF-8 or Windows-1252. Raises UnreadableSheet for what is no text."""
    if b"\0" in content:
        raise UnreadableSheet
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _columns(heading: Iterable[str]) -> dict[str, int]:
    names = ["_".join(cell.lower().split()) for cell in heading]
    found = {
        column: names.index(name)
        for column, known in COLUMNS.items()
        for name in known[::-1]
        if name in names
    }
    if any(column not in found for column in NEEDED):
        raise UnreadableSheet(N_("Baris pertama harus memuat kolom kode_wilayah dan pekerja_informal."))
    return found


def _line(number: int, cells: Mapping[str, str]) -> Line | Fault:
    code = cells.get("region_code", "")
    if place(code) is None:
        return Fault(number, N_("Kode wilayah ini tidak dikenal."), code)
    workers, population = _count(cells.get("workers", "")), _count(cells.get("population", ""))
    if workers is None:
        return Fault(number, N_("Jumlah pekerja bukan bilangan bulat."), cells.get("workers", ""))
    if cells.get("population") and population is None:
        return Fault(number, N_("Jumlah penduduk bukan bilangan bulat."), cells["population"])
    return Line(code, workers, population, cells.get("note", "")[:NOTE_LENGTH])


def _count(text: str) -> int | None:
    """`1.234`, `1 234` or `1234`; None for anything else."""
    number = int(re.sub(r"\D", "", text)) if _THOUSANDS.fullmatch(text) else None
    return number if number is not None and number <= MOST else None
