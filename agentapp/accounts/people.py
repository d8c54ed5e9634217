"""What an administrator does with people: find, change, move, deactivate, let in again."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, literal, select, tuple_, update
from sqlalchemy.orm import Session, joinedload

from agentapp.accounts import handover
from agentapp.accounts.history import record
from agentapp.accounts.identifiers import parse_identifier
from agentapp.accounts.models import AccountEvent, AccountEventKind, SetupLink, User
from agentapp.accounts.permissions import Role
from agentapp.accounts.service import (
    assign_identifiers,
    assign_office,
    end_sign_ins,
    flush_person,
    make_setup_link,
    named,
)
from agentapp.core.clock import now
from agentapp.core.db import sessions, transaction
from agentapp.core.errors import N_, Conflict, DomainError, FieldError, NotFound

PAGE = 30
MOST_EVENTS = 60
MOST_SUCCESSORS = 300
SIGN_INS = (AccountEventKind.SIGNED_IN, AccountEventKind.SIGN_IN_REFUSED)


class NotYourself(Conflict):
    default = N_("Anda tidak dapat menonaktifkan akun sendiri.")


class NoLongerAdministrator(Conflict):
    default = N_("Akun Anda baru saja dinonaktifkan oleh pengelola lain.")


class OfficeClosed(Conflict):
    default = N_("Kantornya sudah ditutup. Pindahkan dulu orang ini ke kantor lain.")


class IsDeactivated(Conflict):
    default = N_("Akun ini tidak aktif. Aktifkan dulu.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What the list is narrowed to; `after` is the last person of the page before."""

    name: str = ""
    role: Role | None = None
    branch_id: UUID | None = None
    active: bool = True
    after: UUID | None = None


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of people by name; `after` is where the next begins, if there is one."""

    people: Sequence[User]
    after: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What an administrator may change of a person, as typed."""

    name: str
    email: str
    phone: str
    branch_id: UUID | None
    agency_office_id: UUID | None
    home_district: str | None


def find(search: Search) -> PeoplePage:
    """The people that the search leaves, by name."""
    people = sessions().scalars(_matching(search).limit(PAGE + 1)).all()
    shown = people[:PAGE]
    return PeoplePage(shown, shown[-1].id if len(people) > PAGE else None)


def by_identifier(text: str) -> User | None:
    """The person with exactly this e-mail or phone number, if the text is one."""
    try:
        return named(sessions(), parse_identifier(text))
    except DomainError:
        return None


def person(person_id: UUID) -> User:
    """Raises NotFound."""
    return _person(sessions(), person_id)


def changes_of(user: User) -> list[AccountEvent]:
    """What became of the account, newest first, without sign-ins."""
    return _events(user, AccountEvent.kind.not_in(SIGN_INS))


def sign_ins_of(user: User) -> list[AccountEvent]:
    """When somebody signed in to the account or failed to, newest first."""
    return _events(user, AccountEvent.kind.in_(SIGN_INS))[:10]


def change(actor: User, person_id: UUID, wanted: Changes) -> User:
    """Correct a person's details, and move them to another office. Raises NotFound, FieldError."""
    with transaction() as session:
        user = _person(session, person_id)
        before = _details(user)
        user.name = wanted.name
        user.home_district = wanted.home_district if user.role == Role.AGENT else None
        assign_identifiers(session, user, wanted.email, wanted.phone)
        assign_office(session, user, wanted.branch_id, wanted.agency_office_id)
        flush_person(session)
        _record_changes(session, actor, user, before)
    return user


def successors(user: User) -> Sequence[User]:
    """Who may take over: active people of the same role, of the same branch if it has any."""
    same = select(User).where(User.role == user.role, User.deactivated_at.is_(None), User.id != user.id)
    near = same.where(User.branch_id == user.branch_id) if user.branch_id else same
    for candidates in (near, same):
        found = sessions().scalars(candidates.order_by(User.name).limit(MOST_SUCCESSORS)).all()
        if found:
            return found
    return []


def deactivate(actor: User, person_id: UUID, successor_id: UUID | None) -> User:
    """Close an account and pass its work on. Again on a closed account: pass on what has come since.

    Raises NotFound, NotYourself, or FieldError on `successor` where there is work and nobody to take it.
    """
    with transaction() as session:
        user = _person(session, person_id)
        if user == actor:
            raise NotYourself
        _keep_one_administrator(session, actor, user)
        given = _pass_on(session, actor, user, successor_id)
        if user.active:
            user.deactivated_at = now()
            end_sign_ins(session, user)
            _end_setup_links(session, user)
        record(session, user, AccountEventKind.DEACTIVATED, actor, given)
    return user


