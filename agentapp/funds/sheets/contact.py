"""Phone numbers as they stand in cells."""

import re

from agentapp.core.phone import InvalidPhone, parse_phone
from agentapp.funds.sheets.cell import Cell, text_of
from agentapp.funds.sheets.problem import Unreadable

_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?\s?e\s?\+?\d+", re.IGNORECASE)
_WITH_FRACTION = re.compile(r"(\d{9,14})\.0", re.ASCII)
_SEVERAL = re.compile(r"[/;,]| atau | dan ")
_OWNER = re.compile(r"\s*\(.*\)$|^(?:hp|wa|telp|tlp)\s*[.:]\s*", re.IGNORECASE)


def read_phone(cell: Cell) -> str:
    """E.164; of several numbers the first that can be dialled. A number's lost leading zero does not matter.

    Raises Unreadable.
    """
    text = text_of(cell)
    if not text.isdigit():
        text = _OWNER.sub("", text)
    if _SCIENTIFIC.fullmatch(text):
        raise Unreadable("phone_rounded")
    text = _WITH_FRACTION.sub(r"\1", text)
    for each in dict.fromkeys((text, *_SEVERAL.split(text))):
        try:
            return parse_phone(each)
        except InvalidPhone:
            continue
    raise Unreadable("phone_odd")
