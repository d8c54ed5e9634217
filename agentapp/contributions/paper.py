"""Paper to print on: PDFs with the house's letters and colours.

Set in Source Sans (SIL OFL), which knows the Latin, Greek and Cyrillic letters of names; of other letters the plain one
is printed where there is one, otherwise a question mark.
"""

import unicodedata
from importlib.resources import as_file, files

from flask import current_app
from flask_babel import gettext as _
from fpdf import FPDF
from fpdf.fonts import TTFFont

GREEN, WHITE, INK, SOFT, RED = (11, 74, 52), (255, 255, 255), (23, 33, 27), (67, 76, 69), (138, 20, 17)
A4, A5 = (210.0, 297.0), (148.0, 210.0)
"""Width and height of a sheet, and of half a one, in mm (ISO 216)."""

_PACKAGE = "font_source_sans_pro"
_FONTS = {"": "SourceSansPro-Regular.ttf", "B": "SourceSansPro-Semibold.ttf"}


def sample_note() -> str:
    """What stands on every paper of a demo; nothing otherwise."""
    return str(_("Data contoh – bukan orang sungguhan")) if current_app.config["SETTINGS"].demo else ""


class Paper(FPDF):
    """An empty PDF whose font is "sans", plain and bold."""

    def __init__(self, size: tuple[float, float], title: str) -> None:
        super().__init__(format=size)
        self.set_title(title)
        for style, name in _FONTS.items():
            with as_file(files(_PACKAGE) / "files" / name) as path:
                self.add_font("sans", style, path)

    def known(self, text: str) -> str:
        """The text in letters that the font has."""
        font = self.fonts["sansB"]
        assert isinstance(font, TTFFont)
        return "".join(mark if ord(mark) in font.cmap else _plain(mark, font) for mark in text)


def _plain(mark: str, font: TTFFont) -> str:
    bare = "".join(part for part in unicodedata.normalize("NFKD", mark) if ord(part) in font.cmap)
    return bare or "?"
