"""What a supervisor puts right at the desk: asks the bank now, places lost money, opens a month again."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.autodebit import polling
from agentapp.autodebit.attempts import IN_FLIGHT, Attempt
from agentapp.autodebit.bank_words import SettlementRow
from agentapp.autodebit.desk import suspense, touches
from agentapp.autodebit.reconciliation import send_back
from agentapp.autodebit.sending import Sent
from agentapp.autodebit.timing import Occasion
from agentapp.contributions.assessment import lock
from agentapp.contributions.handover import correct
from agentapp.contributions.models import Obligation
from agentapp.contributions.scope import in_scope
from agentapp.core.clock import now
from agentapp.core.db import sessions, transaction
from agentapp.core.errors import NotFound
from agentapp.workers.models import Worker


def ask_bank(actor: User, attempt_id: UUID) -> Sent:
    """Ask the bank now about a debit of the actor's branch that is in doubt.

    Raises NotFound for any other debit.
    """
    wanted = Attempt.id == attempt_id, Attempt.state.in_(IN_FLIGHT), touches(actor)
    if sessions().scalar(select(Attempt.id).where(*wanted)) is None:
        raise NotFound
    return polling.ask(attempt_id, Occasion.at_present())


def read_suspense(row_id: UUID) -> SettlementRow:
    """A row of a bank's file that nobody has placed. Raises NotFound."""
    row = sessions().scalar(suspense().where(SettlementRow.id == row_id))
    if row is None:
        raise NotFound
    return row


def returned(actor: User, row_id: UUID, note: str) -> SettlementRow:
    """The bank gave this money back to whom it belongs, as `note` proves; the books follow it out.

    Raises NotFound once somebody has placed it.
    """
    with transaction() as session:
        row = session.scalar(suspense().where(SettlementRow.id == row_id).with_for_update())
        if row is None:
            raise NotFound
        send_back(session, row.gateway, row.reference, row.amount)
        for told in _same_money(session, row):
            told.resolved_at, told.resolved_by_id, told.resolution = now(), actor.id, note
    return row


def _same_money(session: Session, row: SettlementRow) -> Sequence[SettlementRow]:
    """The row, and the one by which the bank told the money's way in or out, if there is one."""
    same = SettlementRow.gateway == row.gateway, SettlementRow.reference == row.reference
    return session.scalars(suspense().where(*same).order_by(SettlementRow.id).with_for_update()).all()


def reopen(actor: User, obligation_id: UUID) -> Obligation:
    """A month whose money the bank gave back is due again, for whoever pays it by now; a debit may take it.

    Raises NotFound outside the actor's branch, IllegalMove for a month in another state.
    """
    with transaction() as session:
        found = (
            select(Obligation).join(Obligation.worker).where(Obligation.id == obligation_id, in_scope(actor))
        )
        owed = session.scalar(found)
        if owed is None:
            raise NotFound
        worker = session.get_one(Worker, owed.worker_id)
        lock(session, worker)
        session.refresh(owed, with_for_update=True)
        owed.reopen()
        session.flush()
        correct(session, worker, [owed.month])
    return owed
