"""What sponsors do, in one line; and what became of the months."""

from sqlalchemy import select

from agentapp.accounts.models import User
from agentapp.contributions.models import Obligation, ObligationState
from agentapp.core.db import sessions
from agentapp.core.period import Month
from agentapp.programmes.kinds import Programmes
from agentapp.sponsorship import carrying
from agentapp.sponsorship.invitations import invite
from agentapp.sponsorship.models import Sponsorship
from agentapp.sponsorship.offers import Choice, offer
from agentapp.workers.models import Worker

Held = dict[Month, tuple[str, str | None]]


def take_on(
    person: User,
    worker: Worker,
    months: int | None = None,
    programmes: Programmes = Programmes.JKK_JKM,
    code: str = "",
) -> Sponsorship:
    """`person` accepts an invitation of the worker, made now unless its code is told."""
    code = code or invite(worker.agent, worker.id, "id").code
    cost = offer(sessions(), worker).yearly(programmes)
    sessions().commit()
    return carrying.accept(person, code, Choice(programmes, months), cost)


def months_of(worker: Worker) -> Held:
    """The standing months of the worker: state, and the code of who holds each (None: the worker)."""
    rows = sessions().execute(
        select(Obligation.month, Obligation.state, Obligation.payer_code)
        .where(Obligation.worker_id == worker.id, Obligation.state != ObligationState.VOID)
        .order_by(Obligation.month)
    )
    found = [(month, (state.value, code)) for month, state, code in rows]
    assert len(found) == len(dict(found)), "a month stands twice"
    return dict(found)


def set_state(worker: Worker, month: Month, state: ObligationState) -> None:
    """As a debit on its way, or one that took nothing, would leave the month."""
    owed = sessions().scalar(
        select(Obligation).where(
            Obligation.worker_id == worker.id,
            Obligation.month == month,
            Obligation.state != ObligationState.VOID,
        )
    )
    assert owed is not None
    owed.state = state
    sessions().commit()
