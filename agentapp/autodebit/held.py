"""One worker's month in the hands of a debit or a payment code: nobody else of its kind may hold it meanwhile."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Boolean, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from agentapp.contributions.models import Obligation, Payment
from agentapp.core.columns import RupiahColumn
from agentapp.core.money import Rupiah

_STANDS = text("stands")


class HeldMonth:
    """What an item of either has. `amount`: rupiah; `stands`: the month is its alone; `payment`: what paid it."""

    obligation_id: Mapped[UUID] = mapped_column(ForeignKey("obligations.id"), primary_key=True)
    amount: Mapped[int] = mapped_column(RupiahColumn)
    stands: Mapped[bool] = mapped_column(Boolean)
    payment_id: Mapped[UUID | None] = mapped_column(ForeignKey("payments.id"))

    @declared_attr
    def obligation(self) -> Mapped[Obligation]:
        return relationship()

    @declared_attr
    def payment(self) -> Mapped[Payment | None]:
        return relationship()


def held_once(table: str) -> tuple[Index, Index]:
    """The indexes of a table of held months: a month stands in one row only, and is found in all."""
    return (
        Index(
            f"uq_{table}_standing",
            "obligation_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        Index(f"ix_{table}_obligation", "obligation_id"),
    )


def total(items: Iterable[HeldMonth]) -> Rupiah:
    """What all of them ask for."""
    return sum(item.amount for item in items)
