"""A copy of a phone's outbox, brought as a file: each part of it is taken in as if the phone had sent it itself.

The file holds nothing that can be read: what was typed, and the photos, are sealed to the server's key. Who wrote an
application says the ticket inside its seal; who brings the file is its sender. Part of the views, as `receiving` is.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal, TypeVar
from uuid import UUID

import msgspec
import structlog
from msgspec import Meta, Struct

from agentapp.accounts.models import User
from agentapp.core.db import sessions
from agentapp.core.errors import N_, DomainError, FieldError
from agentapp.enrolment.photos import LARGEST_UPLOAD
from agentapp.enrolment.service import DifferentContent
from agentapp.intake import blobs, phones
from agentapp.intake.api import MOST_JSON
from agentapp.intake.content import JOSE, Package
from agentapp.intake.held import HeldReason
from agentapp.intake.receiving import Held, Received, receive
from agentapp.intake.shapes import Moment, Sha256, Uuid
from agentapp.intake.uploads import Piece

Sealed = TypeVar("Sealed", "SealedItem", "SealedPhoto")

MOST_PARTS = 5_000
FORMAT = "gendong-outbox-1"
CUT = N_("Berkas ini rusak atau terpotong. Minta agen menyimpan salinannya sekali lagi.")
OTHER_FILE = N_("Berkas ini bukan salinan dari HP. Pilih berkas yang disimpan agen dari Kotak kirim.")
OTHER_PHOTO = N_("Ada foto yang rusak di dalam salinan. Minta agen menyimpan salinannya sekali lagi.")
FAULT = N_("Ada gangguan di server. Masukkan berkas yang sama sekali lagi nanti.")

log = structlog.get_logger("gendong.intake")


class SealedItem(Struct):
    submission_id: Uuid
    sealed: Annotated[str, Meta(max_length=MOST_JSON)]


class SealedPhoto(Struct):
    """`sha256` of the sealed text."""

    sha256: Sha256
    submission_id: Uuid
    sealed: Annotated[str, Meta(max_length=LARGEST_UPLOAD)]


class Copy(Struct):
    """What `static/js/offline/export.js` writes: everything on the phone that the server has not acknowledged."""

    format: Literal["gendong-outbox-1"]
    phone: Uuid
    made_at: Moment
    submissions: Annotated[list[SealedItem], Meta(max_length=MOST_PARTS)]
    blobs: Annotated[list[SealedPhoto], Meta(max_length=MOST_PARTS)]


class Fate(StrEnum):
    """What became of a part of a copy. All but the last three are at the server now."""

    NEW = "new"
    AGAIN = "again"
    OTHER_CONTENT = "other_content"
    TO_CORRECT = "to_correct"
    HELD = "held"
    REFUSED = "refused"
    BROKEN = "broken"
    FAULT = "fault"

    @property
    def is_here(self) -> bool:
        return self not in (Fate.REFUSED, Fate.BROKEN, Fate.FAULT)


@dataclass(frozen=True, slots=True)
class Part:
    """An application of a copy, or a photo of it. `wrong`: fields to correct; `why`: the sentence of a refusal."""

    submission_id: UUID
    fate: Fate
    wrong: Sequence[str] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a copy: its applications and its photos, each in the order of the file."""

    items: Sequence[Part]
    photos: Sequence[Part]


def take_in(actor: User, content: bytes) -> Taken:
    """Take in all parts of the file, each for itself: the same file again changes nothing.

    Raises FieldError ("file") for what is no copy, or not the whole of one.
    """
    copy = read(content)
    items = [_guarded(_item, actor, each) for each in copy.submissions]
    smallest_first = sorted(copy.blobs, key=lambda each: len(each.sealed))
    photos = [_guarded(_photo, actor, each) for each in smallest_first]
    if all(part.fate.is_here for part in (*items, *photos)):
        with suppress(
            phones.NoMoment
        ):  # a broken clock: the phone says itself that it is empty, another time
            phones.note_emptied(UUID(copy.phone), copy.made_at)
    return Taken(items, photos)


def read(content: bytes) -> Copy:
    """Raises FieldError ("file")."""
    try:
        return msgspec.json.decode(content, type=Copy)
    except msgspec.ValidationError as error:
        raise FieldError("file", OTHER_FILE) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        cut = content.lstrip()[:1] == b"{" and FORMAT.encode() in content[:200]
        raise FieldError("file", CUT if cut else OTHER_FILE) from error


def _guarded(take: Callable[[User, Sealed], Part], actor: User, sealed: Sealed) -> Part:
    """What became of a part; one that makes us stumble keeps no other back."""
    key = UUID(sealed.submission_id)
    try:
        return take(actor, sealed)
    except DomainError as error:
        return Part(key, Fate.REFUSED, why=error.message)
    except Exception as error:  # noqa: BLE001 - whatever it is, the parts after it must come in
        sessions.rollback()
        log.error("copy_part_failed", kind=type(error).__name__)  # noqa: TRY400 - its text may hold personal data
        return Part(key, Fate.FAULT, why=FAULT)


def _item(actor: User, item: SealedItem) -> Part:
    key = UUID(item.submission_id)
    package = Package(submission_id=key, content_type=JOSE, body=item.sealed.encode(), sender=actor)
    try:
        outcome = receive(package)
    except DifferentContent:
        return Part(key, Fate.OTHER_CONTENT)
    if isinstance(outcome, Received):
        return Part(key, Fate.NEW if outcome.new else Fate.AGAIN)
    if isinstance(outcome, Held):
        other = outcome.reason == HeldReason.OTHER_CONTENT
        return Part(key, Fate.OTHER_CONTENT if other else Fate.HELD)
    return Part(key, Fate.TO_CORRECT, wrong=sorted(set(outcome.errors) - {"form"}))


def _photo(actor: User, photo: SealedPhoto) -> Part:
    key = UUID(photo.submission_id)
    if blobs.size_of(sessions(), photo.sha256) is not None:
        return Part(key, Fate.AGAIN)
    content = photo.sealed.encode()
    try:
        blobs.take(actor, Piece(sha256=photo.sha256, begins=0, total=len(content), content=content), JOSE)
    except blobs.OtherPhoto:
        return Part(key, Fate.BROKEN, why=OTHER_PHOTO)
    except (blobs.SealBroken, blobs.NoPhoto) as error:
        return Part(key, Fate.BROKEN, why=error.message)
    return Part(key, Fate.NEW)
