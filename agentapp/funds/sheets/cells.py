"""How the cells of each column are read: one reader a field, from a cell to the domain's type."""

from collections.abc import Callable, Mapping
from typing import Any

from agentapp.funds.sheets.birth import read_birth, read_days
from agentapp.funds.sheets.cell import Cell, text_of
from agentapp.funds.sheets.choices import read_decile, read_first_month, read_months, read_programmes
from agentapp.funds.sheets.columns import Field
from agentapp.funds.sheets.contact import read_phone
from agentapp.funds.sheets.heirs import read_heirs
from agentapp.funds.sheets.identity import read_nik, read_sex
from agentapp.funds.sheets.problem import Unreadable
from agentapp.funds.sheets.proper_names import proper_name
from agentapp.funds.sheets.work import read_income, read_job

Reader = Callable[[Cell], Any]

LONGEST_NAME = 120


def read_name(cell: Cell) -> str:
    """A person's name, from capitals into proper letters. Raises Unreadable if there are digits, or no letters."""
    text = text_of(cell)
    if not text.replace(" ", "").isalpha() and (
        any(map(str.isdigit, text)) or not any(map(str.isalpha, text))
    ):
        raise Unreadable("name_odd")
    if len(text) > LONGEST_NAME:
        raise Unreadable("too_long", most=LONGEST_NAME)
    return proper_name(text)


def line_of(most: int) -> Reader:
    """A reader of one-line texts of at most `most` letters."""

    def read_line(cell: Cell) -> str:
        text = text_of(cell)
        if len(text) > most:
            raise Unreadable("too_long", most=most)
        return text

    return read_line


def _place_of_birth(cell: Cell) -> str:
    return proper_name(_PLACE_NAME(cell))


def _as_it_is(cell: Cell) -> Cell:
    return cell


_PLACE_NAME = line_of(80)

READERS: Mapping[Field, Reader] = {
    Field.NIK: read_nik,
    Field.NAME: read_name,
    Field.BIRTH_PLACE: _place_of_birth,
    Field.BIRTH_DATE: read_days,
    Field.BIRTH: read_birth,
    Field.SEX: read_sex,
    Field.ADDRESS: line_of(160),
    Field.HAMLET: line_of(60),
    Field.RT: line_of(10),
    Field.RW: line_of(10),
    Field.VILLAGE_CODE: _as_it_is,
    Field.VILLAGE: _as_it_is,
    Field.DISTRICT: _as_it_is,
    Field.REGENCY: _as_it_is,
    Field.PHONE: read_phone,
    Field.MOTHER_NAME: read_name,
    Field.OCCUPATION: read_job,
    Field.WORK_PLACE: line_of(160),
    Field.MONTHLY_INCOME: read_income,
    Field.PROGRAMMES: read_programmes,
    Field.FIRST_MONTH: read_first_month,
    Field.MONTHS: read_months,
    Field.SOURCE: line_of(80),
    Field.DECILE: read_decile,
    Field.HEIRS: read_heirs,
    Field.HEIR_RELATION: line_of(60),
    Field.HEIR_PHONE: read_phone,
}
"""`NUMBER` is nobody's concern."""

REPEATING = frozenset(
    {
        Field.BIRTH_PLACE,
        Field.BIRTH_DATE,
        Field.SEX,
        Field.HAMLET,
        Field.RT,
        Field.RW,
        Field.VILLAGE_CODE,
        Field.VILLAGE,
        Field.DISTRICT,
        Field.REGENCY,
        Field.OCCUPATION,
        Field.WORK_PLACE,
        Field.MONTHLY_INCOME,
        Field.PROGRAMMES,
        Field.FIRST_MONTH,
        Field.MONTHS,
        Field.SOURCE,
        Field.DECILE,
        Field.HEIR_RELATION,
    }
)
"""Columns that hold the same few values over and over: each value is read once."""
