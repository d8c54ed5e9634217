"""Photos from phones: put together, opened, prepared like any other, and hung onto the applications that wait."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.bulk import INSERTS
from agentapp.core.clock import now
from agentapp.core.db import sessions, transaction
from agentapp.core.errors import N_, DomainError
from agentapp.enrolment import photos
from agentapp.intake import parts, uploads
from agentapp.intake.content import JOSE
from agentapp.intake.following import hang
from agentapp.intake.photo_rows import ArrivedPhoto
from agentapp.intake.sealing import Unplaceable, unseal
from agentapp.intake.uploads import Piece


class OtherPhoto(DomainError):
    """Its digest is not the one that was told."""

    status = 422
    code = "digest_differs"
    default = N_("Foto ini berubah di jalan. Aplikasi akan mengirimnya lagi dari awal.")


class SealBroken(DomainError):
    status = 422
    code = "not_readable"
    default = N_("Foto yang disegel ini tidak dapat dibuka. Ambil foto lagi.")


class NoPhoto(DomainError):
    """What came is no photo, or one too large to open."""

    status = 422
    code = "no_photo"
    default = photos.UnusablePhoto.default


class PhotoTooLarge(DomainError):
    status = 413
    code = "too_large"
    default = N_("Foto ini lebih dari 15 MB. Ambil foto lagi dengan mutu yang lebih rendah.")


def size_of(session: Session, sha256: str) -> int | None:
    """How many bytes were sent of a photo that has come whole, by whomever; None where it has not."""
    found = session.get(ArrivedPhoto, sha256)
    return found.size if found else None


def take(actor: User, piece: Piece, kind: str) -> tuple[int, bool]:
    """Keep a piece of a photo; bytes received so far, and whether it is complete now.

    Raises PhotoTooLarge, WrongOffset, TooManyUploads, and OtherPhoto, SealBroken, NoPhoto where all has come and was
    thrown away.
    """
    if piece.total > photos.LARGEST_UPLOAD:
        raise PhotoTooLarge
    if piece.whole:
        uploads.drop_own(actor, piece.sha256)
        _finish(actor, piece.sha256, kind, piece.content)
        return piece.total, True
    standing = uploads.add(actor, piece)
    if not standing.complete:
        return standing.received, False
    try:
        _finish(actor, piece.sha256, kind, _put_together(standing.id, standing.parts))
    except (OtherPhoto, SealBroken, NoPhoto):
        uploads.drop(standing.id)
        raise
    uploads.drop(standing.id)
    return standing.total, True


def _put_together(upload_id: UUID, digests: Sequence[str]) -> bytes:
    files = parts.store().of(upload_id)
    return b"".join(files.get(digest) for digest in digests)


def _finish(actor: User, sha256: str, kind: str, content: bytes) -> None:
    if hashlib.sha256(content).hexdigest() != sha256:
        raise OtherPhoto
    plain = _opened(content) if kind == JOSE else content
    try:
        kept = photos.store().put(photos.prepare(plain))
    except photos.UnusablePhoto as error:
        raise NoPhoto(error.message) from error
    plain_sha256 = hashlib.sha256(plain).hexdigest()
    with transaction() as session:
        insert = INSERTS[session.get_bind().dialect.name](ArrivedPhoto)
        facts = {"sha256": sha256, "plain_sha256": plain_sha256, "kept": kept, "size": len(content)}
        session.execute(insert.values(**facts, by_id=actor.id, at=now()).on_conflict_do_nothing())
        hang(session, plain_sha256, kept)


def _opened(sealed: bytes) -> bytes:
    try:
        return unseal(sessions(), sealed)
    except Unplaceable as error:
        raise SealBroken from error
