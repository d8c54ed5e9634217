"""What an agent has typed and not sent yet."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.core.db import sessions, transaction, violated
from agentapp.core.errors import N_, Conflict, NotFound
from agentapp.enrolment.answers import Photos
from agentapp.enrolment.models import Enrolment, EnrolmentState
from agentapp.enrolment.unsent import Draft

MOST_DRAFTS = 200
MOST_TEXT = 2_000


class TooManyDrafts(Conflict):
    code = "too_many_drafts"
    default = N_("Draf Anda sudah terlalu banyak. Kirim atau hapus beberapa dulu.")


class _BegunAtOnce(Exception):
    """The same form came twice at once, and the other one's draft was first."""


class AlreadySent(Conflict):
    default = N_("Pendaftaran ini sudah dikirim. Lihat hasilnya di daftar pendaftaran Anda.")


def keep(
    actor: User,
    submission_id: UUID,
    content: Mapping[str, str],
    photos: Photos,
) -> Draft:
    """Keep what was typed under its submission id, as typed. Photos are digests; one that is None leaves the kept one.

    Raises NotFound if the id is somebody else's, AlreadySent if its application waits or was decided, TooManyDrafts.
    """
    try:
        return _keep(actor, submission_id, content, photos)
    except _BegunAtOnce:
        return _keep(actor, submission_id, content, photos)


def _keep(actor: User, submission_id: UUID, content: Mapping[str, str], photos: Photos) -> Draft:
    with transaction() as session:
        draft = session.scalar(select(Draft).where(Draft.submission_id == submission_id).with_for_update())
        if draft is None:
            draft = _fresh(session, actor, submission_id)
        elif draft.agent_id != actor.id:
            raise NotFound
        draft.content = {name: text[:MOST_TEXT] for name, text in content.items()}
        draft.updated_at = now()
        for kind, digest in photos.items():
            if digest:
                setattr(draft, kind, digest)
        _flush(session)
    return draft


def _flush(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        same_form = violated(error, "uq_enrolment_drafts_submission_id", "enrolment_drafts.submission_id")
        if same_form or violated(error, "pk_enrolment_drafts", "enrolment_drafts.id"):
            raise _BegunAtOnce from None
        raise


def _fresh(session: Session, actor: User, submission_id: UUID) -> Draft:
    count = session.scalar(select(func.count()).select_from(Draft).where(Draft.agent_id == actor.id))
    if (count or 0) >= MOST_DRAFTS:
        raise TooManyDrafts
    draft = Draft(submission_id=submission_id, agent_id=actor.id, created_at=now())
    corrected = _corrected(session, actor, submission_id)
    if corrected:
        draft.id, draft.ktp_photo, draft.person_photo = (
            corrected.id,
            corrected.ktp_photo,
            corrected.person_photo,
        )
    session.add(draft)
    return draft


def _corrected(session: Session, actor: User, submission_id: UUID) -> Enrolment | None:
    """The returned application that the draft corrects, if any. Raises NotFound if somebody else's, AlreadySent."""
    enrolment = session.scalar(select(Enrolment).where(Enrolment.submission_id == submission_id))
    if enrolment and enrolment.agent_id != actor.id:
        raise NotFound
    if enrolment and enrolment.state != EnrolmentState.RETURNED:
        raise AlreadySent
    return enrolment


def own_draft(actor: User, draft_id: UUID) -> Draft | None:
    return sessions().scalar(select(Draft).where(Draft.id == draft_id, Draft.agent_id == actor.id))


def draft_of(actor: User, submission_id: UUID) -> Draft | None:
    return sessions().scalar(
        select(Draft).where(Draft.submission_id == submission_id, Draft.agent_id == actor.id)
    )


def own_drafts(actor: User, limit: int = MOST_DRAFTS) -> Sequence[Draft]:
    """The actor's drafts that become new applications, latest first."""
    correcting = select(Enrolment.id).where(Enrolment.id == Draft.id).exists()
    return (
        sessions()
        .scalars(
            select(Draft)
            .where(Draft.agent_id == actor.id, ~correcting)
            .order_by(Draft.updated_at.desc(), Draft.id)
            .limit(limit)
        )
        .all()
    )


def discard(actor: User, draft_id: UUID) -> None:
    """Throw a draft away. Raises NotFound."""
    with transaction() as session:
        draft = session.scalar(select(Draft).where(Draft.id == draft_id, Draft.agent_id == actor.id))
        if draft is None:
            raise NotFound
        session.delete(draft)
