"""Money that a payment code took for nothing goes back by hand: no bank gives back what it took for a code."""

from uuid import UUID

from agentapp.accounts.models import User
from agentapp.autodebit.codes import PaymentCode
from agentapp.autodebit.codes_shown import find_owed_code
from agentapp.autodebit.locking import hold_code
from agentapp.contributions import ledger
from agentapp.contributions.ledger import EntryKind
from agentapp.core.clock import now
from agentapp.core.db import transaction
from agentapp.core.errors import NotFound


def money_returned(actor: User, code_id: UUID, note: str) -> PaymentCode:
    """The money is back with who paid the code, as `note` proves; the books follow it out, once.

    Raises NotFound outside the actor's branch, and once it went back.
    """
    with transaction() as session:
        find_owed_code(actor, code_id)
        code = hold_code(session, code_id)
        if code is None or not code.owed or code.returned_at is not None:
            raise NotFound
        code.returned_at, code.returned_by_id, code.returned_note = now(), actor.id, note
        ledger.post(session, EntryKind.REFUNDED, code.reference, code.owed)
    return code
