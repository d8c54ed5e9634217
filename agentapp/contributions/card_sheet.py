"""Cards on paper: eight on an A4 sheet, in the size of a bank card (ISO/IEC 7810 ID-1), with marks to cut along."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from agentapp.contributions.paper import A4, GREEN, INK, SOFT, WHITE, Paper
from agentapp.contributions.qr import qr_runs

WIDTH, HEIGHT = 85.6, 54.0
COLUMNS, ROWS = 2, 4
A_PAGE = COLUMNS * ROWS
LEFT = (210 - COLUMNS * WIDTH) / 2
TOP = (297 - ROWS * HEIGHT) / 2
MARGIN = 5.0
BAND = 12.0
QR = 25.0
MARK = 4.0
_NAME_SIZES = ((14.0, 1), (12.5, 1), (11.0, 2), (9.5, 3))
"""Sizes in points, and in how many lines a name may stand at each."""

_DOTS = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedCard:
    """What stands on one card; `url` is what its QR code opens."""

    name: str
    number: str
    programmes: str
    url: str


def card_sheet(cards: Sequence[PrintedCard], note: str = "") -> bytes:
    """A PDF of the cards, eight a page in reading order; `note` stands small on each card."""
    sheet = _Sheet(note)
    for position, card in enumerate(cards):
        if position % A_PAGE == 0:
            sheet.begin_page(min(A_PAGE, len(cards) - position))
        sheet.draw(card, position % A_PAGE)
    return bytes(sheet.pdf.output())


def corner(position: int) -> tuple[float, float]:
    """The upper left corner, in mm, of the card at `position` 0 to 7 of a page."""
    return LEFT + position % COLUMNS * WIDTH, TOP + position // COLUMNS * HEIGHT


class _Sheet:
    """The PDF being drawn."""

    def __init__(self, note: str) -> None:
        self.note = note
        self.pdf = Paper(A4, _("Kartu peserta"))
        self.pdf.set_auto_page_break(False)

    def begin_page(self, count: int) -> None:
        self.pdf.add_page()
        self.pdf.set_draw_color(*SOFT)
        self.pdf.set_line_width(0.1)
        rows = -(-count // COLUMNS)
        for column in range(COLUMNS + 1):
            self._marks_of_column(LEFT + column * WIDTH, TOP + rows * HEIGHT)
        for row in range(rows + 1):
            self._marks_of_row(TOP + row * HEIGHT)

    def _marks_of_column(self, x: float, bottom: float) -> None:
        self.pdf.line(x, TOP - MARK - 1, x, TOP - 1)
        self.pdf.line(x, bottom + 1, x, bottom + MARK + 1)

    def _marks_of_row(self, y: float) -> None:
        right = LEFT + COLUMNS * WIDTH
        self.pdf.line(LEFT - MARK - 1, y, LEFT - 1, y)
        self.pdf.line(right + 1, y, right + MARK + 1, y)

    def draw(self, card: PrintedCard, position: int) -> None:
        x, y = corner(position)
        self._band(x, y)
        self._person(card, x + MARGIN, y + BAND + 4)
        self._code(card.url, x + WIDTH - MARGIN - QR, y + BAND + 3.5)
        self._foot(x, y)

    def _band(self, x: float, y: float) -> None:
        self.pdf.set_fill_color(*GREEN)
        self.pdf.rect(x, y, WIDTH, BAND, style="F")
        self._line("Gendong", x + MARGIN, y + 2.6, 40, 14, "B", WHITE)
        self.pdf.set_xy(x + WIDTH - MARGIN - 40, y + 3.6)
        self.pdf.set_font("sans", "", 9)
        self.pdf.cell(40, 5, _("Kartu peserta"), align="R")

    def _person(self, card: PrintedCard, x: float, y: float) -> None:
        wide = WIDTH - 3 * MARGIN - QR
        size, lines = self._fitted(self.pdf.known(card.name), wide)
        for text in lines:
            self._line(text, x, y, wide, size, "B", INK)
            y += size * 0.43
        self._line(_("Nomor peserta"), x, y + 2, wide, 7.5, "", SOFT)
        self._line(card.number, x, y + 5.2, wide, 13, "B", INK)
        self._line(card.programmes, x, y + 11.3, wide, 8.5, "", INK)

    def _foot(self, x: float, y: float) -> None:
        self._line(
            _("Pindai kode ini untuk melihat perlindungannya."),
            x + MARGIN,
            y + HEIGHT - 9.5,
            WIDTH,
            7.5,
            "",
            SOFT,
        )
        if self.note:
            self._line(self.note, x + MARGIN, y + HEIGHT - 6, WIDTH, 7.5, "", SOFT)

    def _code(self, url: str, x: float, y: float) -> None:
        modules, runs = qr_runs(url)
        step = QR / modules
        self.pdf.set_fill_color(0, 0, 0)
        for row, column, length in runs:
            self.pdf.rect(x + column * step, y + row * step, length * step, step, style="F")

    def _line(
        self,
        text: str,
        x: float,
        y: float,
        wide: float,
        size: float,
        style: str,
        colour: tuple[int, int, int],
    ) -> None:
        self.pdf.set_font("sans", style, size)
        self.pdf.set_text_color(*colour)
        self.pdf.set_xy(x, y)
        self.pdf.cell(wide, size * 0.42, text)

    def _fitted(self, name: str, wide: float) -> tuple[float, list[str]]:
        """A size at which the name stands in `wide` mm, and its lines; cut with dots if it does in none."""
        for size, most in _NAME_SIZES:
            lines = self._broken(name, wide, size)
            if len(lines) <= most:
                return size, lines
        size, most = _NAME_SIZES[-1]
        lines = self._broken(name, wide, size)
        return size, [*lines[: most - 1], self._cut(" ".join(lines[most - 1 :]), wide)]

    def _broken(self, name: str, wide: float, size: float) -> list[str]:
        self.pdf.set_font("sans", "B", size)
        broken = self.pdf.multi_cell(wide, text=name, dry_run=True, output="LINES")
        assert isinstance(broken, list)
        return [line.strip() for line in broken]

    def _cut(self, text: str, wide: float) -> str:
        room = wide - 2 * self.pdf.c_margin
        while self.pdf.get_string_width(text + _DOTS) > room:
            text = text[:-1].rstrip()
        return text + _DOTS
