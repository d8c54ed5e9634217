"""Whose an application is, and who looks after it: an item of a shared phone may be sent by another agent."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.accounts.models import AccountEvent, AccountEventKind, User
from agentapp.accounts.permissions import Permission, Role
from agentapp.enrolment.models import FlagKind
from agentapp.intake.content import Content, Package
from agentapp.intake.held import HeldReason
from agentapp.intake.sealing import Unplaceable
from agentapp.intake.signing import NoTicket, Ticket, read_ticket

MOST_SUCCESSORS = 20


@dataclass(frozen=True, slots=True)
class Care:
    """`author` filled it in, `carer` looks after it from now on. `scope`: what has changed for the author since."""

    author: User
    carer: User
    scope: str = ""

    @property
    def flags(self) -> tuple[tuple[FlagKind, str], ...]:
        return ((FlagKind.SCOPE_CHANGED, self.scope),) if self.scope else ()


def care_of(session: Session, package: Package, content: Content) -> Care:
    """By the ticket; an agent who brings an item without one is its author. Raises Unplaceable for a false ticket."""
    author = _author(session, package, content) if content.ticket else _bringer(package)
    if author.active and author.may(Permission.ENROLMENT_WRITE):
        return Care(author, author, _moved(session, author, content.captured_at))
    return Care(author, _carer(author, package.sender), "deactivated")


def _bringer(package: Package) -> User:
    if package.sender.role != Role.AGENT:
        raise Unplaceable(HeldReason.TICKET)
    return package.sender


def _carer(author: User, sender: User) -> User:
    """An agent who sends for somebody that has left looks after it; else whoever took the work over, if anybody."""
    if sender.role == Role.AGENT:
        return sender
    for _ in range(MOST_SUCCESSORS):
        if author.active or author.successor is None:
            break
        author = author.successor
    return author


def _author(session: Session, package: Package, content: Content) -> User:
    ticket = _ticket(session, content.ticket)
    if content.captured_at > ticket.expires_at and not package.trusting:
        raise Unplaceable(HeldReason.TICKET)
    author = session.get(User, ticket.person_id)
    if author is None or author.role != Role.AGENT:
        raise Unplaceable(HeldReason.TICKET)
    return author


def _ticket(session: Session, text: str) -> Ticket:
    try:
        return read_ticket(session, text)
    except NoTicket as error:
        raise Unplaceable(HeldReason.TICKET) from error


def _moved(session: Session, author: User, since: datetime) -> str:
    moved = select(AccountEvent.id).where(
        AccountEvent.user_id == author.id,
        AccountEvent.kind == AccountEventKind.MOVED,
        AccountEvent.at > since,
    )
    return "moved" if session.scalar(moved.limit(1)) else ""
