"""Accounts come into being: people, the links by which they set their password, and the password itself."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from agentapp.accounts.history import record
from agentapp.accounts.identifiers import Identifier, parse_email
from agentapp.accounts.models import AccountEventKind, AgencyOffice, BranchOffice, SetupLink, SignIn, User
from agentapp.accounts.newcomers import welcome
from agentapp.accounts.passwords import expect_strong, hash_password
from agentapp.accounts.permissions import Role
from agentapp.core.clock import now
from agentapp.core.db import sessions, transaction, violated
from agentapp.core.errors import N_, DomainError, FieldError
from agentapp.core.phone import national, parse_phone

SETUP_LASTS = timedelta(hours=72)
LONGEST_NAME = 120
FIELD_ROLES = (Role.AGENT, Role.SUPERVISOR)
_SHARED = {"read": True}
TAKEN = {
    "email": N_("Email ini sudah dipakai akun lain."),
    "phone": N_("Nomor ini sudah dipakai akun lain."),
}


class SetupLinkGone(DomainError):
    """Unknown, used, replaced or run out: told alike."""

    status = 410
    default = N_("Tautan ini tidak berlaku lagi. Minta tautan baru kepada pengelola Gendong.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDetails:
    """What somebody is known by. `email` and `phone` as typed; one of them at least."""

    role: Role
    name: str
    email: str = ""
    phone: str = ""
    branch_id: UUID | None = None
    agency_office_id: UUID | None = None
    home_district: str | None = None


def create_person(session: Session, details: PersonDetails, by: User | None = None) -> User:
    """A new person without a password yet. Raises FieldError where a detail is missing, wrong or taken."""
    _expect_name(details.name)
    user = User(id=uuid4(), role=details.role, name=details.name, created_at=now())
    user.home_district = details.home_district
    assign_identifiers(session, user, details.email, details.phone)
    assign_office(session, user, details.branch_id, details.agency_office_id)
    session.add(user)
    flush_person(session)
    record(session, user, AccountEventKind.CREATED, by, details.role.value)
    welcome(session, user)
    return user


def set_password(user: User, password: str) -> None:
    """Make `password` the person's own, without judging it: for the rules, see `passwords.expect_strong`."""
    user.password_hash = hash_password(password)


def named(session: Session, identifier: Identifier) -> User | None:
    """The person whom the identifier names, if there is one."""
    column = User.email_hash if identifier.kind == "email" else User.phone_hash
    return session.scalar(select(User).where(column.in_(identifier.hashes)))


def assign_identifiers(session: Session, user: User, email: str, phone: str) -> None:
    """Give the person their addresses. Raises FieldError where both are missing or one is taken."""
    if not (email or phone):
        raise FieldError("email", N_("Isi email atau nomor telepon."))
    user.email = _read(parse_email, "email", email)
    user.phone = _read(parse_phone, "phone", phone)
    with session.no_autoflush:
        user.email_hash = _own(session, user, Identifier("email", user.email)) if user.email else None
        user.phone_hash = _own(session, user, Identifier("phone", user.phone)) if user.phone else None


def assign_office(
    session: Session, user: User, branch_id: UUID | None, agency_office_id: UUID | None
) -> None:
    """Put an agent into an agency office or a branch, a supervisor into a branch, others nowhere.

    Raises FieldError on `office`.
    """
    branch = agency = None
    if user.role in FIELD_ROLES:
        agency = (
            session.get(AgencyOffice, agency_office_id, with_for_update=_SHARED) if agency_office_id else None
        )
        chosen = agency.branch_id if agency else branch_id
        branch = session.get(BranchOffice, chosen, with_for_update=_SHARED) if chosen else None
        if branch is None:
            raise FieldError("office", N_("Pilih kantor cabang."))
        if branch.closed_at or (agency and agency.closed_at):
            raise FieldError("office", N_("Kantor ini sudah ditutup. Pilih yang lain."))
    user.branch, user.branch_id = branch, branch.id if branch else None
    user.agency_office = agency if user.role == Role.AGENT else None
    user.agency_office_id = user.agency_office.id if user.agency_office else None


