"""Which months come in by themselves: the autodebit side of `contributions.reminders`."""

from sqlalchemy import ColumnElement, exists, or_

from agentapp.autodebit.models import Mandate, MandateState
from agentapp.contributions.models import Obligation


def by_own_mandate() -> ColumnElement[bool]:
    """Whether an obligation is one that the worker's own active mandate was given for."""
    return exists().where(
        Mandate.worker_id == Obligation.worker_id,
        Mandate.state == MandateState.ACTIVE,
        Mandate.first_month <= Obligation.month,
        or_(Mandate.last_month.is_(None), Mandate.last_month >= Obligation.month),
    )