def reactivate(actor: User, person_id: UUID) -> User:
    """Let a person in again; work that was passed on stays where it is. Raises NotFound, OfficeClosed."""
    with transaction() as session:
        user = _person(session, person_id)
        if (user.branch and user.branch.closed_at) or (user.agency_office and user.agency_office.closed_at):
            raise OfficeClosed
        if not user.active:
            user.deactivated_at = user.successor = user.successor_id = None
            record(session, user, AccountEventKind.REACTIVATED, actor)
    return user


def renew_setup_link(actor: User, person_id: UUID) -> tuple[User, str]:
    """A new link for somebody who lost the old one or the password. Raises NotFound, IsDeactivated."""
    with transaction() as session:
        user = _person(session, person_id)
        if not user.active:
            raise IsDeactivated
        token = make_setup_link(session, user, actor)
    return user, token


def _matching(search: Search) -> Select[User]:
    people = select(User).options(joinedload(User.branch), joinedload(User.agency_office))
    people = people.where(
        User.deactivated_at.is_(None) if search.active else User.deactivated_at.is_not(None)
    )
    if search.name:
        people = people.where(User.name.icontains(search.name, autoescape=True))
    if search.role:
        people = people.where(User.role == search.role)
    if search.branch_id:
        people = people.where(User.branch_id == search.branch_id)
    last = sessions().get(User, search.after) if search.after else None
    if last:
        people = people.where(tuple_(User.name, User.id) > tuple_(last.name, literal(last.id, Uuid())))
    return people.order_by(User.name, User.id)


def _person(session: Session, person_id: UUID) -> User:
    user = session.get(User, person_id)
    if user is None:
        raise NotFound
    return user


def _events(user: User, which: ColumnElement[bool]) -> list[AccountEvent]:
    events = select(AccountEvent).where(AccountEvent.user_id == user.id, which)
    newest = events.options(joinedload(AccountEvent.by)).order_by(AccountEvent.at.desc()).limit(MOST_EVENTS)
    return list(sessions().scalars(newest))


def _details(user: User) -> dict[str, object]:
    fields = ("name", "email", "phone", "home_district")
    return {field: getattr(user, field) for field in fields} | {
        "office": (user.branch_id, user.agency_office_id)
    }


def _record_changes(session: Session, actor: User, user: User, before: dict[str, object]) -> None:
    changed = [field for field, value in _details(user).items() if value != before[field]]
    if "office" in changed:
        changed.remove("office")
        offices = [office.name for office in (user.agency_office, user.branch) if office]
        record(session, user, AccountEventKind.MOVED, actor, f"→ {', '.join(offices)}")
    if changed:
        record(session, user, AccountEventKind.CHANGED, actor, " ".join(changed))


def _keep_one_administrator(session: Session, actor: User, user: User) -> None:
    """Two administrators who deactivate each other: the second is too late."""
    if user.role != Role.ADMIN:
        return
    standing = select(User.id).where(User.role == Role.ADMIN, User.deactivated_at.is_(None)).order_by(User.id)
    if actor.id not in session.scalars(standing.with_for_update()).all():
        raise NoLongerAdministrator


def _pass_on(session: Session, actor: User, user: User, successor_id: UUID | None) -> str:
    """Pass the work on; what was passed to whom, for the history."""
    held = handover.holdings(session, user)
    if successor_id is None and not held:
        return ""
    taker = session.get(User, successor_id) if successor_id else None
    if taker is None or not taker.active or taker.role != user.role or taker == user:
        raise FieldError("successor", N_("Pilih penerus yang aktif."))
    user.successor = taker
    given = [f"{holding.code} {holding.count}" for holding in handover.pass_on(session, user, taker, actor)]
    return f"→ {taker.name}{': ' if given else ''}{', '.join(given)}"


def _end_setup_links(session: Session, user: User) -> None:
    unused = update(SetupLink).where(SetupLink.user_id == user.id, SetupLink.used_at.is_(None))
    session.execute(unused.values(expires_at=now()))
