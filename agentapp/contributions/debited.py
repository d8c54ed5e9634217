"""Which months come in by themselves: conditions of the packages above, introduced by `app.py`."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import ColumnElement, false, or_
from sqlalchemy.orm import InstrumentedAttribute

from agentapp.core.period import Month

MonthAsked = Month | InstrumentedAttribute[Month]
Condition = Callable[[InstrumentedAttribute[UUID], MonthAsked], ColumnElement[bool]]

_conditions: list[Condition] = []


def introduce(*conditions: Condition) -> None:
    """Make these the ways in which a worker's own month may come in without anybody paying it by hand."""
    _conditions[:] = conditions


def debited(worker_id: InstrumentedAttribute[UUID], month: MonthAsked) -> ColumnElement[bool]:
    """Whether the worker's own account pays `month`, where the month is the worker's own."""
    return or_(false(), *(condition(worker_id, month) for condition in _conditions))
