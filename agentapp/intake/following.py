"""Photos that follow their application: which are awaited, and where one goes when it has come."""

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.core.bulk import INSERTS
from agentapp.core.clock import now
from agentapp.enrolment.answers import Photos
from agentapp.enrolment.models import Enrolment, EnrolmentState, FlagKind
from agentapp.enrolment.unsent import Draft
from agentapp.intake.photo_rows import ArrivedPhoto, AwaitedPhoto, PhotoKind

_TAKES_PHOTOS = (EnrolmentState.SUBMITTED, EnrolmentState.RETURNED, EnrolmentState.APPROVED)


def await_photos(session: Session, submission_id: UUID, named: Photos, *, stands: bool = True) -> None:
    """Expect the photos that a submission names, and hang up those that are here already. Commits nothing."""
    for kind, sha256 in named.items():
        if sha256:
            _expect(session, submission_id, PhotoKind(kind), str(sha256), stands=stands)


def _expect(session: Session, submission_id: UUID, kind: PhotoKind, sha256: str, *, stands: bool) -> None:
    insert = INSERTS[session.get_bind().dialect.name](AwaitedPhoto)
    row = {"id": uuid4(), "submission_id": submission_id, "kind": kind, "sha256": sha256, "stands": stands}
    session.execute(insert.values(row).on_conflict_do_nothing())
    kept = kept_as(session, sha256)
    if kept:
        hang(session, sha256, kept)


def kept_as(session: Session, sha256: str) -> str | None:
    """Where the photo with these bytes lies, if it has come."""
    return session.scalar(select(ArrivedPhoto.kept).where(ArrivedPhoto.plain_sha256 == sha256).limit(1))


def hang(session: Session, sha256: str, kept: str) -> None:
    """Give a photo to every application and draft that waits for it. Commits nothing."""
    waiting = select(AwaitedPhoto).where(AwaitedPhoto.sha256 == sha256, AwaitedPhoto.arrived_at.is_(None))
    for awaited in session.scalars(waiting.order_by(AwaitedPhoto.id).with_for_update()).all():
        awaited.arrived_at = now()
        if awaited.stands:
            _put(session, awaited.submission_id, awaited.kind.value, kept)


def _put(session: Session, submission_id: UUID, kind: str, kept: str) -> None:
    asked = select(Enrolment).where(Enrolment.submission_id == submission_id).with_for_update(of=Enrolment)
    enrolment = session.scalar(asked)
    if enrolment is not None:
        give(enrolment, kind, kept)
        return
    draft = session.scalar(select(Draft).where(Draft.submission_id == submission_id).with_for_update())
    if draft is not None and getattr(draft, kind) is None:
        setattr(draft, kind, kept)


def give(enrolment: Enrolment, kind: str, kept: str) -> None:
    """Hang a photo onto an application that has none of this kind, and onto the worker it became."""
    if enrolment.state not in _TAKES_PHOTOS or getattr(enrolment, kind) is not None:
        return
    setattr(enrolment, kind, kept)
    if kind == PhotoKind.KTP:
        enrolment.flags = [flag for flag in enrolment.flags if flag.kind != FlagKind.NO_KTP_PHOTO]
        enrolment.is_clean = not enrolment.flags
    worker = enrolment.worker
    if worker is not None and getattr(worker, kind) is None:
        setattr(worker, kind, kept)


def choose(session: Session, submission_id: UUID, named: Mapping[str, str]) -> dict[str, str | None]:
    """Let the photos stand that a second content named, by kind; where those of a phone lie, None if not yet here.

    A name that no phone told is where the photo lies itself. Commits nothing.
    """
    asked = select(AwaitedPhoto).where(AwaitedPhoto.submission_id == submission_id)
    found: dict[str, str | None] = dict(named)
    for awaited in session.scalars(asked.with_for_update()).all():
        told = named.get(awaited.kind.value)
        if told:
            awaited.stands = awaited.sha256 == told
        if told == awaited.sha256:
            found[awaited.kind.value] = kept_as(session, told)
    return found


def missing(session: Session, submission_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The photos, by submission, that have not come."""
    asked = select(AwaitedPhoto.submission_id, AwaitedPhoto.sha256).where(
        AwaitedPhoto.submission_id.in_(submission_ids), AwaitedPhoto.arrived_at.is_(None)
    )
    found: dict[UUID, list[str]] = {}
    for submission_id, sha256 in session.execute(asked.order_by(AwaitedPhoto.sha256)):
        found.setdefault(submission_id, []).append(sha256)
    return found
