"""Invitations: an agent makes one when the worker has agreed; a sponsor reads it by its code."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.contributions.assessment import lock
from agentapp.contributions.handover import next_unpaid
from agentapp.contributions.scope import find_worker
from agentapp.core.clock import now
from agentapp.core.db import transaction
from agentapp.core.encryption import keyed_hash, keyed_hashes
from agentapp.sponsorship.codes import bare, new_invitation_code
from agentapp.sponsorship.consent import OF_WORKER, PURPOSE
from agentapp.sponsorship.offers import check_free
from agentapp.sponsorship.refusals import InvitationGone
from agentapp.sponsorship.requests import Invitation
from agentapp.workers.models import Consent, Worker

LASTS = timedelta(days=14)
HASHED_AS = "invitation_code"


@dataclass(frozen=True, slots=True)
class Invited:
    """A worker of the actor and the invitation that stands, if there is one."""

    worker: Worker
    invitation: Invitation | None


def read_invited(session: Session, actor: User, worker_id: UUID) -> Invited:
    """Raises NotFound outside the actor's scope."""
    worker = find_worker(session, actor, worker_id)
    found = session.scalar(select(Invitation).where(*_open(worker)))
    return Invited(worker, found if found and found.stands else None)


def invite(actor: User, worker_id: UUID, language: str) -> Invitation:
    """Make the code by which a sponsor may take the worker on; the worker's consent is recorded with it.

    While one stands, it is the same one. Raises NotFound, AlreadyCarried, PaidByFund.
    """
    with transaction() as session:
        worker = find_worker(session, actor, worker_id)
        lock(session, worker)
        standing = session.scalar(select(Invitation).where(*_open(worker)))
        if standing is not None and standing.stands:
            return standing
        check_free(session, worker, next_unpaid(session, worker))
        if standing is not None:
            standing.revoked_at = now()
            session.flush()
        return _make(session, actor, worker, language)


def revoke(actor: User, worker_id: UUID) -> None:
    """Nobody may accept the open invitation any more. Raises NotFound."""
    with transaction() as session:
        worker = find_worker(session, actor, worker_id)
        lock(session, worker)
        session.execute(update(Invitation).where(*_open(worker)).values(revoked_at=now()))


def find(session: Session, actor: User, code: str) -> Invitation:
    """The invitation of this code, if it stands or the actor accepted it. Raises InvitationGone for every other."""
    invitation = session.scalar(
        select(Invitation).where(Invitation.code_hash.in_(keyed_hashes(bare(code), HASHED_AS)))
    )
    if invitation is None or invitation.worker.withdrawn_at:
        raise InvitationGone
    expect_open(invitation, actor)
    return invitation


def expect_open(invitation: Invitation, actor: User) -> None:
    """Raises InvitationGone unless it stands, or the actor accepted it."""
    if not (invitation.stands or _accepted_by(invitation, actor)):
        raise InvitationGone


def _accepted_by(invitation: Invitation, actor: User) -> bool:
    return invitation.sponsorship is not None and invitation.sponsorship.sponsor_id == actor.id


def _open(worker: Worker) -> tuple[ColumnElement[bool], ...]:
    return Invitation.worker_id == worker.id, Invitation.used_at.is_(None), Invitation.revoked_at.is_(None)


def _make(session: Session, actor: User, worker: Worker, language: str) -> Invitation:
    made_at, code = now(), new_invitation_code()
    consent = Consent(
        id=uuid4(),
        worker_id=worker.id,
        purpose=PURPOSE,
        text_version=OF_WORKER.version,
        language=language,
        given_at=made_at,
        village_code=worker.village_code,
        recorded_by_id=actor.id,
    )
    invitation = Invitation(
        code=bare(code),
        code_hash=keyed_hash(bare(code), HASHED_AS),
        worker=worker,
        consent=consent,
        made_by_id=actor.id,
        made_at=made_at,
        expires_at=made_at + LASTS,
    )
    session.add(invitation)
    session.flush()
    return invitation
