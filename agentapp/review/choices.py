"""What the filters of the queue offer."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.accounts.models import BranchRegency, User
from agentapp.accounts.permissions import Role
from agentapp.places import registry

Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Choices:
    """Districts by regency, and agents by name, each as (value, label)."""

    districts: list[tuple[str, list[Option]]]
    agents: list[Option]


def choices(session: Session, branch_id: UUID | None) -> Choices:
    """The districts that a branch serves, and its agents, also those who have left."""
    regencies = session.scalars(
        select(BranchRegency.regency_code)
        .where(BranchRegency.branch_id == branch_id)
        .order_by(BranchRegency.regency_code)
    )
    agents = session.execute(
        select(User.id, User.name)
        .where(User.branch_id == branch_id, User.role == Role.AGENT)
        .order_by(User.name)
    )
    return Choices(
        [(registry.regency_name(code), _districts(code)) for code in regencies],
        [(str(key), name) for key, name in agents],
    )


def _districts(regency_code: str) -> list[Option]:
    return [(district.code, district.name) for district in registry.children(regency_code)]
