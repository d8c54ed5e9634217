"""Tells payers of the debits to come: no debit without a notice, and none sooner than the notice allows."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import Row, Table, insert, select, update
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.autodebit import notices
from agentapp.autodebit.attempts import Attempt, AttemptMove, AttemptState
from agentapp.autodebit.models import Mandate
from agentapp.autodebit.timing import Occasion
from agentapp.core import outbox
from agentapp.core.db import transaction
from agentapp.core.outbox import Notice, Recipient
from agentapp.workers.models import Worker

PIECE = 1000
_MOVES = cast(Table, AttemptMove.__table__)


def announce(occasion: Occasion) -> int:
    """Put a notice for every debit just scheduled into the outbox, and mark it as told. How many.

    A thousand a transaction, and no record is read whole.
    """
    done, after = 0, UUID(int=0)
    while True:
        with transaction() as session:
            piece = _piece(session, after)
            outbox.put_many(session, filter(None, map(_notice, piece)))
            _mark(session, [row.id for row in piece], occasion)
        done += len(piece)
        if len(piece) < PIECE:
            return done
        after = piece[-1].id


def _piece(session: Session, after: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """The next debits to tell of, held, and where their payers are reached."""
    told = select(
        Attempt.id,
        Attempt.reference,
        Attempt.month,
        Attempt.amount,
        Attempt.scheduled_on,
        Mandate.consent_language,
        User.phone.label("sponsors_phone"),
        User.email.label("sponsors_email"),
        Worker.phone.label("workers_phone"),
        Worker.email.label("workers_email"),
    )
    rows = told.join(Attempt.mandate).outerjoin(User, User.id == Mandate.payer_id)
    rows = rows.outerjoin(Mandate.worker).where(Attempt.state == AttemptState.SCHEDULED, Attempt.id > after)
    return session.execute(
        rows.order_by(Attempt.id).limit(PIECE).with_for_update(skip_locked=True, of=Attempt)
    ).all()


def _notice(row: Row[*tuple[Any, ...]]) -> Notice | None:
    """What the payer is told; None for who left neither telephone nor e-mail."""
    phone, email = row.sponsors_phone or row.workers_phone, row.sponsors_email or row.workers_email
    if not (phone or email):
        return None
    return notices.debit_ahead(row, row.consent_language, Recipient(phone=phone, email=email))


def _mark(session: Session, keys: list[UUID], occasion: Occasion) -> None:
    """As `Attempt.move("notify")` does for one."""
    if not keys:
        return
    target = Attempt.lifecycle.after("notify", AttemptState.SCHEDULED)
    session.execute(
        update(Attempt).where(Attempt.id.in_(keys)).values(state=target, notified_at=occasion.moment),
        execution_options={"synchronize_session": False},
    )
    move = {"verb": "notify", "source": AttemptState.SCHEDULED, "target": target, "at": occasion.moment}
    session.execute(
        insert(_MOVES), [{"id": uuid4(), "attempt_id": key, "code": "", "note": "", **move} for key in keys]
    )
