"""Months paid before a relief was known: what was paid too much moves forward to the following months.

PP 50/2025 as PP 49/2020 before it: nothing is paid back, the surplus settles months to come (see docs/money.md). The
credit is never stored: it is what the ledger says was overpaid for a worker by a payer, less what it has settled.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select
from sqlalchemy.orm import Session

from agentapp.contributions import ledger
from agentapp.contributions.ledger import EntryKind, LedgerEntry
from agentapp.contributions.models import OPEN, STANDS, Obligation, ObligationState, Payment, PaymentChannel
from agentapp.contributions.prices import PRICES
from agentapp.contributions.settlement import settle_unattended
from agentapp.core.clock import now
from agentapp.core.money import Rupiah
from agentapp.core.period import Month
from agentapp.workers.models import Worker

_PARTS = ("jkk", "jkm", "jht", "amount")

_SIGNED = case(
    (LedgerEntry.kind == EntryKind.OVERPAID, LedgerEntry.amount),
    (
        (LedgerEntry.kind == EntryKind.CONTRIBUTION) & (Payment.channel == PaymentChannel.CREDIT),
        -LedgerEntry.amount,
    ),
    (LedgerEntry.kind == EntryKind.CREDIT_WITHDRAWN, -LedgerEntry.amount),
    else_=0,
)


def lower(session: Session, period: Month, after: UUID, last: UUID | None) -> int:
    """Lower the months of a piece of workers to the price that stands by now; what was paid too much becomes a credit.

    Needs the prices of `period` laid out (see `prices`). How many; a second time none.
    """
    return _lower(session, period, _piece(after, last))


def use_credits(session: Session, period: Month, after: UUID, last: UUID | None) -> int:
    """Let credits pay the months that they cover whole. How many."""
    if not session.scalar(select(exists().where(LedgerEntry.kind == EntryKind.OVERPAID))):
        return 0
    return _use(session, period, _piece(after, last))


def _piece(after: UUID, last: UUID | None) -> list[ColumnElement[bool]]:
    """The workers after one, up to another; said of their months too, so that an index finds these."""
    begins = [Worker.id > after, Obligation.worker_id > after]
    return begins + ([] if last is None else [Worker.id <= last, Obligation.worker_id <= last])


def _lower(session: Session, period: Month, piece: list[ColumnElement[bool]]) -> int:
    cheaper = session.execute(_cheaper(period, piece)).all()
    for owed, *parts in cheaper:
        surplus = owed.amount - parts[-1]
        for name, amount in zip(_PARTS, parts, strict=True):
            setattr(owed, name, amount)
        if owed.state == ObligationState.PAID:
            _credit(session, owed, surplus)
    session.flush()
    return len(cheaper)


def _cheaper(period: Month, piece: list[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    """Months of the period that the rules ask less for by now, with what they ask."""
    same_kind = and_(
        PRICES.c.base == Obligation.contribution_base,
        PRICES.c.programmes == Obligation.programmes,
        PRICES.c.funding == Obligation.funding,
        PRICES.c.sector == Worker.sector,
    )
    return (
        select(Obligation, *(PRICES.c[name] for name in _PARTS))
        .join(Obligation.worker)
        .join(PRICES, same_kind)
        .where(
            Obligation.month == period, Obligation.state.in_((*OPEN, ObligationState.PAID)), STANDS, *piece
        )
        .where(PRICES.c.amount < Obligation.amount)
        .order_by(Obligation.id)
        .with_for_update(of=Obligation)
        .execution_options(populate_existing=True)
    )


def _credit(session: Session, owed: Obligation, surplus: Rupiah) -> None:
    assert owed.payment is not None
    source = f"{owed.payment.number}:{owed.amount}"
    ledger.post(session, EntryKind.OVERPAID, source, surplus, obligation=owed)


def _use(session: Session, period: Month, piece: list[ColumnElement[bool]]) -> int:
    credit = _credits(piece).subquery()
    payers = and_(
        Obligation.worker_id == credit.c.worker_id,
        Obligation.funding == credit.c.funding,
        func.coalesce(Obligation.payer_code, "") == credit.c.payer_code,
    )
    covered = (
        select(Obligation)
        .join(credit, payers)
        .where(Obligation.month == period, Obligation.state.in_(OPEN), STANDS)
        .where(credit.c.credit >= Obligation.amount)
        .order_by(Obligation.id)
        .with_for_update(of=Obligation)
        .execution_options(populate_existing=True)
    )
    settled = session.scalars(covered).all()
    for owed in settled:
        settle_unattended(session, owed, PaymentChannel.CREDIT, owed.id.hex, now())
    session.flush()
    return len(settled)


def _credits(piece: list[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    """What each payer of each worker has paid too much and not used."""
    payer_code = func.coalesce(Obligation.payer_code, "")
    overpaid = select(LedgerEntry.obligation_id).where(LedgerEntry.kind == EntryKind.OVERPAID)
    owners = select(Obligation.worker_id).where(Obligation.id.in_(overpaid))
    return (
        select(
            Obligation.worker_id,
            Obligation.funding,
            payer_code.label("payer_code"),
            func.sum(_SIGNED).label("credit"),
        )
        .join(LedgerEntry, LedgerEntry.obligation_id == Obligation.id)
        .join(Obligation.worker)
        .outerjoin(Payment, Payment.id == LedgerEntry.payment_id)
        .where(Worker.id.in_(owners), *piece)
        .group_by(Obligation.worker_id, Obligation.funding, payer_code)
        .having(func.sum(_SIGNED) > 0)
    )
