"""The QR code of a card: an SVG for pages, rows of dark runs for paper."""

from collections.abc import Iterator

import segno

QUIET = 2
"""Light modules around the code; with the card's own white they make the four that readers want."""


def qr_svg(text: str) -> str:
    """An `<svg>` element that shows `text`; decorative, without sizes of its own."""
    return str(
        segno.make_qr(text, error="m").svg_inline(
            border=QUIET, omitsize=True, svgclass="qr", lineclass=None, dark="#000", light="#fff"
        )
    )


def qr_runs(text: str) -> tuple[int, Iterator[tuple[int, int, int]]]:
    """How many modules the code is wide, and its dark runs: (row, first column, length)."""
    matrix = segno.make_qr(text, error="m").matrix
    return len(matrix), _runs(matrix)


def _runs(matrix: tuple[bytearray, ...]) -> Iterator[tuple[int, int, int]]:
    for row, modules in enumerate(matrix):
        start = None
        for column, dark in enumerate([*modules, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                yield row, start, column - start
                start = None
