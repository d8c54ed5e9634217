"""What an agent does with applications. Every public function is one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from secrets import choice
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import Table, bindparam, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.core.db import sessions, transaction, violated
from agentapp.core.errors import N_, Conflict, FieldError, NotFound
from agentapp.enrolment.answers import Answers
from agentapp.enrolment.checks import flags_of, photo_flags
from agentapp.enrolment.consignment import Consignment
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
from agentapp.enrolment.rows import insert_application
from agentapp.enrolment.unsent import Draft

NUMBER_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

NIK_TAKEN = N_(
    "Orang dengan NIK ini sudah terdaftar atau sedang menunggu keputusan. Bila orang di depan Anda pemilik NIK ini, "
    "centang kotak di bawahnya agar supervisor memeriksa."
)

_DRAFTS = cast(Table, Draft.__table__)
_TAKE_DRAFT = (
    delete(_DRAFTS)
    .where(_DRAFTS.c.submission_id == bindparam("submission"), _DRAFTS.c.agent_id == bindparam("agent"))
    .returning(_DRAFTS.c.id, _DRAFTS.c.ktp_photo, _DRAFTS.c.person_photo)
)


class AlreadyReceived(Exception):
    """A submission with this id is here already."""


class DifferentContent(Conflict):
    """The same submission id came with other content: refused, both kept for a person to decide."""

    code = "different_content"
    default = N_(
        "Pendaftaran ini sudah kami terima dengan isi yang berbeda. Kedua isian disimpan. "
        "Supervisor akan melihat keduanya dan memutuskan."
    )


def submit(actor: User, answers: Answers, consignment: Consignment | None = None) -> UUID:
    """Hand in an application; the same one again gives the first, once. Returns the application's id.

    `consignment`: how it came, where not from a page of `actor`, who is its author; `answers` are then without photos.
    Raises FieldError (NIK taken, age, months, payer), DifferentContent for other content under the same id, NotFound
    if the id is somebody else's.
    """
    try:
        return _receive(actor, answers, consignment)
    except AlreadyReceived:
        return _receive_again(actor, answers, consignment)


def _receive(actor: User, answers: Answers, consignment: Consignment | None) -> UUID:
    try:
        return _hand_in(actor, answers, consignment)
    except FieldError:
        if _is_known(sessions(), answers.submission_id):
            raise AlreadyReceived from None
        raise


def _hand_in(actor: User, answers: Answers, consignment: Consignment | None) -> UUID:
    """Look up first, so that SQLite's one writer is kept waiting for nothing but the writing."""
    carer = consignment.carer if consignment else actor
    columns, flags = _checked(sessions(), actor, answers)
    columns |= _origin(actor, carer, answers)
    flags += consignment.made_flags() if consignment else []
    with transaction() as session:
        draft = _take_draft(session, carer, answers.submission_id)
        if draft:
            answers = _with_photos_of(answers, draft)
            columns |= {"id": draft.id, "ktp_photo": answers.ktp_photo, "person_photo": answers.person_photo}
        digest = (consignment.named if consignment else answers).digest
        with _refusals():
            insert_application(session, columns, [*flags, *photo_flags(answers)], digest)
        if consignment:
            facts = (columns["id"], columns["number"], columns["received_at"], digest)
            consignment.witness.arrived(session, *facts)
    key: UUID = columns["id"]
    return key


def _is_known(session: Session, submission_id: UUID) -> bool:
    return session.scalar(select(Enrolment.id).where(Enrolment.submission_id == submission_id)) is not None


def _origin(actor: User, carer: User, answers: Answers) -> dict[str, Any]:
    """The columns of a new application that say whose it is, and when it came."""
    at = now()
    return {
        "id": uuid4(),
        "number": new_number(),
        "submission_id": answers.submission_id,
        "agent_id": carer.id,
        "author_id": actor.id,
        "branch_id": carer.branch_id,
        "received_at": at,
        "waiting_since": at,
    }


def correct(actor: User, enrolment_id: UUID, answers: Answers, version: int | None = None) -> UUID:
    """Send a returned application again with better answers. The same content twice is once. Returns its id.

    Raises NotFound outside the actor's own, IllegalMove if it was not returned, StaleVersion, FieldError as `submit`.
    """
    with transaction() as session:
        enrolment = own_enrolment(session, actor, enrolment_id, lock=True)
        draft = _take_draft(session, actor, enrolment.submission_id)
        answers = _with_photos_of(replace(answers, submission_id=enrolment.submission_id), draft or enrolment)
        if enrolment.state == EnrolmentState.SUBMITTED and _seen(session, enrolment, answers.digest):
            return enrolment.id
        enrolment.expect_version(version)
        _correct(session, actor, enrolment, answers)
    return enrolment_id


def _correct(session: Session, actor: User, enrolment: Enrolment, answers: Answers) -> None:
    enrolment.send_again(actor, answers.digest)
    rewrite(session, actor, enrolment, answers)


def rewrite(session: Session, author: User, enrolment: Enrolment, answers: Answers) -> None:
    """Give an application the content `answers`, of `author`, with its flags. Commits nothing. Raises FieldError."""
    columns, flags = _checked(session, author, answers, enrolment.id)
    for name, value in columns.items():
        setattr(enrolment, name, value)
    enrolment.flags = [*flags, *photo_flags(answers)]
    enrolment.is_clean = not enrolment.flags
    with _refusals():
        session.flush()


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


@contextmanager
def _refusals() -> Iterator[None]:
    """Translate what the database refuses: its text holds personal data."""
    try:
        yield
    except IntegrityError as error:
        if violated(error, "uq_enrolments_nik_hash_waiting", "enrolments.nik_hash"):
            raise FieldError("nik", NIK_TAKEN) from None
        if violated(error, "uq_enrolments_submission_id", "enrolments.submission_id") or violated(
            error, "pk_enrolments", "enrolments.id"
        ):
            raise AlreadyReceived from None
        raise


def _receive_again(actor: User, answers: Answers, consignment: Consignment | None) -> UUID:
    with transaction() as session:
        enrolment = session.scalars(
            select(Enrolment).where(Enrolment.submission_id == answers.submission_id).with_for_update()
        ).one()
        if actor.id not in (enrolment.author_id, enrolment.agent_id):
            raise NotFound
        came = consignment.named if consignment else _with_photos_of(answers, enrolment)
        same = _seen(session, enrolment, came.digest)
        if not same:
            _keep_second(session, actor, enrolment, came)
            if consignment:
                consignment.witness.differed(session, enrolment)
    if not same:
        raise DifferentContent
    return enrolment.id


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
    asked = {"submission": submission_id, "agent": actor.id}
    return session.connection().execute(_TAKE_DRAFT, asked).one_or_none()


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
