"""What the filters of the queue offer."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from agentapp.accounts.models import BranchRegency, User
from agentapp.accounts.permissions import Role
from agentapp.places import registry


def districts_of(session: Session, branch_id: UUID | None) -> list[SelectChoice]:
    """The districts that a branch serves, in groups by regency."""
    regencies = session.scalars(
        select(BranchRegency.regency_code)
        .where(BranchRegency.branch_id == branch_id)
        .order_by(BranchRegency.regency_code)
    )
    return [
        SelectChoice(district.code, district.name, optgroup=registry.regency_name(code))
        for code in regencies
        for district in registry.children(code)
    ]


def agents_of(session: Session, branch_id: UUID | None) -> list[SelectChoice]:
    """A branch's agents by name, also those who have left."""
    agents = session.execute(
        select(User.id, User.name)
        .where(User.branch_id == branch_id, User.role == Role.AGENT)
        .order_by(User.name, User.id)
    )
    return [SelectChoice(str(key), name) for key, name in agents]
