"""Two contents under one id: a supervisor decides which stands. Both are kept, and who decided."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.core.db import sessions, transaction
from agentapp.core.errors import N_, Conflict, NotFound
from agentapp.enrolment import service as enrolment_service
from agentapp.enrolment.answers import Answers
from agentapp.enrolment.models import Enrolment, EnrolmentMove, Flag, FlagKind, SecondContent
from agentapp.intake.following import choose
from agentapp.review import claims
from agentapp.review.comparison import texts_of
from agentapp.review.decisions import case_to_decide, find_case

PHOTOS = ("ktp_photo", "person_photo")


class CannotStand(Conflict):
    """The second content breaks a rule of today, so it cannot take the place of the first."""

    default = N_("Isi kedua tidak dapat dipakai: %(why)s Pilih isi pertama, atau kembalikan kepada agen.")


def open_second(reader: User, enrolment_id: UUID, content_id: UUID) -> tuple[Enrolment, SecondContent]:
    """A case of the reader's branch and a second content of it that nobody has settled. Raises NotFound."""
    enrolment = find_case(sessions(), reader, enrolment_id)
    return enrolment, _unsettled(sessions(), enrolment, content_id)


def keep_first(actor: User, enrolment_id: UUID, content_id: UUID, version: int | None) -> Enrolment:
    """What stands is right. Raises as `service.approve` but for admission."""
    with transaction() as session:
        enrolment = case_to_decide(session, actor, enrolment_id, version)
        second = _unsettled(session, enrolment, content_id)
        enrolment.keep_first(actor)
        _settle(session, actor, enrolment, second)
        claims.renew(session, actor, enrolment.id)
    return enrolment


def take_second(
    actor: User, enrolment_id: UUID, content_id: UUID, answers: Answers, version: int | None
) -> Enrolment:
    """The second content, read as `answers`, takes the place of the first, which is kept beside it.

    Raises as `service.approve` but for admission, and FieldError where a rule of today forbids it.
    """
    with transaction() as session:
        enrolment = case_to_decide(session, actor, enrolment_id, version)
        second = _unsettled(session, enrolment, content_id)
        session.add(_first_of(session, actor, enrolment))
        answers = _with_photos(session, enrolment, second, answers)
        enrolment.take_second(actor, second.digest)
        enrolment_service.rewrite(session, enrolment.author, enrolment, answers)
        _settle(session, actor, enrolment, second)
        claims.renew(session, actor, enrolment.id)
    return enrolment


def _unsettled(session: Session, enrolment: Enrolment, content_id: UUID) -> SecondContent:
    second = session.get(SecondContent, content_id, populate_existing=True)
    if second is None or second.enrolment_id != enrolment.id or second.settled_at is not None:
        raise NotFound
    return second


def _first_of(session: Session, actor: User, enrolment: Enrolment) -> SecondContent:
    """What stood until now, as content that was decided against."""
    standing = (
        select(EnrolmentMove.digest)
        .where(EnrolmentMove.enrolment_id == enrolment.id, EnrolmentMove.digest.is_not(None))
        .order_by(EnrolmentMove.at.desc())
    )
    return SecondContent(
        enrolment_id=enrolment.id,
        digest=session.scalars(standing.limit(1)).one(),
        content=texts_of(enrolment),
        received_at=enrolment.received_at,
        received_from_id=enrolment.author_id,
        settled_at=now(),
        settled_by_id=actor.id,
    )


def _with_photos(session: Session, enrolment: Enrolment, second: SecondContent, answers: Answers) -> Answers:
    """With the photos that the second content named; where it named none, those that hang there stay."""
    named = {kind: second.content[kind] for kind in PHOTOS if second.content.get(kind)}
    chosen = choose(session, enrolment.submission_id, named)
    kept = {kind: chosen.get(kind, getattr(enrolment, kind)) for kind in PHOTOS}
    return answers.with_photos(**kept)


def _settle(session: Session, actor: User, enrolment: Enrolment, second: SecondContent) -> None:
    second.settled_at, second.settled_by_id = now(), actor.id
    session.flush()
    open_ones = select(SecondContent.id).where(
        SecondContent.enrolment_id == enrolment.id, SecondContent.settled_at.is_(None)
    )
    flags = [flag for flag in enrolment.flags if flag.kind != FlagKind.SECOND_CONTENT]
    if session.scalar(open_ones.limit(1)) is not None:
        flags.append(Flag(kind=FlagKind.SECOND_CONTENT))
    enrolment.flags = flags
    enrolment.is_clean = not flags
