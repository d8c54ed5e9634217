"""Whether the parts of a workbook may be unpacked: its size, and no cell far outside any table.

The reader lays a sheet out in memory from its first to its last filled cell, so that one stray cell at XFD1048576
asks for half a terabyte and ends the process. Hence this look at the packed parts before.
"""

import re
import sys
import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from agentapp.core.errors import N_
from agentapp.funds.sheets.refusal import SheetRefused

MOST_UNPACKED = 300_000_000
"""Bytes. 100.000 rows of 20 columns take 110 MB."""

_PIECE = 1 << 20
_OVERLAP = 512
_FAR_ROW = r"(?:[0-9]{7,}|[2-9][0-9]{5}|1(?:[1-9][0-9]{4}|0[1-9][0-9]{3}))"
_FAR_COLUMN = r"(?:[C-Zc-z][A-Za-z]|[A-Za-z]{3,})"
_FILLED = r"[^<>]*(?<!/)>\s*<(?!/)"
_FAR_CELL = re.compile(
    rf"\sr\s*=\s*[\"']({_FAR_COLUMN}[0-9]+|[A-Za-z]{{1,2}}{_FAR_ROW})[\"']{_FILLED}".encode()
)
_FAR_LINE = re.compile(
    rf"\sr\s*=\s*[\"']({_FAR_ROW})[\"'][^<>]*>\s*<(?:\w+:)?c(?![^<>]*\sr\s*=)[^<>]*(?<!/)>".encode()
)
_ODD_CELL = re.compile(rb'<c(?! r="(?:[A-Z]|[AB][A-Z])(?:[0-9]{1,5}|100[0-9]{3})"|[A-Za-z])')
_PREFIXED = (b":c ", b":c>", b":c\n", b":c\t", b":c\r")
"""Any cell but one that says plainly that it stands near: what follows is only asked where there is one."""

_UNPLACED_CELL = re.compile(rb"<(?:\w+:)?c(?![^<>]*\sr\s*=)[\s>]")
_LINE = re.compile(rb"<(?:\w+:)?row[\s>/]")
_UNPLACED_LINE = re.compile(rb"<(?:\w+:)?row(?![^<>]*\sr\s*=)[\s>/]")

TOO_LARGE = N_("Isi berkas ini terlalu besar setelah dibuka. Simpan hanya lembar daftar namanya.")
BROKEN = N_("Berkas ini rusak. Buka di Excel, simpan lagi, lalu kirim.")
FAR = N_("Ada isi jauh di luar tabel, di sel %(cell)s. Hapus isinya, simpan, lalu kirim lagi.")
LOCKED = N_("Berkas ini memakai kata sandi. Buka di Excel, hapus kata sandinya, lalu simpan.")
MOST_LINES = 101_000
MOST_COLUMNS = 78


def names_in(content: bytes) -> frozenset[str]:
    """The names of the parts of a packed file. Raises SheetRefused if it is broken."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            return frozenset(archive.namelist())
    except (BadZipFile, ValueError, NotImplementedError) as error:
        raise SheetRefused(BROKEN) from error


def check_unpacked(content: bytes, most: int = MOST_UNPACKED) -> None:
    """Raises SheetRefused for a workbook that is broken, locked, over `most` bytes unpacked, or filled far out."""
    budget = most
    try:
        with ZipFile(BytesIO(content)) as archive:
            for part in archive.infolist():
                budget -= _look_through(archive, part, budget)
    except (BadZipFile, ValueError, NotImplementedError, EOFError, zlib.error) as error:
        raise SheetRefused(BROKEN) from error
    except RuntimeError as error:
        raise SheetRefused(LOCKED) from error


def _look_through(archive: ZipFile, part: ZipInfo, budget: int) -> int:
    """Unpack a part piece by piece; its size in bytes."""
    size, unplaced, before = 0, 0, b""
    for piece in _pieces(archive, part):
        size += len(piece)
        if size > budget:
            raise SheetRefused(TOO_LARGE)
        seen = before + piece
        if _ODD_CELL.search(seen) or (b":c" in seen and any(mark in seen for mark in _PREFIXED)):
            _refuse_far(seen)
            unplaced += len(_UNPLACED_LINE.findall(piece))
        before = seen[-_OVERLAP:]
    if unplaced > MOST_LINES:
        raise SheetRefused(TOO_LARGE)
    return size


def _pieces(archive: ZipFile, part: ZipInfo) -> Iterator[bytes]:
    """The unpacked bytes, however few the directory promises."""
    part.file_size = sys.maxsize
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            yield piece


def _refuse_far(xml: bytes) -> None:
    if found := _FAR_CELL.search(xml) or _FAR_LINE.search(xml):
        raise SheetRefused(FAR, cell=found[1].decode())
    if _UNPLACED_CELL.search(xml) and _widest(xml) > MOST_COLUMNS:
        raise SheetRefused(TOO_LARGE)


def _widest(xml: bytes) -> int:
    """The most cells without a place of their own between two rows."""
    return max(len(_UNPLACED_CELL.findall(line)) for line in _LINE.split(xml))
