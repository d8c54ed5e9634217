"""Tables as text: CSV in the encodings and with the delimiters that people's programs write."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from agentapp.core.errors import N_
from agentapp.funds.sheets.cell import Line
from agentapp.funds.sheets.refusal import SheetRefused

DELIMITERS = ";,\t|"
_LOOKED_AT = 60
_WIDE_ENOUGH = 10
_DECLARED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_BYTE_ORDERS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}

UNREADABLE = N_("Berkas ini tidak dapat dibaca. Simpan sebagai .xlsx atau .csv, lalu kirim lagi.")
UNCLOSED = N_("Ada tanda kutip yang tidak ditutup dekat baris %(row)d. Perbaiki, lalu kirim lagi.")


class SeparatedBook:
    """A text file as a book of one sheet."""

    def __init__(self, content: bytes, name: str) -> None:
        """Raises SheetRefused where the bytes are no text."""
        text = decoded(content)
        declared = _DECLARED.match(text)
        self._text = text[declared.end() :] if declared else text
        self.delimiter = declared[1] if declared else guess_delimiter(self._text)
        self.sheets = (name,)

    def lines(self, sheet: str) -> Iterator[Line]:
        """Raises SheetRefused at a quote that swallows the rest."""
        number = 0
        try:
            for number, cells in enumerate(csv.reader(_physical(self._text), delimiter=self.delimiter), 1):
                yield Line(number, cells)
        except csv.Error as error:
            raise SheetRefused(UNCLOSED, row=number + 1) from error

    def height(self, _sheet: str) -> int:
        """As many as there are ends of lines, of whatever kind, and one more without."""
        count = self._text.count
        return count("\n") + count("\r") - count("\r\n") + (self._text[-1:] not in ("\r", "\n"))


def decoded(content: bytes) -> str:
    """The text of UTF-8, UTF-16 or Windows-1252 bytes. Raises SheetRefused if they are no text."""
    for mark, encoding in _BYTE_ORDERS.items():
        if content.startswith(mark):
            return _decode(content, encoding)
    if b"\0" in content[:4000]:
        return _decode(content, "utf-16-le" if content[1:2] == b"\0" else "utf-16-be")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _decode(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise SheetRefused(UNREADABLE) from error
    if "\0" in text:
        raise SheetRefused(UNREADABLE)
    return text


def guess_delimiter(text: str) -> str:
    """The delimiter by which most of the first rows have the same number of cells."""
    return max(DELIMITERS, key=lambda delimiter: _evenness(text, delimiter))


def _evenness(text: str, delimiter: str) -> float:
    try:
        rows = list(islice(csv.reader(_physical(text), delimiter=delimiter), _LOOKED_AT))
    except csv.Error:
        return 0
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0
    width, count = widths.most_common(1)[0]
    return count / len(rows) * min(width, _WIDE_ENOUGH)


def _physical(text: str) -> Iterable[str]:
    """The lines of a text with their ends, one at a time; also those that end in a lone CR."""
    return (match[0] for match in re.finditer(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text))
