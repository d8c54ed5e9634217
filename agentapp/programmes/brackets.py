"""The contribution table as people edit it: a line a bracket, where it begins and its base, in rupiah.

`1.100.000; 1.200.000` a line; columns may also be parted by tabs or, where amounts have no dots, by commas.
A first line of names may say which of several columns are meant (`income_from`, `base`).
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from agentapp.core.errors import N_
from agentapp.core.money import Rupiah
from agentapp.programmes.rates import Bracket

MOST_BRACKETS = 100
LARGEST = 1_000_000_000
COLUMNS = ("income_from", "base")

_AMOUNT = re.compile(r"(?:Rp\.? ?)?([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one line of the table."""

    line: int
    message: str


def bracket_lines(brackets: tuple[Bracket, ...]) -> str:
    """The table as text, to be edited."""
    return "\n".join(f"{_dotted(each.income_from)}; {_dotted(each.base)}" for each in brackets)


def read_brackets(text: str) -> tuple[tuple[Bracket, ...], list[Problem]]:
    """The brackets that can be read in `text`, and what is wrong with the others or with their order."""
    lines = [(number, _cells(line)) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    columns = _columns(lines[0][1]) if lines else None
    read = [(number, _bracket(cells, columns or (0, 1))) for number, cells in lines[1 if columns else 0 :]]
    unread = [
        Problem(number, N_("tulis awal penghasilan dan dasar iuran")) for number, each in read if not each
    ]
    whole = [(number, each) for number, each in read if each]
    if unread or not whole:
        return (), unread or [Problem(1, N_("tabel belum berisi golongan"))]
    return tuple(each for _, each in whole), _disorder(whole)


def _cells(line: str) -> list[str]:
    mark = next((mark for mark in (";", "\t") if mark in line), ",")
    return [cell.strip() for cell in line.split(mark)]


def _columns(cells: list[str]) -> tuple[int, int] | None:
    """Where the two columns stand, if the first line names them."""
    names = [cell.lower() for cell in cells]
    return (names.index(COLUMNS[0]), names.index(COLUMNS[1])) if set(COLUMNS) <= set(names) else None


def _bracket(cells: list[str], columns: tuple[int, int]) -> Bracket | None:
    if len(cells) <= max(columns) or (columns == (0, 1) and len(cells) != len(COLUMNS)):
        return None
    begin, base = (_amount(cells[column]) for column in columns)
    return None if begin is None or not base else Bracket(begin, base)


def _amount(text: str) -> Rupiah | None:
    """An amount; an empty cell is zero, as where the lowest bracket begins. None where it does not read."""
    if not text:
        return 0
    match = _AMOUNT.fullmatch(text)
    amount = int(match[1].replace(".", "")) if match else LARGEST + 1
    return amount if amount <= LARGEST else None


def _disorder(rows: list[tuple[int, Bracket]]) -> list[Problem]:
    problems = []
    if rows[0][1].income_from != 0:
        problems.append(Problem(rows[0][0], N_("golongan pertama harus mulai dari 0")))
    if len(rows) > MOST_BRACKETS:
        problems.append(Problem(rows[MOST_BRACKETS][0], N_("paling banyak 100 golongan")))
    for (_, one), (number, other) in pairwise(rows):
        if other.income_from <= one.income_from or other.base <= one.base:
            problems.append(Problem(number, N_("harus lebih besar daripada golongan sebelumnya")))
        elif not one.income_from <= one.base < other.income_from:
            problems.append(Problem(number - 1, N_("dasar iuran harus berada di dalam golongannya")))
    return problems


def _dotted(amount: Rupiah) -> str:
    return f"{amount:,}".replace(",", ".")
