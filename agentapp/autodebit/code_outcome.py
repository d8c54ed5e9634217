"""What a bank's word does to a payment code and its months. Told twice, or out of order, it comes to the same end.

Everything here works inside a transaction that holds the code (see `locking`).
"""

from datetime import datetime

from sqlalchemy.orm import Session

from agentapp.autodebit import code_notices
from agentapp.autodebit.code_issuer import CodeAnswer, CodeFate
from agentapp.autodebit.codes import PaymentCode, PaymentCodeItem, PaymentCodeState
from agentapp.autodebit.outcome import Verdict
from agentapp.autodebit.takeback import reverse
from agentapp.contributions import ledger
from agentapp.contributions.ledger import EntryKind
from agentapp.contributions.models import OPEN, UNPAID, PaymentChannel
from agentapp.contributions.settlement import settle_unattended


def apply_to_code(session: Session, code: PaymentCode, answer: CodeAnswer, at: datetime) -> Verdict:
    """Let the bank's `answer` take effect. `at`: the moment of the occasion."""
    code.code = answer.code[:20] or code.code
    if answer.fate == CodeFate.PAID:
        return _paid(session, code, answer, at)
    if answer.fate == CodeFate.REFUSED:
        return _refused(session, code, at)
    if answer.fate == CodeFate.GONE:
        return _gone(code, at)
    return _stands(session, code, at) if answer.fate == CodeFate.STANDS else Verdict.UNKNOWN


def asks_what_is_owed(code: PaymentCode) -> bool:
    """Whether its months are still to be paid by who holds it, and by just its sum."""
    return all(
        item.obligation.state in OPEN
        and item.amount == item.obligation.amount
        and code.mandate.pays(item.obligation)
        for item in code.items
    )


def _paid(session: Session, code: PaymentCode, answer: CodeAnswer, at: datetime) -> Verdict:
    if answer.amount not in (None, code.amount):
        return Verdict.DIFFERENT_AMOUNT
    if not code.lifecycle.allows("pay", code.state):
        return Verdict.NOTHING_NEW
    code.bank_reference = answer.bank_reference or code.bank_reference
    open_items = [item for item in code.items if _may_pay(item)]
    code.move("pay", at)
    code.let_go()
    session.flush()
    for place, item in enumerate(code.items, start=1):
        if item in open_items:
            _pay(session, code, item, place, at)
    _owe(session, code, code.amount - sum(item.amount for item in open_items))
    code_notices.paid(session, code)
    return Verdict.SUCCEEDED


def _may_pay(item: PaymentCodeItem) -> bool:
    return item.obligation.state in UNPAID and item.amount == item.obligation.amount


def _pay(session: Session, code: PaymentCode, item: PaymentCodeItem, place: int, at: datetime) -> None:
    item.payment = settle_unattended(
        session, item.obligation, PaymentChannel.CODE, f"{code.reference}-{place}", at
    )


def _owe(session: Session, code: PaymentCode, surplus: int) -> None:
    """What no month of the code needed any more goes back to who paid it."""
    code.owed = surplus
    if surplus:
        ledger.post_received(session, code.reference, surplus)
        ledger.post(session, EntryKind.REFUND_OWED, code.reference, surplus)


def _refused(session: Session, code: PaymentCode, at: datetime) -> Verdict:
    if code.state != PaymentCodeState.WANTED:
        return Verdict.NOTHING_NEW
    code.move("fail", at)
    code.let_go()
    code_notices.none_given(session, code)
    return Verdict.DECLINED


def _gone(code: PaymentCode, at: datetime) -> Verdict:
    """Nobody can pay it any more, by the bank's own word."""
    if code.live:
        code.move("expire", at)
    if code.state in (PaymentCodeState.EXPIRED, PaymentCodeState.WITHDRAWN):
        code.let_go()
    return Verdict.NOTHING_NEW


def _stands(session: Session, code: PaymentCode, at: datetime) -> Verdict:
    """The bank has it, and nobody paid it: what is over by then ends."""
    if at > code.expires_at:
        return _gone(code, at)
    if code.state == PaymentCodeState.WANTED:
        code.move("issue", at)
        code_notices.given(session, code)
    return Verdict.NOTHING_NEW


def taken_back(session: Session, code: PaymentCode, answer: CodeAnswer, at: datetime) -> Verdict:
    """The bank gave the money back. What was not yet known to be paid, was."""
    if code.state == PaymentCodeState.TAKEN_BACK:
        return Verdict.NOTHING_NEW
    if code.state != PaymentCodeState.PAID:
        told = _paid(session, code, answer, at)
        if told != Verdict.SUCCEEDED:
            return told
        session.flush()
    code.move("take_back", at)
    for item in code.items:
        if item.payment is not None:
            reverse(session, item.obligation, item.payment, item.amount)
    if code.owed and code.returned_at is None:
        code.returned_at, code.returned_note = at, "bank"
        ledger.post(session, EntryKind.REFUNDED, code.reference, code.owed)
    session.flush()
    return Verdict.TAKEN_BACK