def flush_person(session: Session) -> None:
    """Write what changed; the database is the judge of who was first. Raises FieldError."""
    try:
        session.flush()
    except IntegrityError as error:
        for field, message in TAKEN.items():
            if violated(error, f"uq_users_{field}_hash", f"users.{field}_hash"):
                raise FieldError(field, message) from None
        raise


def add_person(actor: User | None, details: PersonDetails) -> tuple[User, str]:
    """Create a person and their setup link; returns its token, which is kept nowhere. Raises FieldError."""
    with transaction() as session:
        user = create_person(session, details, actor)
        token = make_setup_link(session, user, actor)
    return user, token


def make_setup_link(session: Session, user: User, by: User | None) -> str:
    """A new one-time link's token; links made before end."""
    begun = now()
    session.execute(
        update(SetupLink)
        .where(SetupLink.user_id == user.id, SetupLink.used_at.is_(None))
        .values(expires_at=begun)
    )
    token = secrets.token_urlsafe(24)
    session.add(
        SetupLink(token_hash=_hash(token), user_id=user.id, created_at=begun, expires_at=begun + SETUP_LASTS)
    )
    record(session, user, AccountEventKind.SETUP_LINK_MADE, by)
    return token


def whose_setup_link(token: str) -> User:
    """The person a standing link belongs to; looking does not use it up. Raises SetupLinkGone."""
    link = sessions().get(SetupLink, _hash(token))
    if link is None or link.used_at or link.expires_at <= now() or not link.user.active:
        raise SetupLinkGone
    return link.user


def use_setup_link(token: str, password: str) -> User:
    """Set the password by a link, once; ends all sign-ins. Raises SetupLinkGone, FieldError on `password`."""
    expect_strong(password, own_words(whose_setup_link(token)))
    with transaction() as session:
        user_id = session.scalar(
            update(SetupLink)
            .where(
                SetupLink.token_hash == _hash(token),
                SetupLink.used_at.is_(None),
                SetupLink.expires_at > now(),
            )
            .values(used_at=now())
            .returning(SetupLink.user_id)
        )
        user = session.get(User, user_id) if user_id else None
        if user is None or not user.active:
            raise SetupLinkGone
        set_password(user, password)
        end_sign_ins(session, user)
        record(session, user, AccountEventKind.PASSWORD_SET, user)
    return user


def choose_language(actor: User, locale: str) -> None:
    """Show the actor every page in `locale` ("id" or "en") from now on."""
    with transaction() as session:
        session.get_one(User, actor.id).locale = locale


def choose_district(actor: User, code: str | None) -> None:
    """Let the actor's village picker start in the district `code`."""
    with transaction() as session:
        session.get_one(User, actor.id).home_district = code
        record(session, actor, AccountEventKind.CHANGED, actor, "home_district")


def end_sign_ins(session: Session, user: User, but: UUID | None = None) -> None:
    """End every standing sign-in of the person, but the one with id `but`."""
    standing = update(SignIn).where(SignIn.user_id == user.id, SignIn.ended_at.is_(None))
    if but is not None:
        standing = standing.where(SignIn.id != but)
    session.execute(standing.values(ended_at=now()))


def own_words(user: User) -> list[str]:
    """What a password of the person may not contain."""
    phone = national(user.phone).replace("-", "") if user.phone else ""
    return [user.name, (user.email or "").partition("@")[0], phone]


def _read(parse: Callable[[str], str], field: str, text: str) -> str | None:
    try:
        return parse(text) if text else None
    except DomainError as error:
        raise FieldError(field, error.message) from error


def _expect_name(name: str) -> None:
    if not name.strip():
        raise FieldError("name", N_("Isi bagian ini."))
    if len(name) > LONGEST_NAME:
        raise FieldError("name", N_("Paling panjang 120 huruf."))


def _own(session: Session, user: User, identifier: Identifier) -> bytes:
    if named(session, identifier) not in (None, user):
        raise FieldError(identifier.kind, TAKEN[identifier.kind])
    return identifier.hash


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
