"""A phone that is lost or broken: a supervisor says that it is not used any more, and it counts as stuck no longer.

Should it be found, it comes back by itself the next time it tells of itself (`intake.phones.note`).
"""

from uuid import UUID

from agentapp.accounts.models import User
from agentapp.core.clock import now
from agentapp.core.db import transaction
from agentapp.review import phones


def retire(actor: User, phone_id: UUID) -> None:
    """Say that a phone of the actor's branch is not used any more. Raises NotFound."""
    with transaction() as session:
        for row in phones.rows_of(session, actor, phone_id):
            row.retired_at, row.retired_by_id = now(), actor.id


def take_back(actor: User, phone_id: UUID) -> None:
    """Say that it is used after all. Raises NotFound."""
    with transaction() as session:
        for row in phones.rows_of(session, actor, phone_id):
            row.retired_at = row.retired_by_id = None
