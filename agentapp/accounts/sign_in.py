"""Signing in and out: from what somebody typed to a row that stands for one browser."""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from agentapp.accounts import throttle
from agentapp.accounts.history import record
from agentapp.accounts.identifiers import Identifier, parse_identifier
from agentapp.accounts.models import AccountEventKind, SignIn, User
from agentapp.accounts.passwords import expect_strong, is_outdated, matches
from agentapp.accounts.service import end_sign_ins, named, own_words, set_password
from agentapp.core.clock import now
from agentapp.core.db import sessions, transaction
from agentapp.core.encryption import keyed_hash
from agentapp.core.errors import N_, DomainError, FieldError

SIGN_IN_LASTS = timedelta(days=14)


class WrongCredentials(DomainError):
    """Unknown, wrong password, no password yet or deactivated: told alike, after the same time."""

    status = 401
    default = N_("Email, nomor, atau kata sandi tidak cocok. Periksa lagi keduanya.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What somebody typed, and from where. `known_to` is whom this browser signed in as before."""

    identifier: str
    password: str
    address: str
    device: str
    known_to: UUID | None = None


def sign_in(attempt: Attempt) -> SignIn:
    """Let somebody in for 14 days. Raises WrongCredentials, or TooManyTries after too many of them."""
    user = _named(attempt.identifier)
    guards = _guards(attempt, user)
    throttle.expect_room(guards)
    if not matches(user.password_hash if user else None, attempt.password) or user is None or not user.active:
        _refuse(user, guards)
        raise WrongCredentials
    with transaction() as session:
        throttle.forgive(guards)
        if is_outdated(user.password_hash or ""):
            set_password(user, attempt.password)
        return _begin(session, user, attempt.device)


def sign_out(sign_in_id: UUID) -> None:
    """End one sign-in; a second time changes nothing."""
    with transaction() as session:
        session.execute(
            update(SignIn).where(SignIn.id == sign_in_id, SignIn.ended_at.is_(None)).values(ended_at=now())
        )


def sign_out_everywhere(actor: User) -> None:
    """End every sign-in of the actor, this one included."""
    with transaction() as session:
        end_sign_ins(session, actor)
        record(session, actor, AccountEventKind.SIGNED_OUT_EVERYWHERE, actor)


def standing_sign_ins(actor: User) -> list[SignIn]:
    """Where the actor is signed in, newest first."""
    standing = select(SignIn).where(
        SignIn.user_id == actor.id, SignIn.ended_at.is_(None), SignIn.expires_at > now()
    )
    return list(sessions().scalars(standing.order_by(SignIn.started_at.desc())))


def change_password(actor: User, old: str, new: str, current: UUID) -> None:
    """Replace the password and end all sign-ins but `current`. Raises FieldError, TooManyTries."""
    guards: list[throttle.Guard] = [(throttle.ACCOUNT, f"change-{actor.id}")]
    throttle.expect_room(guards)
    if not matches(actor.password_hash, old):
        throttle.count_wrong(guards)
        raise FieldError("old_password", N_("Kata sandi lama tidak cocok."))
    expect_strong(new, own_words(actor), "password")
    with transaction() as session:
        throttle.forgive(guards)
        set_password(session.get_one(User, actor.id), new)
        end_sign_ins(session, actor, but=current)
        record(session, actor, AccountEventKind.PASSWORD_CHANGED, actor)


def _begin(session: Session, user: User, device: str) -> SignIn:
    """A row for this browser; rows of the person that ran out are swept."""
    begun = now()
    session.execute(delete(SignIn).where(SignIn.user_id == user.id, SignIn.expires_at <= begun))
    entry = SignIn(
        id=uuid4(), user_id=user.id, device=device, started_at=begun, expires_at=begun + SIGN_IN_LASTS
    )
    session.add(entry)
    record(session, user, AccountEventKind.SIGNED_IN, user, device)
    return entry


def _named(text: str) -> User | None:
    try:
        identifier = parse_identifier(text)
    except DomainError:
        identifier = Identifier("email", text)
    return named(sessions(), identifier)


def _guards(attempt: Attempt, user: User | None) -> list[throttle.Guard]:
    if user is not None and attempt.known_to == user.id:
        return [(throttle.BROWSER, str(user.id))]
    account = str(user.id) if user else keyed_hash(attempt.identifier.casefold(), "attempt").hex()
    return [
        (throttle.ACCOUNT, account),
        (throttle.ADDRESS, address_key(attempt.address)),
    ]


def address_key(address: str) -> str:
    """What an address is counted under; tells nothing of it."""
    return keyed_hash(_network(address), "address").hex()


def _network(address: str) -> str:
    """An IPv6 household has a /64 to choose from: it counts as one."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    return str(int(ip) >> 64) if isinstance(ip, IPv6Address) else str(ip)


def _refuse(user: User | None, guards: list[throttle.Guard]) -> None:
    with transaction() as session:
        throttle.count_wrong(guards)
        if user is not None:
            record(session, user, AccountEventKind.SIGN_IN_REFUSED, None)
