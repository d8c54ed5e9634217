"""Photos come in parts: each is kept until the last has come."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.core.db import sessions, transaction
from agentapp.core.errors import N_, Conflict, DomainError, NotFound
from agentapp.intake import parts
from agentapp.intake.photo_rows import Upload, UploadPart

KEPT = timedelta(days=30)
MOST_OPEN = 200


class WrongOffset(Conflict):
    """The part does not begin where the one before it ended, at `received`."""

    code = "wrong_offset"
    default = N_("Bagian foto ini tidak menyambung. Aplikasi akan melanjutkan dari bagian yang benar.")

    def __init__(self, received: int) -> None:
        super().__init__()
        self.received = received


class TooManyUploads(DomainError):
    status = 429
    code = "too_many_uploads"
    seconds = 3600
    default = N_("Terlalu banyak foto yang baru terkirim sebagian. Kirim dulu sisanya satu per satu.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Bytes of the photo `sha256`, which has `total`, from `begins` on."""

    sha256: str
    begins: int
    total: int
    content: bytes

    @property
    def whole(self) -> bool:
        return self.begins == 0 and len(self.content) == self.total


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an upload has come. `parts`: the files it lies in, once all are here."""

    id: UUID
    received: int
    total: int
    parts: Sequence[str] = ()

    @property
    def complete(self) -> bool:
        return self.received == self.total


def progress(actor: User, sha256: str) -> tuple[int, int]:
    """Bytes received, and in all. What is whole and was not opened yet lacks its last part, to be asked for again.

    Raises NotFound where nothing has come.
    """
    upload = _own(sessions(), actor, sha256)
    if upload is None:
        raise NotFound
    if upload.received < upload.total:
        return upload.received, upload.total
    last = select(func.max(UploadPart.begins)).where(UploadPart.upload_id == upload.id)
    return sessions().scalar(last) or 0, upload.total


def add(actor: User, piece: Piece) -> Progress:
    """Keep one more part. Raises WrongOffset, TooManyUploads."""
    upload_id = _begun(actor, piece)
    digest = parts.store().of(upload_id).put(piece.content) if piece.content else ""
    with transaction() as session:
        upload = session.get(Upload, upload_id, with_for_update=True, populate_existing=True)
        if upload is None:
            raise WrongOffset(0)
        if upload.received < upload.total:
            _append(session, upload, piece, digest)
        told = select(UploadPart.digest).where(UploadPart.upload_id == upload.id).order_by(UploadPart.begins)
        session.flush()
        return Progress(upload.id, upload.received, upload.total, session.scalars(told).all())


def _append(session: Session, upload: Upload, piece: Piece, digest: str) -> None:
    if upload.received != piece.begins:
        raise WrongOffset(upload.received)
    if piece.content:
        session.add(UploadPart(upload_id=upload.id, begins=piece.begins, digest=digest))
        upload.received += len(piece.content)
    upload.updated_at = now()


def _begun(actor: User, piece: Piece) -> UUID:
    """The upload that the piece belongs to, begun by its first. Raises WrongOffset, TooManyUploads."""
    known = _own(sessions(), actor, piece.sha256)
    if known is not None and known.total == piece.total:
        return known.id
    if known is not None:
        drop(known.id)
    if piece.begins:
        raise WrongOffset(0)
    try:
        return _begin(actor, piece)
    except IntegrityError:  # its first part came twice at once
        known = _own(sessions(), actor, piece.sha256)
        if known is None:
            raise
        return known.id


def _begin(actor: User, piece: Piece) -> UUID:
    key = uuid4()
    with transaction() as session:
        count = session.scalar(select(func.count()).select_from(Upload).where(Upload.by_id == actor.id))
        if (count or 0) >= MOST_OPEN:
            raise TooManyUploads
        facts = {"sha256": piece.sha256, "total": piece.total, "received": 0, "updated_at": now()}
        session.add(Upload(id=key, by_id=actor.id, **facts))
    return key


def _own(session: Session, actor: User, sha256: str) -> Upload | None:
    return session.scalar(select(Upload).where(Upload.by_id == actor.id, Upload.sha256 == sha256))


def drop(upload_id: UUID) -> None:
    """Forget an upload, parts and all."""
    with transaction() as session:
        session.execute(delete(Upload).where(Upload.id == upload_id))
    parts.store().drop(upload_id)


def drop_own(actor: User, sha256: str) -> None:
    """Forget the parts of a photo that came whole meanwhile."""
    known = _own(sessions(), actor, sha256)
    if known is not None:
        drop(known.id)


def forget_old(moment: datetime | None = None) -> int:
    """Drop uploads that nobody went on with for 30 days, and files that a crash left; how many."""
    before = (moment or now()) - KEPT
    old = sessions().scalars(select(Upload.id).where(Upload.updated_at < before)).all()
    for upload_id in old:
        drop(upload_id)
    return len(old) + parts.store().drop_unknown(_known)


def _known(ids: Collection[UUID]) -> Collection[UUID]:
    return sessions().scalars(select(Upload.id).where(Upload.id.in_(ids))).all()
