"""Takes a submission in: the same form and the same service as the page, whoever brings it and however often.

Part of the views: it fills in the form. `receive` keeps what it cannot place, so that nothing is ever lost.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.core.db import sessions, transaction
from agentapp.core.errors import N_, FieldError, NotFound
from agentapp.enrolment import drafts, service
from agentapp.enrolment.answers import NO_PHOTOS, Photos
from agentapp.enrolment.consignment import Consignment
from agentapp.enrolment.entry import Entry
from agentapp.enrolment.models import Enrolment
from agentapp.intake import quarantine, receipts, versions
from agentapp.intake.authorship import Care, care_of
from agentapp.intake.content import Content, Package, read
from agentapp.intake.following import await_photos
from agentapp.intake.held import HeldReason, HeldSending
from agentapp.intake.models import ToCorrect
from agentapp.intake.sealing import Unplaceable
from agentapp.intake.signing import Signer

WRONG_PHOTO = N_("Foto ini tidak dapat dikenali. Ambil foto lagi.")


@dataclass(frozen=True, slots=True)
class Received:
    """It is here: `answer` is the receipt, `new` if it came just now."""

    answer: str
    new: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """A rule says no: what is wrong by field, and the draft (None where nothing could be kept) it became."""

    errors: dict[str, list[str]]
    draft_id: UUID


@dataclass(frozen=True, slots=True)
class Held:
    """It cannot be placed now; kept under `id`."""

    id: UUID
    reason: HeldReason


Outcome = Received | Refused | Held


def receive(package: Package) -> Outcome:
    """What became of a submission. Raises DifferentContent, TooManyDrafts."""
    try:
        return place(package)
    except Unplaceable as error:
        return Held(quarantine.keep(package, error.reason), error.reason)


def place(package: Package) -> Received | Refused:
    """As `receive`, but raises Unplaceable."""
    content = read(sessions(), package)
    key = package.submission_id
    told = receipts.answer_to_same(sessions(), key, content.digest)
    if told is not None:
        return Received(told, new=False)
    if _was_corrected(key, content):
        return Received(receipts.issue(package.sender, content.digest, key), new=False)
    care = care_of(sessions(), package, content)
    content = replace(content, texts=versions.convert(content.texts, any_age=package.trusting))
    return _judge(package, content, care)


def try_again(actor: User, held_id: UUID) -> HeldReason | None:
    """Place a held sending after all; None if it went where it belongs, else why not. The actor is written down.

    Raises NotFound, IllegalMove if that was decided already, TooManyDrafts.
    """
    held = quarantine.one(held_id)
    HeldSending.lifecycle.after("retry", held.state)
    reason: HeldReason | None = None
    try:
        place(quarantine.package_of(held))
    except Unplaceable as error:
        reason = error.reason
    except service.DifferentContent:
        reason = None  # it lies in the queue now, beside the first content
    quarantine.note_retry(actor, held_id, reason)
    return reason


def _was_corrected(key: UUID, content: Content) -> bool:
    """Whether this was refused before, and what was made of it on the page has come."""
    known = receipts.application_of(sessions(), key) is not None
    return known and receipts.was_to_correct(sessions(), key, content.digest)


def _judge(package: Package, content: Content, care: Care) -> Received | Refused:
    entry = Entry.of(care.author, content.texts)
    entry.refusals += [FieldError(kind, WRONG_PHOTO) for kind in content.wrong_photos]
    if not entry.validate():
        return _to_correct(package, content, care, entry)
    try:
        return _submit(package, content, care, entry)
    except FieldError as error:
        entry.form.take(error)
        return _to_correct(package, content, care, entry)
    except NotFound as error:
        raise Unplaceable(HeldReason.NOT_YOURS) from error


def _submit(package: Package, content: Content, care: Care, entry: Entry) -> Received:
    answers = entry.form.answers(NO_PHOTOS)
    named = replace(answers, **content.photos)
    witness = _Witness(package, content, Signer.now())
    service.submit(care.author, answers, Consignment(named, care.carer, care.flags, witness))
    if witness.answer:
        return Received(witness.answer, new=True)
    return Received(receipts.issue(package.sender, content.digest, package.submission_id), new=False)


def _to_correct(package: Package, content: Content, care: Care, entry: Entry) -> Refused:
    """Its content becomes the carer's draft, once. Raises Unplaceable where its id is taken, TooManyDrafts."""
    key = package.submission_id
    if receipts.application_of(sessions(), key) is not None:
        raise Unplaceable(HeldReason.OTHER_CONTENT)
    draft = drafts.draft_of(care.carer, key)
    if draft is None or not receipts.was_to_correct(sessions(), key, content.digest):
        draft = _keep(package, content, care)
    return Refused(errors_of(entry), draft.id)


def _keep(package: Package, content: Content, care: Care) -> Any:
    key = package.submission_id
    try:
        draft = drafts.keep(care.carer, key, content.texts, NO_PHOTOS)
    except NotFound as error:
        raise Unplaceable(HeldReason.NOT_YOURS) from error
    except drafts.AlreadySent as error:
        raise Unplaceable(HeldReason.OTHER_CONTENT) from error
    good: Photos = NO_PHOTOS | content.photos if not content.wrong_photos else NO_PHOTOS
    with transaction() as session:
        if not receipts.was_to_correct(session, key, content.digest):
            session.merge(ToCorrect(submission_id=key, sent_digest=content.digest, at=now()))
        await_photos(session, key, good)
    return draft


def errors_of(entry: Entry) -> dict[str, list[str]]:
    """What is wrong, by the names of fields; what concerns none of them under `form`."""
    found: dict[str, list[str]] = {}
    if entry.form.form_errors:
        found["form"] = [str(text) for text in entry.form.form_errors]
    for each in entry.form:
        if each.name == "heirs":
            found |= {part.name: list(part.errors) for heir in each for part in heir.form if part.errors}
        elif each.errors:
            found[each.name] = [str(text) for text in each.errors]
    return found


@dataclass(slots=True)
class _Witness:
    """Writes receipt and awaited photos beside the application. `answer` is set if it was new."""

    package: Package
    content: Content
    signer: Signer
    answer: str = field(default="")

    def arrived(self, session: Session, key: UUID, number: str, at: datetime, digest: str) -> None:
        arrival = receipts.Arrival(
            submission_id=self.package.submission_id,
            enrolment_id=key,
            number=number,
            received_at=at,
            digest=digest,
        )
        self.answer = receipts.write(session, self.signer, self.package.sender, self.content.digest, arrival)
        await_photos(session, self.package.submission_id, self.content.photos)

    def differed(self, session: Session, enrolment: Enrolment) -> None:
        await_photos(session, enrolment.submission_id, self.content.photos, stands=False)
