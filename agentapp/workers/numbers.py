"""Membership numbers (KPJ): eleven digits from this installation's range, each given out once, never again.

The row of the range is locked until the caller's transaction ends, so a number that was rolled back goes to the
next. The range itself comes from the settings; where they name another one than before, counting goes on in the
new range above every number already used in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from agentapp.core.errors import N_, DomainError
from agentapp.workers.models import Membership, NumberRange

_NAME = "membership"


class NumbersExhausted(DomainError):
    """The range holds fewer free numbers than were asked for."""

    status = 409
    default = N_("Nomor peserta sudah habis. Mintalah pengelola memperluas rentang nomornya, lalu coba lagi.")


@dataclass(frozen=True, slots=True)
class Bounds:
    """The first and the last number that may be given out."""

    first: int
    last: int


_ranges: dict[str, Bounds] = {}


def use_range(first: int, last: int) -> None:
    """Give out numbers from `first` to `last`, both included, in the whole process."""
    _ranges[_NAME] = Bounds(first, last)


def take_number(session: Session) -> int:
    """The next membership number. Raises NumbersExhausted."""
    return take_numbers(session, 1)[0]


def take_numbers(session: Session, count: int) -> Sequence[int]:
    """The next `count` numbers, in order. Raises NumbersExhausted, and RuntimeError before `use_range`."""
    bounds = _ranges.get(_NAME)
    if bounds is None:
        raise RuntimeError("use_range() has not been called")
    taken = _advance(session, bounds, count)
    if taken is None:
        _lay_range(session, bounds)
        taken = _advance(session, bounds, count)
    if taken is None:
        raise NumbersExhausted
    return range(taken - count, taken)


def _advance(session: Session, bounds: Bounds, count: int) -> int | None:
    """Move the counter by `count` in one statement. Where it stands then; None if the range has no room."""
    return session.scalar(
        update(NumberRange)
        .where(
            NumberRange.name == _NAME,
            NumberRange.first_number == bounds.first,
            NumberRange.last_number == bounds.last,
            NumberRange.next_number + count <= bounds.last + 1,
        )
        .values(next_number=NumberRange.next_number + count)
        .returning(NumberRange.next_number)
        .execution_options(synchronize_session=False)
    )


def _lay_range(session: Session, bounds: Bounds) -> None:
    """Make the row say what the settings say. Leaves a row that already does."""
    _make_row(session, bounds)
    row = session.scalars(
        select(NumberRange)
        .where(NumberRange.name == _NAME)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if (row.first_number, row.last_number) != (bounds.first, bounds.last):
        row.first_number, row.last_number = bounds.first, bounds.last
        row.next_number = _first_free(session, bounds)
        session.flush()


def _make_row(session: Session, bounds: Bounds) -> None:
    """Add the row where there is none; another process may be first."""
    if session.get(NumberRange, _NAME) is not None:
        return
    try:
        with session.begin_nested():
            session.add(
                NumberRange(
                    name=_NAME,
                    first_number=bounds.first,
                    last_number=bounds.last,
                    next_number=_first_free(session, bounds),
                )
            )
    except IntegrityError:
        return


def _first_free(session: Session, bounds: Bounds) -> int:
    highest = session.scalar(
        select(func.max(Membership.number)).where(Membership.number.between(bounds.first, bounds.last))
    )
    return bounds.first if highest is None else highest + 1
