"""From a file's bytes to sheets of cells: XLSX, and CSV in its many dialects."""

from itertools import islice
from pathlib import PurePath

from agentapp.core.errors import N_
from agentapp.funds.sheets.archive import BROKEN, LOCKED, names_in
from agentapp.funds.sheets.cell import Book
from agentapp.funds.sheets.refusal import SheetRefused
from agentapp.funds.sheets.separated import UNREADABLE, SeparatedBook
from agentapp.funds.sheets.workbook import Workbook

MOST_BYTES = 50_000_000
MOST_ROWS = 100_000
_HEADINGS = 100
"""Rows above and below the table that do not count."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NO_TABLE = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml")

EMPTY = N_("Berkas ini kosong. Pilih berkas yang berisi daftar nama.")
TOO_BIG = N_("Berkas ini terlalu besar. Paling besar 50 MB.")
OLD_KIND = N_("Jenis berkas lama ini tidak dapat dibaca. Buka di Excel, simpan sebagai .xlsx.")
DISGUISED = N_("Isi berkas ini halaman web. Buka di Excel, simpan sebagai .xlsx.")
TOO_MANY_ROWS = N_("Daftarnya lebih dari 100.000 baris. Bagi menjadi beberapa berkas.")


def read(content: bytes, filename: str) -> Book:
    """The sheets of an uploaded file. What it is, its bytes say; `filename` only names the sheet of a CSV.

    Raises SheetRefused for a file that is empty, too big, locked, broken, of another kind, or has too many rows.
    """
    if not content.strip():
        raise SheetRefused(EMPTY)
    if len(content) > MOST_BYTES:
        raise SheetRefused(TOO_BIG)
    book = _opened(content, PurePath(filename).stem[:80] or "CSV")
    _check_rows(book)
    return book


def _opened(content: bytes, name: str) -> Book:
    if content.startswith(b"PK"):
        return _packed(content)
    if content.startswith(_OLE):
        raise SheetRefused(LOCKED if "EncryptedPackage".encode("utf-16-le") in content else OLD_KIND)
    if content.startswith(_NO_TABLE):
        raise SheetRefused(UNREADABLE)
    if content.lstrip(b"\xef\xbb\xbf \r\n\t")[:9].lower().startswith(_MARKUP):
        raise SheetRefused(DISGUISED)
    return SeparatedBook(content, name)


def _packed(content: bytes) -> Book:
    names = names_in(content)
    if "xl/workbook.xml" in names:
        return Workbook(content)
    if names & {"xl/workbook.bin", "content.xml"}:
        raise SheetRefused(OLD_KIND)
    raise SheetRefused(UNREADABLE if names else BROKEN)


def _check_rows(book: Book) -> None:
    """Whether somebody wrote something, and not too much of it."""
    filled = (line for sheet in book.sheets for line in book.lines(sheet) if any(line.cells))
    if next(filled, None) is None:
        raise SheetRefused(EMPTY)
    most = MOST_ROWS + _HEADINGS
    if sum(map(book.height, book.sheets)) > most and sum(1 for _ in islice(filled, most)) == most:
        raise SheetRefused(TOO_MANY_ROWS)
