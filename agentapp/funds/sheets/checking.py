"""Staged checks of a list: the file (`read`), its columns, then row after row."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from msgspec import Struct

from agentapp.core.errors import N_
from agentapp.core.nik import NIK_DIGITS, Nik
from agentapp.funds.sheets.cell import Book, Cell, Line, cell_at, is_blank, text_of
from agentapp.funds.sheets.columns import LABELS, REQUIRED, Field
from agentapp.funds.sheets.example import is_example
from agentapp.funds.sheets.kinds import KINDS
from agentapp.funds.sheets.layout import Layout
from agentapp.funds.sheets.naming import meaning
from agentapp.funds.sheets.person import Person
from agentapp.funds.sheets.problem import Problem
from agentapp.funds.sheets.rows import Row, RowReader
from agentapp.funds.sheets.villages import Villages

_LEAST_FILLED = 3
_SAMPLE = 200
_LONGEST_COLUMN_NUMBER = 2
_TOTALS = ("jumlah", "total", "mengetahui", "catatan", "keterangan", "sumber", "dibuat oleh", "nip")

COLUMN_MISSING = N_("Kolom %(column)s belum ditemukan. Tunjukkan kolomnya, atau tambahkan ke berkas.")


class CheckedRow(Struct, frozen=True, gc=False):
    """A row of a list. `number` as in the spreadsheet.

    `person` where everything reads, else `problems` say what to mend; `warnings` keep nobody out. `repeats` is the
    sheet and number of the row above that has the same NIK: then `problems` says so, though `person` is there.
    """

    sheet: str
    number: int
    person: Person | None
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    repeats: tuple[str, int] | None = None


@dataclass(slots=True)
class Tally:
    """What was met so far: rows of people, rows passed over (sheet, number), and how many rows have each problem."""

    rows: int = 0
    readable: int = 0
    passed_over: list[tuple[str, int]] = field(default_factory=list)
    problems: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)

    def count(self, row: CheckedRow) -> None:
        """A row with several problems counts for the first: the one to be mended first."""
        self.rows += 1
        self.readable += row.person is not None and not row.problems
        if row.problems:
            self.problems[row.problems[0].code] += 1
        for code in {each.code for each in row.warnings}:
            self.warnings[code] += 1

    @property
    def by_kind(self) -> list[tuple[str, int]]:
        """Kinds of problems with how many rows have them, in the order in which to mend them."""
        return [(code, self.problems[code]) for code in KINDS if self.problems[code]]


def column_problems(layouts: Sequence[Layout], villages: Villages | None = None) -> list[tuple[str, Problem]]:
    """The columns that each sheet lacks, as (sheet, problem). The rows are not worth a look before.

    With the `villages` of a fund for one village, none need name it.
    """
    spared = {Field.VILLAGE} if villages and villages.only else set()
    return [
        (layout.sheet, Problem("column_missing", field, COLUMN_MISSING, params={"column": LABELS[field]}))
        for layout in layouts
        for field in layout.missing
        if field not in spared
    ]


class Checker:
    """Checks the rows of a book, sheet after sheet. One checker a book: it knows the NIKs already met.

    `villages.unknown` then holds the names for the officer to confirm, `tally` the numbers.
    """

    def __init__(self, villages: Villages, required: Collection[Field] = REQUIRED) -> None:
        self.villages = villages
        self.tally = Tally()
        self._required = required
        self._met: dict[str, tuple[str, int]] = {}

    def rows(self, book: Book, layouts: Sequence[Layout]) -> Iterator[CheckedRow]:
        """Every row of people, in the book's order; titles, totals, signatures and blank rows are passed over."""
        for layout in layouts:
            reader = self._reader(book, layout)
            for line in book.lines(layout.sheet):
                if line.number < layout.first_row or not any(line.cells):
                    continue
                if _is_nobody(reader, layout, line):
                    self.tally.passed_over.append((layout.sheet, line.number))
                    continue
                checked = self._checked(layout.sheet, line.number, reader.read(line.cells))
                self.tally.count(checked)
                yield checked

    def _reader(self, book: Book, layout: Layout) -> RowReader:
        reader = RowReader(layout, self.villages, self._required)
        sample = islice(book.lines(layout.sheet), layout.first_row - 1, layout.first_row + _SAMPLE)
        reader.learn(line.cells for line in sample)
        return reader

    def _checked(self, sheet: str, number: int, row: Row) -> CheckedRow:
        nik: Nik | None = row.values.get(Field.NIK)
        here = (sheet, number)
        before = self._met.setdefault(nik.digits, here) if nik else here
        if nik is None or before == here:
            return CheckedRow(sheet, number, row.person, tuple(row.problems), tuple(row.warnings))
        twice = Problem("nik_twice", Field.NIK, KINDS["nik_twice"].repair, f"…{nik.tail}", {"row": before[1]})
        return CheckedRow(
            sheet, number, row.person, (*row.problems, twice), tuple(row.warnings), repeats=before
        )


def _is_nobody(reader: RowReader, layout: Layout, line: Line) -> bool:
    """A row of totals, signatures, column numbers, repeated titles; or the template's example."""
    nik, name = reader.cell(line.cells, Field.NIK), reader.cell(line.cells, Field.NAME)
    if isinstance(nik, str) and len(nik) == NIK_DIGITS and nik.isdecimal():
        return is_example(nik, name)
    if not is_blank(nik):
        return _is_heading(nik, line.cells) or is_example(nik, name)
    if is_blank(name):
        return _filled(layout, line.cells) < _LEAST_FILLED
    return text_of(name).casefold().startswith(_TOTALS) or _filled(layout, line.cells) == 1


def _is_heading(nik: Cell, cells: Sequence[Cell]) -> bool:
    """The titles once more, or the numbers of the columns below them."""
    text = text_of(nik).strip("()")
    if text.isdigit():
        return len(text) <= _LONGEST_COLUMN_NUMBER and _counts_columns(cells)
    return not any(map(str.isdigit, text)) and meaning(text)[0] == Field.NIK


def _counts_columns(cells: Sequence[Cell]) -> bool:
    """`1 2 3 4 5` or `(1) (2) (3)` below the titles."""
    texts = [text_of(cell).strip("()") for cell in cells if cell != ""]
    return len(texts) > 1 and texts == [str(number) for number in range(1, len(texts) + 1)]


def _filled(layout: Layout, cells: Sequence[Cell]) -> int:
    return sum(
        not is_blank(cell_at(cells, column.index))
        for field, column in layout.columns.items()
        if field != Field.NUMBER
    )
