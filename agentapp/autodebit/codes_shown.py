"""Payment codes on pages: those that may be paid now, and those whose money is to go back."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, literal, or_, select
from sqlalchemy.orm import Session, defer, joinedload

from agentapp.accounts.models import User
from agentapp.autodebit.codes import LIVE_CODES, PaymentCode, PaymentCodeItem
from agentapp.autodebit.models import Mandate
from agentapp.contributions.models import Obligation
from agentapp.contributions.scope import in_scope
from agentapp.core.db import sessions
from agentapp.core.errors import NotFound
from agentapp.workers.models import Worker

_PAYER = (
    defer(Mandate.account_token),
    defer(Mandate.challenge),
    joinedload(Mandate.worker).load_only(Worker.name),
    joinedload(Mandate.payer).load_only(User.name),
)


def live_codes(session: Session, mandate: Mandate) -> Sequence[PaymentCode]:
    """The codes of a mandate that may be paid, or are asked of the bank; oldest month first."""
    live = PaymentCode.mandate_id == mandate.id, PaymentCode.state.in_(LIVE_CODES)
    return session.scalars(select(PaymentCode).where(*live).order_by(PaymentCode.month)).all()


def codes_of(session: Session, attempt_ids: Iterable[UUID]) -> dict[UUID, PaymentCode]:
    """The live code of each of these refused debits, by the debit's id."""
    live = PaymentCode.attempt_id.in_(list(attempt_ids)), PaymentCode.state.in_(LIVE_CODES)
    return {code.attempt_id: code for code in session.scalars(select(PaymentCode).where(*live))}


def is_code(session: Session, typed: str) -> bool:
    """Whether this is the number of a payment code, however it is grouped, or its reference at the bank."""
    digits = "".join(sign for sign in typed if sign.isdigit())
    same = or_(PaymentCode.number == digits, PaymentCode.reference == typed.strip().upper())
    return bool(session.scalar(select(exists().where(same))))


def owed_codes(actor: User) -> Select[PaymentCode]:
    """Codes of the actor's branch that were paid for nothing, and whose money nobody has given back; oldest first."""
    open_ = PaymentCode.owed > 0, PaymentCode.returned_at.is_(None), _touches(actor)
    beside = joinedload(PaymentCode.mandate).options(*_PAYER)
    return select(PaymentCode).where(*open_).options(beside).order_by(PaymentCode.paid_at, PaymentCode.id)


def find_owed_code(actor: User, code_id: UUID) -> PaymentCode:
    """Such a code. Raises NotFound."""
    code = sessions().scalar(owed_codes(actor).where(PaymentCode.id == code_id))
    if code is None:
        raise NotFound
    return code


def _touches(actor: User) -> ColumnElement[bool]:
    """What makes a code one of the actor's branch: it asks for a month of somebody there."""
    carried = (
        select(literal(1))
        .select_from(PaymentCodeItem)
        .join(Obligation, Obligation.id == PaymentCodeItem.obligation_id)
        .join(Worker, Worker.id == Obligation.worker_id)
        .where(PaymentCodeItem.code_id == PaymentCode.id, in_scope(actor))
    )
    return carried.correlate(PaymentCode).exists()
