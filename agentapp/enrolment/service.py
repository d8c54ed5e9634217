"""What an agent does with applications. Every public function is one transaction."""

from dataclasses import replace
from secrets import choice
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import bindparam, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.core.db import transaction, violated
from agentapp.core.errors import N_, Conflict, FieldError, NotFound
from agentapp.enrolment.answers import Answers
from agentapp.enrolment.checks import flags_of
from agentapp.enrolment.duplicates import certain, find_matches
from agentapp.enrolment.eligibility import check_eligible
from agentapp.enrolment.models import (
    Enrolment,
    EnrolmentMove,
    EnrolmentState,
    Flag,
    FlagKind,
    SecondContent,
)
from agentapp.enrolment.unsent import Draft

NUMBER_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

NIK_TAKEN = N_(
    "Orang dengan NIK ini sudah terdaftar atau sedang menunggu keputusan. Bila orang di depan Anda pemilik NIK ini, "
    "centang kotak di bawahnya agar supervisor memeriksa."
)

_TAKE_DRAFT = (
    delete(Draft)
    .where(Draft.submission_id == bindparam("submission"), Draft.agent_id == bindparam("agent"))
    .returning(Draft.id, Draft.ktp_photo, Draft.person_photo)
    .execution_options(synchronize_session=False)
)


class AlreadyReceived(Exception):
    """A submission with this id is here already."""


class DifferentContent(Conflict):
    """The same submission id came with other content: refused, both kept for a person to decide."""

    default = N_(
        "Pendaftaran ini sudah kami terima dengan isi yang berbeda. Kedua isian disimpan. "
        "Supervisor akan melihat keduanya dan memutuskan."
    )


def submit(actor: User, answers: Answers) -> Enrolment:
    """Hand in an application; the same one again gives the first, once.

    Raises FieldError (NIK taken, age, months, payer), DifferentContent for other content under the same id, NotFound
    if the id is somebody else's.
    """
    try:
        return _receive(actor, answers)
    except AlreadyReceived:
        return _receive_again(actor, answers)


def _receive(actor: User, answers: Answers) -> Enrolment:
    with transaction() as session:
        draft = _take_draft(session, actor, answers.submission_id)
        answers = _with_photos_of(answers, draft)
        try:
            enrolment = _fresh(session, actor, answers, draft.id if draft else uuid4())
        except FieldError:
            if _is_known(session, answers.submission_id):
                raise AlreadyReceived from None
            raise
        _flush(session)
    return enrolment


def _is_known(session: Session, submission_id: UUID) -> bool:
    return session.scalar(select(Enrolment.id).where(Enrolment.submission_id == submission_id)) is not None


def _fresh(session: Session, actor: User, answers: Answers, key: UUID) -> Enrolment:
    columns, flags = _checked(session, actor, answers)
    at = now()
    enrolment = Enrolment(
        **columns,
        id=key,
        number=new_number(),
        submission_id=answers.submission_id,
        agent_id=actor.id,
        author_id=actor.id,
        branch_id=actor.branch_id,
        state=EnrolmentState.SUBMITTED,
        flags=flags,
        is_clean=not flags,
        received_at=at,
        waiting_since=at,
    )
    session.add(enrolment)
    session.add(_first_move(enrolment, answers))
    return enrolment


def _first_move(enrolment: Enrolment, answers: Answers) -> EnrolmentMove:
    return EnrolmentMove(
        enrolment_id=enrolment.id,
        verb="submit",
        target=EnrolmentState.SUBMITTED,
        by_id=enrolment.author_id,
        at=enrolment.received_at,
        digest=answers.digest,
    )


def correct(actor: User, enrolment_id: UUID, answers: Answers, version: int | None = None) -> Enrolment:
    """Send a returned application again with better answers. The same content twice is once.

    Raises NotFound outside the actor's own, IllegalMove if it was not returned, StaleVersion, FieldError as `submit`.
    """
    with transaction() as session:
        enrolment = own_enrolment(session, actor, enrolment_id, lock=True)
        draft = _take_draft(session, actor, enrolment.submission_id)
        answers = _with_photos_of(replace(answers, submission_id=enrolment.submission_id), draft or enrolment)
        if enrolment.state == EnrolmentState.SUBMITTED and _seen(session, enrolment, answers.digest):
            return enrolment
        enrolment.expect_version(version)
        _correct(session, actor, enrolment, answers)
        _flush(session)
    return enrolment


