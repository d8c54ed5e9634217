"""How the simulated bank reads what it is asked."""

from collections.abc import Mapping
from typing import Any


class BadField(Exception):
    """A field that is missing or of another form."""


def text(fields: Mapping[str, Any], *path: str) -> str:
    """The text at `path`. Raises BadField."""
    found: Any = fields
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    if not isinstance(found, str) or not found:
        raise BadField(path[-1])
    return found


def rupiah(fields: Mapping[str, Any], name: str) -> int:
    """Whole rupiah of an amount `{"value": "16800.00", "currency": "IDR"}`. Raises BadField."""
    value, currency = text(fields, name, "value"), text(fields, name, "currency")
    whole, _, cents = value.partition(".")
    if not (
        whole.isascii() and whole.isdigit() and int(whole[:15]) > 0 and cents == "00" and currency == "IDR"
    ):
        raise BadField(name)
    return int(whole[:15])
