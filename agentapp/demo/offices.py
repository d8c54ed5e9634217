"""Opens the offices of the demo, and gives people their places in them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from agentapp.accounts.demo_logins import DEMO_LOGINS, DEMO_PASSWORD
from agentapp.accounts.identifiers import Identifier
from agentapp.accounts.models import (
    AccountEvent,
    AccountEventKind,
    AgencyOffice,
    BranchOffice,
    BranchRegency,
    User,
)
from agentapp.accounts.passwords import hash_password
from agentapp.demo.chance import Chance
from agentapp.demo.posts import AGENCY_OFFICES, LEFT, NAMES, POSTS, SERVED, SUCCESSOR, Post, post
from agentapp.demo.residents import Populace
from agentapp.demo.rows import Rows


@dataclass(slots=True)
class Staff:
    """Keys of offices and people: branches by code, people by e-mail or nickname."""

    branches: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)

    def branch_of(self, key: str) -> UUID:
        return self.branches[post(key).branch]


def open_offices(rows: Rows, chance: Chance) -> Staff:
    """Branches and the regencies they serve, agency offices."""
    staff = Staff()
    for code, name in NAMES.items():
        staff.branches[code] = chance.uuid()
        rows.add(BranchOffice, id=staff.branches[code], code=code, name=name, closed_at=None)
        for regency_code in SERVED[code]:
            rows.add(BranchRegency, regency_code=regency_code, branch_id=staff.branches[code])
    return staff


def hire(rows: Rows, chance: Chance, staff: Staff, populace: Populace, since: datetime) -> None:
    """Everybody of POSTS, with the password of the demo where they may sign in; one agent has left since."""
    offices = {name: chance.uuid() for name in AGENCY_OFFICES}
    for name, branch in AGENCY_OFFICES.items():
        rows.add(AgencyOffice, id=offices[name], branch_id=staff.branches[branch], name=name, closed_at=None)
    staff.people = {each.key: chance.uuid() for each in POSTS}
    for each in POSTS:
        rows.add(
            User,
            id=staff.people[each.key],
            role=each.role,
            name=each.name,
            **_identifiers(each, populace),
            branch_id=staff.branches.get(each.branch),
            agency_office_id=offices.get(each.office),
            home_district=each.home_district,
            locale=None,
            created_at=since,
            deactivated_at=None,
            successor_id=None,
        )
        for kind in _events(each):
            _note(rows, chance, staff, each.key, kind, since)


def let_go(rows: Rows, chance: Chance, staff: Staff, on: datetime) -> None:
    """The agent LEFT stops; the work passes to SUCCESSOR."""
    leaver = next(row for row in rows.of(User) if row["id"] == staff.people[LEFT])
    leaver.update(deactivated_at=on, successor_id=staff.people[SUCCESSOR])
    _note(rows, chance, staff, LEFT, AccountEventKind.DEACTIVATED, on)


def _identifiers(each: Post, populace: Populace) -> dict[str, str | bytes | None]:
    """E-mail, phone, their hashes, and a password for the people of the sign-in page."""
    phone = populace.phone()
    known = any(login.email == each.email for login in DEMO_LOGINS)
    return {
        "email": each.email,
        "email_hash": Identifier("email", each.email).hash if each.email else None,
        "phone": phone,
        "phone_hash": Identifier("phone", phone).hash,
        "password_hash": hash_password(DEMO_PASSWORD) if known else None,
    }


def _events(each: Post) -> Iterator[AccountEventKind]:
    yield AccountEventKind.CREATED
    if each.email:
        yield AccountEventKind.PASSWORD_SET


def _note(
    rows: Rows, chance: Chance, staff: Staff, key: str, kind: AccountEventKind, moment: datetime
) -> None:
    role = post(key).role
    by_admin = kind in (AccountEventKind.CREATED, AccountEventKind.DEACTIVATED) and key != "admin@demo.id"
    rows.add(
        AccountEvent,
        id=chance.uuid(),
        user_id=staff.people[key],
        kind=kind,
        by_id=staff.people["admin@demo.id"] if by_admin else staff.people[key],
        at=moment,
        note=role.value if kind == AccountEventKind.CREATED else "",
    )
