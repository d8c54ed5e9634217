"""Which months come in by themselves: the autodebit side of `contributions.debited`."""

from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_
from sqlalchemy.orm import InstrumentedAttribute

from agentapp.autodebit.models import Mandate, MandateState
from agentapp.contributions.debited import MonthAsked


def by_own_mandate(worker_id: InstrumentedAttribute[UUID], month: MonthAsked) -> ColumnElement[bool]:
    """Whether the worker's own active mandate was given for the month."""
    return exists().where(
        Mandate.worker_id == worker_id,
        Mandate.state == MandateState.ACTIVE,
        Mandate.first_month <= month,
        or_(Mandate.last_month.is_(None), Mandate.last_month >= month),
    )