def _correct(session: Session, actor: User, enrolment: Enrolment, answers: Answers) -> None:
    enrolment.send_again(actor, answers.digest)
    columns, flags = _checked(session, actor, answers, enrolment.id)
    for name, value in columns.items():
        setattr(enrolment, name, value)
    enrolment.flags = flags
    enrolment.is_clean = not flags


def withdraw(actor: User, enrolment_id: UUID) -> Enrolment:
    """Take an undecided application back. Raises NotFound, IllegalMove."""
    with transaction() as session:
        enrolment = own_enrolment(session, actor, enrolment_id, lock=True)
        enrolment.withdraw(actor)
        session.execute(delete(Draft).where(Draft.id == enrolment.id))  # a correction that was begun
    return enrolment


def _checked(
    session: Session, actor: User, answers: Answers, besides: UUID | None = None
) -> tuple[dict[str, Any], list[Flag]]:
    """The columns and flags of `answers`. Raises FieldError where they may not be handed in."""
    check_eligible(session, answers)
    columns = answers.columns()
    matches = find_matches(session, columns, besides)
    taken = certain(matches)
    if taken and not answers.contested:
        raise FieldError("nik", NIK_TAKEN)
    columns["contested"] = bool(taken)
    return columns, flags_of(session, actor, answers, matches)


def _flush(session: Session) -> None:
    """Write, and translate what the database refuses: its text holds personal data."""
    try:
        session.flush()
    except IntegrityError as error:
        if violated(error, "uq_enrolments_nik_hash_waiting", "enrolments.nik_hash"):
            raise FieldError("nik", NIK_TAKEN) from None
        if violated(error, "uq_enrolments_submission_id", "enrolments.submission_id") or violated(
            error, "pk_enrolments", "enrolments.id"
        ):
            raise AlreadyReceived from None
        raise


def _receive_again(actor: User, answers: Answers) -> Enrolment:
    with transaction() as session:
        enrolment = session.scalars(
            select(Enrolment).where(Enrolment.submission_id == answers.submission_id).with_for_update()
        ).one()
        if actor.id not in (enrolment.author_id, enrolment.agent_id):
            raise NotFound
        answers = _with_photos_of(answers, enrolment)
        same = _seen(session, enrolment, answers.digest)
        if not same:
            _keep_second(session, actor, enrolment, answers)
    if not same:
        raise DifferentContent
    return enrolment


def _seen(session: Session, enrolment: Enrolment, digest: str) -> bool:
    moves = select(EnrolmentMove.id).where(
        EnrolmentMove.enrolment_id == enrolment.id, EnrolmentMove.digest == digest
    )
    return session.scalar(moves) is not None


def _keep_second(session: Session, actor: User, enrolment: Enrolment, answers: Answers) -> None:
    kept = select(SecondContent.id).where(
        SecondContent.enrolment_id == enrolment.id, SecondContent.digest == answers.digest
    )
    if session.scalar(kept) is not None:
        return
    session.add(
        SecondContent(
            enrolment_id=enrolment.id,
            digest=answers.digest,
            content=answers.as_texts(),
            received_at=now(),
            received_from_id=actor.id,
        )
    )
    if enrolment.state == EnrolmentState.SUBMITTED:
        enrolment.flags.append(Flag(kind=FlagKind.SECOND_CONTENT))
        enrolment.is_clean = False


def own_enrolment(session: Session, actor: User, enrolment_id: UUID, *, lock: bool = False) -> Enrolment:
    """An application in the actor's care. Raises NotFound."""
    asked = select(Enrolment).where(Enrolment.id == enrolment_id, Enrolment.agent_id == actor.id)
    enrolment = session.scalar(
        asked.with_for_update().execution_options(populate_existing=True) if lock else asked
    )
    if enrolment is None:
        raise NotFound
    return enrolment


def _take_draft(session: Session, actor: User, submission_id: UUID) -> Any:
    """Key and photos of the draft that becomes, or corrects, the application; it is gone from the drafts."""
    return session.execute(_TAKE_DRAFT, {"submission": submission_id, "agent": actor.id}).one_or_none()


def _with_photos_of(answers: Answers, kept: Any) -> Answers:
    """The answers, with photos that were sent earlier where none came now."""
    if kept is None:
        return answers
    return replace(
        answers,
        ktp_photo=answers.ktp_photo or kept.ktp_photo,
        person_photo=answers.person_photo or kept.person_photo,
    )


def new_number() -> str:
    """A number to say on the telephone, `7K3M-9QXA`, of characters that are not mistaken for each other."""
    mixed = "".join(choice(NUMBER_ALPHABET) for _ in range(8))
    return f"{mixed[:4]}-{mixed[4:]}"
