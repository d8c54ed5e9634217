"""NIK and sex as they stand in cells."""

import re
from collections.abc import Iterable

from agentapp.core.nik import NIK_DIGITS, InvalidNik, Nik, Sex
from agentapp.funds.sheets.cell import Cell, text_of
from agentapp.funds.sheets.problem import Unreadable

_EXACT = 2**53
"""From here on a floating-point number skips odd numbers."""

_ENOUGH = 8
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?\s?e\s?\+?\d+", re.IGNORECASE)
_WITH_FRACTION = re.compile(r"(\d{15,17})[.,]0*", re.ASCII)
_TITLE = re.compile(r"^(?:no\.?\s*)?(?:nik|ktp)\s*[:.=]?\s*", re.IGNORECASE)
_DRESS = re.compile(r"[\s.,\-_/'’`\"]")
_SEXES = {
    Sex.MALE: "l lk laki lakilaki lelaki pria m male man 1 cowok laki2",
    Sex.FEMALE: "p pr perempuan wanita f female woman w 2 cewek",
}
_SEX_OF = {word: sex for sex, words in _SEXES.items() for word in words.split()}
_BETWEEN_WORDS = re.compile(r"[^a-z0-9]+")


def read_nik(cell: Cell) -> Nik:
    """A NIK from text in any dressing, or from a number that still has all its digits. Raises Unreadable.

    Excel keeps 15 digits of a number, so one that ends in 0 has probably lost its last digit; above 2**53 a number
    cannot hold every NIK.
    """
    if isinstance(cell, int | float):
        return _parsed(_digits_of_number(cell))
    if isinstance(cell, str) and len(cell) == NIK_DIGITS and cell.isascii() and cell.isdigit():
        return _parsed(cell)
    text = _TITLE.sub("", text_of(cell))
    if _SCIENTIFIC.fullmatch(text):
        raise Unreadable("nik_scientific")
    if match := _WITH_FRACTION.fullmatch(text):
        return _parsed(_digits_of_number(int(match[1])))
    return _parsed(_DRESS.sub("", text))


def _digits_of_number(number: float) -> str:
    if number != number or number in (float("inf"), float("-inf")) or number != int(number):
        raise Unreadable("nik_letters")
    digits = str(int(number))
    if len(digits) == NIK_DIGITS and (number > _EXACT or digits.endswith("0")):
        raise Unreadable("nik_rounded")
    return digits


def _parsed(digits: str) -> Nik:
    if not (digits.isascii() and digits.isdigit()):
        raise Unreadable("nik_letters")
    if len(digits) != NIK_DIGITS:
        raise Unreadable("nik_length", count=len(digits))
    try:
        return Nik.parse(digits)
    except InvalidNik as error:
        raise Unreadable("nik_impossible", error.message) from None


def all_cut(cells: Iterable[Cell]) -> bool:
    """Whether the NIKs of a column were cut to 15 digits before they became text: all of at least eight end in 0."""
    digits = [_DRESS.sub("", text_of(cell)) for cell in cells]
    whole = [each for each in digits if len(each) == NIK_DIGITS and each.isdigit()]
    return len(whole) >= _ENOUGH and all(each.endswith("0") for each in whole)


def read_sex(cell: Cell) -> Sex:
    """`L`, `P`, `Laki-laki`, `Wanita`, `1`, `2`, `M`, `F`. Raises Unreadable."""
    found = _SEX_OF.get(_BETWEEN_WORDS.sub("", text_of(cell).casefold()))
    if found is None:
        raise Unreadable("sex_odd")
    return found
