"""Whole rupiah. An amount is an `int`; there are no cents and no floats."""

import re

from lokal import format_rupiah as _format
from lokal import parse_rupiah

Rupiah = int

_NOT_DIGIT = re.compile(r"[^0-9]")
_GROUPED = re.compile(r"(?:rp\.? ?)?(?:[0-9]{1,12}|[0-9]{1,3}(?:[. ][0-9]{3}){1,4})(?:,-|,00)?", re.ASCII)
_IN_WORDS = re.compile(r"(?:rp\.? ?)?[0-9]{1,4}(?:[.,][0-9]{1,3})? ?(?:rb|ribu|k|jt|juta)", re.ASCII)


def format_rupiah(amount: Rupiah) -> str:
    """`Rp16.800`."""
    return _format(amount)


def read_rupiah(text: str) -> Rupiah:
    """An amount as people write it: `1500000`, `1.500.000`, `Rp 1,5 juta`. Raises ValueError.

    Grouped digits, or a figure with one of the words people use: `lokal-id` alone reads `1 500 000` as 501.
    """
    text = text.casefold()
    if _GROUPED.fullmatch(text):
        return int(_NOT_DIGIT.sub("", text.removesuffix(",00")))
    parsed = parse_rupiah(text) if _IN_WORDS.fullmatch(text) else None
    if parsed is None or parsed.amount != int(parsed.amount):
        raise ValueError(text)
    return int(parsed.amount)
