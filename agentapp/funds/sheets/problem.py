"""What is wrong with a row, in words that an officer understands."""

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from agentapp.funds.sheets.cell import Cell, text_of
from agentapp.funds.sheets.columns import Field
from agentapp.funds.sheets.words import in_indonesian

_LONGEST_VALUE = 40
_LONG_NUMBER = re.compile(r"\d(?:[\s.,\-/]?\d){4,}")
_TAIL = {Field.NIK: 4, Field.PHONE: 3, Field.HEIR_PHONE: 3}
_UNSHOWN = frozenset({Field.BIRTH_DATE, Field.BIRTH, Field.MOTHER_NAME})


class Unreadable(Exception):
    """A cell that does not read as what its column holds. `code` is a kind of `kinds.KINDS`.

    Where one is kept and raised again: `with_traceback(None)`, or it grows with every raise and holds every frame.
    """

    def __init__(self, code: str, message: str = "", **params: Any) -> None:
        self.code = code
        self.message = message
        self.params = params
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one cell. A plain value: `to_json` and `from_json` keep it.

    `message` is an Indonesian text of the catalogue, to be filled with `params`; `value` is what stood in the cell,
    masked: of NIK and phone the last digits, nothing of birth dates and mothers' names.
    """

    code: str
    field: Field
    message: str
    value: str = ""
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def words(self) -> str:
        """The message in Indonesian."""
        return in_indonesian(self.message, **self.params)

    def to_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "field": str(self.field),
            "message": self.message,
            "value": self.value,
            "params": dict(self.params),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """What `to_json` gave."""
        return cls(kept["code"], Field(kept["field"]), kept["message"], kept["value"], kept["params"])


def masked(field: Field, cell: Cell) -> str:
    """What may be shown of a cell: never a whole NIK, phone number or birth date, in whatever column it stands."""
    if field in _UNSHOWN:
        return ""
    text = text_of(cell)
    if field in _TAIL:
        return f"…{text[-_TAIL[field] :]}"
    hidden = _LONG_NUMBER.sub(lambda number: f"…{number[0][-2:]}", text)
    return hidden if len(hidden) <= _LONGEST_VALUE else f"{hidden[:_LONGEST_VALUE]}…"
