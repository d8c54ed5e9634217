"""Whole rupiah. An amount is an `int`; there are no cents and no floats."""

from lokal import format_rupiah as _format

Rupiah = int


def format_rupiah(amount: Rupiah) -> str:
    """`Rp16.800`."""
    return _format(amount)
