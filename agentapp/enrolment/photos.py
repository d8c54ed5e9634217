"""Photos of identity cards and people: turned upright, stripped, reduced, kept encrypted under their content's hash.

Nothing of the camera's metadata (position, owner, serial number) survives. A photo that a phone has already reduced is
kept as it is but for its metadata; any other is decoded, and written anew.
"""

import io
import re
import struct
import warnings
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

from agentapp.core.errors import N_, DomainError
from agentapp.core.kept_files import KeptFiles

register_heif_opener()

LARGEST_UPLOAD = 15 * 1024 * 1024
LARGEST_PIXELS = 25_000_000
SMALL_BYTES = 200_000
LONG_SIDE = 1280
QUALITY = 80
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
_UNREADABLE = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    TypeError,
    LookupError,
    ArithmeticError,
    RuntimeError,
    struct.error,
)
"""What decoders raise for broken files: found by trying."""

_FIELD = "photo"
_ORIENTATION = 0x0112
_END = b"\xff\xd9"
_AFTER_DATA = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""What ends the picture's data, in which only stuffed bytes and restarts belong."""

_BEGINNING = 8192

_COMMENT, _ADOBE = 0xFE, 0xEE
_DROPPED = {*range(0xE0, 0xF0), _COMMENT} - {
    _ADOBE
}  # Adobe's segment tells how colours are coded, nothing else


class UnusablePhoto(DomainError):
    """Not a photo, too large, or broken."""

    status = 422
    default = N_("Berkas ini bukan foto yang dapat dibuka. Ambil foto lagi dengan kamera.")


TOO_LARGE = N_(
    "Foto ini terlalu besar. Ambil foto lagi dengan mutu kamera yang lebih rendah (paling besar 12 MP)."
)


def prepare(upload: bytes) -> bytes:
    """A JPEG of at most 1280 pixels a side, upright, without metadata. Raises UnusablePhoto."""
    if len(upload) > LARGEST_UPLOAD:
        raise UnusablePhoto(TOO_LARGE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _prepare(upload)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnusablePhoto(TOO_LARGE) from error
    except _UNREADABLE as error:
        raise UnusablePhoto from error


def _prepare(upload: bytes) -> bytes:
    with Image.open(io.BytesIO(upload), formats=FORMATS) as image:
        if image.width * image.height > LARGEST_PIXELS:
            raise UnusablePhoto(TOO_LARGE)
        if _already_small(image, len(upload)):
            return _proved(strip_jpeg(upload))
        image.draft("RGB", (LONG_SIDE, LONG_SIDE))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((LONG_SIDE, LONG_SIDE))
        kept = io.BytesIO()
        _on_white(upright).save(kept, "JPEG", quality=QUALITY, optimize=True)
        return kept.getvalue()


def _already_small(image: Image.Image, size: int) -> bool:
    return (
        image.format == "JPEG"
        and image.mode in {"RGB", "L"}
        and size <= SMALL_BYTES
        and max(image.size) <= LONG_SIDE
        and "progressive" not in image.info  # of several scans, with metadata between them
        and image.getexif().get(_ORIENTATION, 1) == 1
    )


def _proved(jpeg: bytes) -> bytes:
    """The same, once its tables and the beginning of its data were decoded.

    The rest of the data would prove nothing more: decoders forgive every damage there, and its end was found.
    """
    with Image.open(io.BytesIO(jpeg[:_BEGINNING] + _END), formats=("JPEG",)) as image:
        image.draft("L", (image.width // 8, image.height // 8))
        image.load()
    return jpeg


def _on_white(image: Image.Image) -> Image.Image:
    """Without transparency and palette, which a JPEG cannot hold."""
    if image.mode in {"RGB", "L"}:
        clean = image
    else:
        rgba = image.convert("RGBA")
        clean = Image.new("RGB", rgba.size, "white")
        clean.paste(rgba, mask=rgba.getchannel("A"))
    clean.info.clear()
    return clean


def strip_jpeg(jpeg: bytes) -> bytes:
    """The same picture without its metadata segments (JPEG, ITU-T T.81 annex B). Raises ValueError."""
    return b"\xff\xd8" + b"".join(_segments_kept(jpeg))


def _segments_kept(jpeg: bytes) -> Iterator[bytes]:
    at = 2
    while True:
        if jpeg[at : at + 1] != b"\xff" or at + 4 > len(jpeg):
            raise ValueError("not a JPEG segment")
        marker = jpeg[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if marker == 0xDA:
            after = _AFTER_DATA.search(jpeg, end)
            if after is None or after[0] != _END:
                raise ValueError("cut short, or more than one scan")
            yield jpeg[at : after.end()]  # what a camera appends after the picture goes
            return
        if marker not in _DROPPED:
            yield jpeg[at:end]
        at = end


class PhotoStore(KeptFiles):
    """Photos in a folder, encrypted, each under the SHA-256 of what it shows: the same photo is kept once."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, _FIELD)


_stores: list[PhotoStore] = []


def use_store(folder: Path) -> PhotoStore:
    """Keep the photos of this process below `folder`."""
    _stores[:] = [PhotoStore(folder)]
    return store()


def store() -> PhotoStore:
    """Where this process keeps its photos. Raises IndexError before `use_store`."""
    return _stores[0]
