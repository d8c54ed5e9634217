"""Whoever changes a debit or a payment code holds, in this order: its mandate, itself, its workers, their months.

Of each kind in the order of their keys, so nobody waits in a ring. The keys themselves stay free (`FOR NO KEY UPDATE`):
whoever only refers to a row, as the preparing of debits does, need not wait. On SQLite the transaction is the lock.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from agentapp.autodebit.attempts import Attempt, AttemptItem
from agentapp.autodebit.codes import PaymentCode, PaymentCodeItem
from agentapp.autodebit.models import Mandate
from agentapp.contributions.models import Obligation
from agentapp.workers.models import Worker

PIECE = 1000
CLAIMING = "autodebit prepare"
"""The work of claiming months, for debits or for payment codes: one at a time, so that no month is claimed twice."""


def hold(session: Session, attempt_id: UUID, *, skip_busy: bool = False) -> Attempt | None:
    """The attempt, afresh, with all it touches, until the transaction ends.

    None where it is gone, or with `skip_busy` where somebody else holds its mandate at this moment.
    """
    mandate_id = session.scalar(select(Attempt.mandate_id).where(Attempt.id == attempt_id))
    if mandate_id is None or hold_mandate(session, mandate_id, skip_busy=skip_busy) is None:
        return None
    _hold_claims(session, [attempt_id], [])
    return session.get(Attempt, attempt_id)


def hold_code(session: Session, code_id: UUID, *, skip_busy: bool = False) -> PaymentCode | None:
    """The payment code, as `hold` does an attempt."""
    mandate_id = session.scalar(select(PaymentCode.mandate_id).where(PaymentCode.id == code_id))
    if mandate_id is None or hold_mandate(session, mandate_id, skip_busy=skip_busy) is None:
        return None
    _hold_claims(session, [], [code_id])
    return session.get(PaymentCode, code_id)


def hold_all(session: Session, attempt_ids: Sequence[UUID], code_ids: Sequence[UUID] = ()) -> None:
    """All these attempts and codes, afresh, with all they touch: for who changes many in one transaction."""
    mandates: set[UUID] = set()
    for model, keys in ((Attempt, attempt_ids), (PaymentCode, code_ids)):
        for piece in _pieces(keys):
            mandates.update(session.scalars(select(model.mandate_id).where(model.id.in_(piece))))
    _lock(session, select(Mandate), Mandate.id, mandates)
    _hold_claims(session, attempt_ids, code_ids)


def hold_mandate(session: Session, mandate_id: UUID, *, skip_busy: bool = False) -> Mandate | None:
    """The mandate, afresh; None where it is gone or, with `skip_busy`, held by somebody else."""
    found = select(Mandate).where(Mandate.id == mandate_id).execution_options(populate_existing=True)
    return session.scalar(found.with_for_update(skip_locked=skip_busy, key_share=True))


def _hold_claims(session: Session, attempt_ids: Sequence[UUID], code_ids: Sequence[UUID]) -> None:
    """Attempts and codes whose mandates are held, then their workers and months, with what is asked for each."""
    _lock(session, select(Attempt), Attempt.id, attempt_ids)
    _lock(session, select(PaymentCode), PaymentCode.id, code_ids)
    debits = select(AttemptItem, Obligation.worker_id).join(AttemptItem.obligation)
    codes = select(PaymentCodeItem, Obligation.worker_id).join(PaymentCodeItem.obligation)
    rows = [
        *_asked(session, debits, AttemptItem.attempt_id, attempt_ids),
        *_asked(session, codes, PaymentCodeItem.code_id, code_ids),
    ]
    _lock(session, select(Worker.id), Worker.id, {worker_id for _, worker_id in rows})
    _lock(session, select(Obligation), Obligation.id, {item.obligation_id for item, _ in rows})


def _asked(
    session: Session, rows: Select[*tuple[Any, ...]], key: InstrumentedAttribute[UUID], keys: Sequence[UUID]
) -> Iterator[Any]:
    for piece in _pieces(keys):
        found = rows.where(key.in_(piece)).execution_options(populate_existing=True)
        yield from session.execute(found)


def _lock(
    session: Session, rows: Select[Any], key: InstrumentedAttribute[UUID], keys: Iterable[UUID]
) -> None:
    for piece in _pieces(sorted(keys)):
        held = rows.where(key.in_(piece)).order_by(key).with_for_update(key_share=True)
        session.execute(held.execution_options(populate_existing=True)).all()


def _pieces(keys: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    return (keys[start : start + PIECE] for start in range(0, len(keys), PIECE))
