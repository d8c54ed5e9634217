"""One row of a sheet: its cells read, put together, and compared with what its NIK says."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from msgspec import Struct, field

from agentapp.funds.sheets.assembly import birth_date_of, oddities, person_of
from agentapp.funds.sheets.cell import Cell, cell_at, is_blank
from agentapp.funds.sheets.column_reader import column_readers
from agentapp.funds.sheets.columns import REQUIRED, Field
from agentapp.funds.sheets.identity import all_cut
from agentapp.funds.sheets.kinds import KINDS, ORDER, TO_LOOK_AT
from agentapp.funds.sheets.layout import Layout
from agentapp.funds.sheets.person import Person
from agentapp.funds.sheets.problem import Problem, Unreadable, masked
from agentapp.funds.sheets.villages import Villages

_MISSING = {Field.NIK: "nik_missing", Field.NAME: "name_missing"}
_ASKED_APART = frozenset({Field.VILLAGE, Field.VILLAGE_CODE, Field.BIRTH_DATE, Field.SEX})
"""What other columns may say as well."""


class Row(Struct):
    """A row being read. `person` only where `problems` is empty."""

    values: dict[Field, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    person: Person | None = None

    def sort(self) -> None:
        """What is to be mended first comes first."""
        self.problems.sort(key=lambda each: ORDER[each.code])
        self.warnings.sort(key=lambda each: ORDER[each.code])


class RowReader:
    """Reads the rows of a sheet with one layout. `required`: the fields that no row may leave empty."""

    def __init__(self, layout: Layout, villages: Villages, required: Collection[Field] = REQUIRED) -> None:
        self._layout = layout
        self._villages = villages
        self._required = frozenset(required)
        self._niks_cut = False
        self._asked = [each for each in Field if each in self._required - _ASKED_APART]
        self._columns = column_readers(layout)
        hamlet = layout.columns.get(Field.HAMLET)
        self._hamlet_title = (
            layout.titles[hamlet.index] if hamlet and hamlet.index < len(layout.titles) else ""
        )

    def learn(self, sample: Iterable[Sequence[Cell]]) -> None:
        """See by some rows whether the NIKs were cut to 15 digits before they became text."""
        self._niks_cut = all_cut(self.cell(cells, Field.NIK) for cells in sample)

    def read(self, cells: Sequence[Cell]) -> Row:
        """The row's person if everything reads, and what is wrong or odd about it."""
        row = Row()
        self._read_cells(row, cells)
        if self._niks_cut and Field.NIK in row.values and row.values[Field.NIK].digits.endswith("0"):
            self._note(row, Unreadable("nik_rounded"), Field.NIK, cells)
        village_code = self._village(row, cells)
        birth_date = self._birth_date(row, cells)
        if not row.problems:
            assert birth_date is not None
            row.person = person_of(row.values, birth_date, village_code, self._hamlet_title)
            for at, odd in oddities(row.values, row.person):
                self._note(row, odd, at, cells)
        if row.problems or row.warnings:
            row.sort()
        return row

    def _read_cells(self, row: Row, cells: Sequence[Cell]) -> None:
        width, values = len(cells), row.values
        for column in self._columns:
            try:
                value = column.read(cells[column.index]) if column.index < width else None
                if value is not None:
                    values[column.field] = value
            except Unreadable as error:
                self._note(row, error, column.field, cells)
        for each in self._asked:
            if each not in values and is_blank(self.cell(cells, each)):
                self._note(row, Unreadable(_MISSING.get(each, "missing")), each, cells)

    def _village(self, row: Row, cells: Sequence[Cell]) -> str:
        found = row.values.get
        try:
            return self._villages.find(
                found(Field.VILLAGE_CODE, ""),
                found(Field.VILLAGE, ""),
                found(Field.DISTRICT, ""),
                found(Field.REGENCY, ""),
            )
        except Unreadable as error:
            by_name = Field.VILLAGE in self._layout.columns
            self._note(row, error, Field.VILLAGE if by_name else Field.VILLAGE_CODE, cells)
            return ""

    def _birth_date(self, row: Row, cells: Sequence[Cell]) -> date | None:
        try:
            return birth_date_of(row.values)
        except Unreadable as error:
            self._note(row, error, Field.BIRTH_DATE, cells)
            return None

    def _note(self, row: Row, error: Unreadable, at: Field, cells: Sequence[Cell]) -> None:
        message = error.message or KINDS[error.code].repair
        problem = Problem(error.code, at, message, masked(at, self.cell(cells, at)), error.params)
        soft = error.code in TO_LOOK_AT and at not in self._required
        (row.warnings if soft else row.problems).append(problem)

    def cell(self, cells: Sequence[Cell], at: Field) -> Cell:
        """What stands in the field's column, empty where there is none."""
        column = self._layout.columns.get(at)
        return cell_at(cells, column.index) if column else ""
