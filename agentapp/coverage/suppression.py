"""Small cells stay small secrets: what of a table anybody may read, though its total stands beside it.

Fewer than five are shown as just that. Because the total less all others would tell them, further cells are left out,
until every number from one to four stays possible for each small cell. Which ones are left out hangs on their names
alone, so that it says nothing of their numbers and stays the same from day to day.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

LEAST = 5
"""From so many people on a number is told."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a number: the number itself; that it is below LEAST (`few`); or nothing (`left_out`)."""

    number: int | None = None
    few: bool = False

    @property
    def left_out(self) -> bool:
        return self.number is None and not self.few


FEW = Told(few=True)
LEFT_OUT = Told()


def tell(number: int) -> Told:
    """A number that stands alone."""
    return FEW if 0 < number < LEAST else Told(number)


def tell_table(cells: Mapping[str, int]) -> dict[str, Told] | None:
    """The cells of a table whose total is told by `tell`; None where the table would give a small one away."""
    small = [name for name, number in cells.items() if 0 < number < LEAST]
    told = {name: tell(number) for name, number in cells.items()}
    if not small or sum(cells.values()) < LEAST:
        return told
    hidden = sum(cells[name] for name in small)
    others = sorted((name for name in cells if cells[name] >= LEAST), key=_by_name)
    for count in range(len(others) + 1):
        if _says_nothing(hidden, len(small), count):
            return told | dict.fromkeys(others[:count], LEFT_OUT)
        hidden += cells[others[count]] if count < len(others) else 0
    return None


def _says_nothing(hidden: int, small: int, left_out: int) -> bool:
    """Whether each small cell may still be anything from 1 to 4.

    All hidden cells come to `hidden`; of them `small` are between 1 and 4, `left_out` are 5 or more.
    """
    least_of_others = (small - 1) + LEAST * left_out
    most_of_others = None if left_out else (LEAST - 1) * (small - 1)
    may_be_most = hidden - (LEAST - 1) >= least_of_others
    may_be_least = most_of_others is None or hidden - 1 <= most_of_others
    return may_be_most and may_be_least


def _by_name(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()
