"""What a column holds, by what stands in its cells: for sheets whose titles are useless."""

from collections.abc import Callable, Sequence
from datetime import date

from agentapp.core.clock import today
from agentapp.funds.sheets.cell import Cell, is_blank, text_of
from agentapp.funds.sheets.cells import READERS
from agentapp.funds.sheets.columns import Field
from agentapp.funds.sheets.problem import Unreadable
from agentapp.places.registry import place
from agentapp.programmes.occupations import occupation_of

_ENOUGH = 0.7
_OLDEST, _YOUNGEST = 100, 12
_SEX_LENGTH = 12
_NIK_LENGTHS = range(15, 18)
_INCOMES = range(200_000, 50_000_001)
_CODE_LENGTH = 10


def _reads(field: Field, cell: Cell) -> bool:
    try:
        READERS[field](cell)
    except Unreadable:
        return False
    return True


def _is_nik(cell: Cell) -> bool:
    """Also one that lost digits: the column is meant to hold NIKs."""
    if isinstance(cell, int | float):
        return len(str(int(cell))) in _NIK_LENGTHS if abs(cell) < 1e18 else False
    digits = "".join(filter(str.isdigit, text_of(cell)))
    return len(digits) in _NIK_LENGTHS or ("E+15" in text_of(cell).upper())


def _is_birthday(cell: Cell) -> bool:
    if isinstance(cell, str) and len("".join(filter(str.isdigit, cell))) > len("31121970"):
        return False
    if not isinstance(cell, str | date):
        return False
    try:
        days = READERS[Field.BIRTH_DATE](cell)
    except Unreadable:
        return False
    return any(_YOUNGEST <= today().year - day.year <= _OLDEST for day in days)


def _is_birth(cell: Cell) -> bool:
    text = text_of(cell)
    return (
        isinstance(cell, str)
        and text[:1].isalpha()
        and "," in text
        and _reads(Field.BIRTH, cell)
        and text[-1].isdigit()
    )


def _is_sex(cell: Cell) -> bool:
    return (
        isinstance(cell, str) and len(cell) <= _SEX_LENGTH and not cell.isdigit() and _reads(Field.SEX, cell)
    )


def _is_village_code(cell: Cell) -> bool:
    digits = text_of(cell).replace(".", "")
    dotted = f"{digits[:2]}.{digits[2:4]}.{digits[4:6]}.{digits[6:]}"
    return len(digits) == _CODE_LENGTH and place(dotted) is not None


def _is_income(cell: Cell) -> bool:
    return _reads(Field.MONTHLY_INCOME, cell) and READERS[Field.MONTHLY_INCOME](cell) in _INCOMES


def _is_heir(cell: Cell) -> bool:
    return "(" in str(cell) and _reads(Field.HEIRS, cell)


def _is_programme(cell: Cell) -> bool:
    return "jkk" in text_of(cell).casefold()


def _is_job(cell: Cell) -> bool:
    return isinstance(cell, str) and occupation_of(cell) is not None


CONTENTS: dict[Field, Callable[[Cell], bool]] = {
    Field.NIK: _is_nik,
    Field.VILLAGE_CODE: _is_village_code,
    Field.BIRTH: _is_birth,
    Field.BIRTH_DATE: _is_birthday,
    Field.SEX: _is_sex,
    Field.PROGRAMMES: _is_programme,
    Field.HEIRS: _is_heir,
    Field.PHONE: lambda cell: _reads(Field.PHONE, cell),
    Field.MONTHLY_INCOME: _is_income,
    Field.OCCUPATION: _is_job,
}
"""What can be told from cells alone, the plainest first."""


def share(field: Field, cells: Sequence[Cell]) -> float:
    """How many of the filled cells look like `field`, 0 to 1; 0 where nothing is filled."""
    filled = [cell for cell in cells if cell != "" and not is_blank(cell)]
    return sum(map(CONTENTS[field], filled)) / len(filled) if filled else 0


def looks_like(field: Field, cells: Sequence[Cell]) -> bool:
    """Whether most of the filled cells look like `field`."""
    return share(field, cells) >= _ENOUGH


def looks_like_names(cells: Sequence[Cell]) -> bool:
    """Whether the cells hold different words of letters: people's names, where nothing else is known."""
    texts = [text_of(cell) for cell in cells if isinstance(cell, str) and not is_blank(cell)]
    lettered = [text for text in texts if text.replace(" ", "").replace(".", "").replace("'", "").isalpha()]
    return bool(texts) and len(lettered) >= _ENOUGH * len(cells) and len(set(texts)) >= _ENOUGH * len(texts)
